/** The library in a Worker: wrangler and Cloudflare's Vite plugin make a compiled module of the binary's import. */
import kernel from "../../build/kernel.wasm";
import { kernelDigest } from "../../build/kernel-digest.ts";
import { LIMITS } from "../limits.ts";
import { platform } from "../storage/web/platform.ts";
import { runIn } from "./host.ts";

runIn({
  platform,
  memoryBytes: LIMITS.isolateBytes,
  kernel: async () => ({ module: kernel, digest: kernelDigest }),
});

export * from "./index.ts";
