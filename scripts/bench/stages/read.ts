/** The floor: a vector loop over memory, compiled by the kernel's compiler for the bench alone. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { main } from "assemblyscript/asc";

const ROOT = join(import.meta.dirname, "../../..");
const BINARY = "build/bench-read.wasm";
const PAGE = 65_536;

interface ReadExports {
  readonly memory: WebAssembly.Memory;
  read(from: number, to: number): number;
}

/** @returns reads all of a copy of `bytes` once, whose length is a multiple of 64 */
export async function memoryReader(bytes: Uint8Array): Promise<() => number> {
  const options = ["--config", "none", "--runtime", "stub", "--enable", "simd", "-O3", "--use", "abort="];
  const { error } = await main(["assembly/bench/read.ts", "--outFile", BINARY, "--baseDir", ROOT, ...options]);
  if (error) throw error;
  const { instance } = await WebAssembly.instantiate(readFileSync(join(ROOT, BINARY)));
  const { memory, read } = instance.exports as unknown as ReadExports;
  const from = PAGE;
  memory.grow(Math.ceil((from + bytes.length - memory.buffer.byteLength) / PAGE));
  new Uint8Array(memory.buffer).set(bytes, from);
  return () => read(from, from + bytes.length);
}
