/** The Worker's face: what Cloudflare calls. Wiring only. */
import kernel from "../build/kernel.wasm";
import { kernelDigest } from "../build/kernel-digest.ts";
import { createApp } from "./app.ts";
import { createWasmRanker } from "./engine/ranker/wasm.ts";
import type { Env } from "./env.ts";
import { createIsolate } from "./isolate.ts";

const app = createApp(createIsolate(() => createWasmRanker(kernel, kernelDigest)));

export default { fetch: app.fetch } satisfies ExportedHandler<Env>;
