#!/usr/bin/env node
// In a checkout Node reads the sources as they are; the package holds them compiled.
import { existsSync } from "node:fs";
import module from "node:module";
import { fileURLToPath } from "node:url";

const source = new URL("../crossresist.ts", import.meta.url);
const isCheckout = existsSync(source);
// Taking the types out of the sources takes more time and memory than a small matrix does, so Node keeps what is left of them;
// threads learn by the environment where. Not where it would by default, in a folder that others may write to.
if (isCheckout) {
  process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL("../../build/compiled", import.meta.url));
  module.enableCompileCache?.();
}
await import(isCheckout ? source : new URL("../../dist/crossresist.js", import.meta.url));
