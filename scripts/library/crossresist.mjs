#!/usr/bin/env node
// In a checkout Node reads the sources as they are; the package holds them compiled.
import { existsSync } from "node:fs";
import module from "node:module";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";

// Before all that is compiled, since what is kept of it holds for these flags alone.
// V8 lets the space for new objects grow to 32 MB, where what dies young here are a few lines and pieces. Kept as small as it begins,
// it costs text hardly any time.
setFlagsFromString("--semi-space-growth-factor=1");
// The compiler in the middle of V8's three takes several MB, for functions that are over soon or that the last one compiles again.
setFlagsFromString("--no-maglev");

const source = new URL("../crossresist.ts", import.meta.url);
const isCheckout = existsSync(source);
// Taking the types out of the sources takes more time and memory than a small matrix does, so Node keeps what is left of them;
// threads learn by the environment where. Not where it would by default, in a folder that others may write to.
if (isCheckout) {
  process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL("../../build/compiled", import.meta.url));
  module.enableCompileCache?.();
}
await import(isCheckout ? source : new URL("../../dist/crossresist.js", import.meta.url));
