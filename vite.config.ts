import { cpSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type Plugin } from "vite";
import { apiReference } from "./web/src/docs/build.ts";

const PAGES = join(import.meta.dirname, "web");
const COHORT = join(import.meta.dirname, "scripts/demo/cohort");

/** The example cohort goes along as a file, so that the page can score it without the server. */
function exampleCohort(): Plugin {
  let out = "";
  return {
    name: "example-cohort",
    configResolved(config) {
      out = join(config.root, config.build.outDir, "example");
    },
    closeBundle() {
      for (const name of ["expr.tsv.gz", "labels.tsv"]) cpSync(join(COHORT, name), join(out, name));
    },
  };
}

export default defineConfig({
  root: "web",
  base: "./",
  plugins: [exampleCohort(), apiReference()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: {
    format: "es",
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: "catalogue", test: /catalogue\/data\/.*\.json$/ }] } },
    },
  },
  build: {
    outDir: "../build/web",
    emptyOutDir: true,
    target: "es2023",
    // The browser preloads by itself what a module imports; the helper would be one more script.
    modulePreload: false,
    rolldownOptions: { input: { index: join(PAGES, "index.html"), docs: join(PAGES, "docs.html") } },
  },
});
