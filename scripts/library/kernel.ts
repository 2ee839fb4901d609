/** Instead of node/kernel.ts in the package: the kernel is inside of the script. */
import type { Ranker } from "../../worker/engine/ranker/ranker.ts";
import { createTypeScriptRanker } from "../../worker/engine/ranker/typescript.ts";
import { createWasmRanker } from "../../worker/engine/ranker/wasm.ts";
import { inlinedKernel } from "../../worker/library/inlined-kernel.ts";
import { platform } from "../../worker/storage/platform.ts";

/** A ranker for Node on the path asked for. */
export async function nodeRanker(path: Ranker["path"]): Promise<Ranker> {
  if (path === "typescript") return createTypeScriptRanker();
  const { module, digest } = await inlinedKernel(platform)();
  return createWasmRanker(module, digest);
}
