import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const module = new WebAssembly.Module(readFileSync(join(import.meta.dirname, "../../build/kernel.wasm")));

test("the kernel imports nothing: whatever it does stands in its own source", () => {
  expect(WebAssembly.Module.imports(module)).toEqual([]);
});

test("the kernel's memory cannot grow beyond 64 MiB", () => {
  const { exports } = new WebAssembly.Instance(module);
  const memory = exports.memory as WebAssembly.Memory;
  const pages = 64 * 16;
  memory.grow(pages - memory.buffer.byteLength / 65_536);
  expect(() => memory.grow(1)).toThrow(RangeError);
});

test("the kernel exports what the rankers call, and no more", () => {
  const names = WebAssembly.Module.exports(module).map(({ name }) => name);
  const sources = ["kernel.ts", "../methods/twins/kernel-abi.ts"].map((file) =>
    readFileSync(join(import.meta.dirname, "../../worker/engine/ranker", file), "utf8"),
  );
  const declared = sources.flatMap((source) => [...source.matchAll(/^ {2}(?:readonly )?(\w+)(?:\(|: Web)/gm)]);
  expect(names.sort()).toEqual([...new Set(declared.map(([, name]) => name))].sort());
});
