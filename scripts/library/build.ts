/** `npm run library`: what `npm pack` puts into the package beside what is there: the library, its types and the command line. */
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "vite";
import { ensureKernel } from "../node/kernel.ts";

const ROOT = join(import.meta.dirname, "../..");
const OUT = join(ROOT, "dist");
const KERNEL = join(ROOT, "build/kernel.wasm");
const ENTRIES = {
  node: "worker/library/node.ts",
  workerd: "worker/library/workerd.ts",
  web: "worker/library/web.ts",
  files: "scripts/node/folder.ts",
  crossresist: "scripts/crossresist.ts",
};
/** What a checkout has and the package has not. */
const INSTEAD: Readonly<Record<string, string>> = {
  [join(ROOT, "scripts/node/kernel.ts")]: join(ROOT, "scripts/library/kernel.ts"),
  [join(ROOT, "scripts/cli/serve.ts")]: join(ROOT, "scripts/library/serve.ts"),
};

const INLINE = ".wasm?inline";

/** The binary stays a file beside the scripts where it is imported as a module: a Worker's bundler compiles it. */
const packaged: Plugin = {
  name: "packaged",
  enforce: "pre",
  load: (id) => (id === INLINE ? `export default "${readFileSync(KERNEL).toString("base64")}";` : null),
  async resolveId(id, importer, options) {
    if (id.endsWith(".wasm")) return { id: "./kernel.wasm", external: true };
    if (id.endsWith(INLINE)) return INLINE;
    const found = await this.resolve(id, importer, { ...options, skipSelf: true });
    return found === null ? null : (INSTEAD[found.id] ?? found);
  },
};

const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const external = (id: string) => id.startsWith("node:") || isDependency(id);
const isDependency = (id: string) => Object.keys(dependencies).some((name) => id === name || id.startsWith(`${name}/`));

await ensureKernel();
await build({
  root: ROOT,
  configFile: false,
  logLevel: "warn",
  publicDir: false,
  plugins: [packaged],
  // The threads of the command line, found from the file that starts them wherever the package lies; built by themselves, so
  // in a folder of their own.
  base: "./",
  worker: {
    format: "es",
    plugins: () => [packaged],
    rolldownOptions: { external, output: { entryFileNames: "threads/[name].js", chunkFileNames: "threads/[name].js" } },
  },
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: "es2023",
    minify: false,
    lib: { entry: ENTRIES, formats: ["es"] },
    rolldownOptions: {
      external,
      output: { entryFileNames: "[name].js", chunkFileNames: "parts/[name].js" },
    },
  },
});
copyFileSync(KERNEL, join(OUT, "kernel.wasm"));
execFileSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "worker/library/tsconfig.json"], {
  cwd: ROOT,
  stdio: "inherit",
});
