/** The ranker on the WebAssembly kernel. */
import { Arena } from "./arena.ts";
import type { KernelExports } from "./kernel.ts";
import { ladderBytes } from "./ladders.ts";
import { layoutRun, tileBytes } from "./layout.ts";
import { MISSING_WORDS, type Ranker } from "./ranker.ts";
import { WasmRun } from "./run.ts";

/**
 * A ranker on a fresh kernel instance, to be shared by all requests of an isolate.
 *
 * @param module the compiled kernel; runtimes that forbid compiling from bytes get it as an import
 * @param digest of the kernel binary, for results
 */
export async function createWasmRanker(module: WebAssembly.Module, digest: string): Promise<Ranker> {
  const instance = await WebAssembly.instantiate(module, {});
  const kernel = instance.exports as unknown as KernelExports;
  const arena = new Arena(kernel.memory, kernel.heapBase());
  const words = new Uint8Array(kernel.memory.buffer, kernel.missingTable(), 8 * MISSING_WORDS.length);
  MISSING_WORDS.forEach((word, index) => {
    words.set(new TextEncoder().encode(word), 8 * index);
  });
  kernel.setMissingWords(MISSING_WORDS.length);
  return {
    path: "wasm",
    kernel: digest,
    runBytes: (shape, tile) => layoutRun(shape, ladderBytes(kernel, shape)).bytes + tileBytes(tile),
    open: (shape) => new WasmRun(kernel, arena, shape),
  };
}
