/**
 * The kernel of the last release as it is kept: its binary, and its stages with the ranker that calls it, in one file without imports.
 * Bound together, they run whatever the kernel's calls look like today.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "vite";
import { ENGINE_VERSION } from "../../../worker/engine/version.ts";
import { ensureKernel, KERNEL, kernelDigest } from "../../node/kernel.ts";
import type { Case } from "../measure.ts";
import type { StageData } from "../stages/data.ts";

const ROOT = join(import.meta.dirname, "../../..");
const FOLDER = join(ROOT, "test/fixtures/release");
const STAGES = "stages.mjs";

/** Stages of the last release's kernel. */
export async function releaseStages(data: StageData): Promise<readonly Case[]> {
  const bound = (await import(pathToFileURL(join(FOLDER, STAGES)).href)) as typeof import("../stages/stages.ts");
  return bound.kernelStages(await WebAssembly.compile(readFileSync(join(FOLDER, "kernel.wasm"))), data);
}

/** Keeps the kernel of today's source as that of the last release. */
export async function keepRelease(): Promise<void> {
  await ensureKernel();
  mkdirSync(FOLDER, { recursive: true });
  await build({
    configFile: false,
    root: ROOT,
    logLevel: "warn",
    ssr: { noExternal: true },
    build: {
      ssr: "scripts/bench/stages/stages.ts",
      outDir: FOLDER,
      emptyOutDir: true,
      minify: true,
      rolldownOptions: { output: { entryFileNames: STAGES, codeSplitting: false } },
    },
  });
  copyFileSync(KERNEL, join(FOLDER, "kernel.wasm"));
  writeFileSync(
    join(FOLDER, "PROVENANCE.md"),
    `# The kernel of the last release

Version ${ENGINE_VERSION}, kept on ${new Date().toISOString().slice(0, 10)} by \`npm run bench:guard -- --keep\`, which each release runs. \`npm run bench:guard\` runs its stages
beside those of today's source and fails where one has become more than a quarter slower.

- \`kernel.wasm\`: build/kernel.wasm, SHA-256 ${kernelDigest()}
- \`stages.mjs\`: scripts/bench/stages/stages.ts with all that it imports, minified
`,
  );
}
