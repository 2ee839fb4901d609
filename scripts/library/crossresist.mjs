#!/usr/bin/env node
// In a checkout Node reads the sources as they are; the package holds them compiled.
import { existsSync } from "node:fs";

const source = new URL("../crossresist.ts", import.meta.url);
await import(existsSync(source) ? source : new URL("../../dist/crossresist.js", import.meta.url));
