/** Builds the kernel where it is missing or older than its source, and loads it in Node. */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Ranker } from "../../worker/engine/ranker/ranker.ts";
import { createTypeScriptRanker } from "../../worker/engine/ranker/typescript.ts";
import { createWasmRanker } from "../../worker/engine/ranker/wasm.ts";

const ROOT = join(import.meta.dirname, "../..");
/** The kernel binary, once {@link ensureKernel} has run. */
export const KERNEL = join(ROOT, "build/kernel.wasm");
const DIGEST = join(ROOT, "build/kernel-digest.ts");

function newestSource(): number {
  const sources = readdirSync(join(ROOT, "assembly"), { recursive: true, encoding: "utf8" });
  const files = [...sources.map((file) => join(ROOT, "assembly", file)), join(ROOT, "asconfig.json")];
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}

function isFresh(): boolean {
  const built = [KERNEL, DIGEST].map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return Math.min(...built) > newestSource();
}

/** Compiles assembly/ to build/kernel.wasm and writes its digest to build/kernel-digest.ts; does nothing if both are fresh. */
export async function ensureKernel(): Promise<void> {
  // The Worker starts with or without a page, but not without the folder of its files (wrangler.toml, assets).
  mkdirSync(join(ROOT, "build/web"), { recursive: true });
  if (isFresh()) return;
  const { main } = await import("assemblyscript/asc");
  const messages: string[] = [];
  const write = (text: string | Uint8Array) => messages.push(String(text));
  const { error } = await main(["assembly/index.ts", "--target", "release", "--baseDir", ROOT], {
    stdout: { write },
    stderr: { write },
  });
  if (error) throw new Error(`The kernel does not compile.\n${messages.join("")}`, { cause: error });
  writeFileSync(
    DIGEST,
    `/** SHA-256 of build/kernel.wasm. */\nexport const kernelDigest = "sha256:${kernelDigest()}";\n`,
  );
}

/** SHA-256 of the kernel binary, once {@link ensureKernel} has run. */
export function kernelDigest(): string {
  return createHash("sha256").update(readFileSync(KERNEL)).digest("hex");
}

/** A ranker for Node on the path asked for. */
export async function nodeRanker(path: Ranker["path"]): Promise<Ranker> {
  if (path === "typescript") return createTypeScriptRanker();
  await ensureKernel();
  return createWasmRanker(await WebAssembly.compile(readFileSync(KERNEL)), `sha256:${kernelDigest()}`);
}

if (import.meta.main) await ensureKernel();
