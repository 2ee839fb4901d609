/** What requests, messages and runs of this isolate share: one kernel and one budget of memory. */
import kernel from "../build/kernel.wasm";
import { kernelDigest } from "../build/kernel-digest.ts";
import { createWasmRanker } from "./engine/ranker/wasm.ts";
import { createIsolate } from "./isolate.ts";

export const isolate = createIsolate(() => createWasmRanker(kernel, kernelDigest));
