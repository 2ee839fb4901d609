/** What all requests of an isolate share: its memory budget and one ranker of each kind. */
import { ByteBudget } from "./engine/budget.ts";
import type { Ranker } from "./engine/ranker/ranker.ts";
import { createTypeScriptRanker } from "./engine/ranker/typescript.ts";
import { LIMITS } from "./limits.ts";

/** Which ranker: the kernel, or plain TypeScript. */
export type EnginePath = Ranker["path"];

/** What all requests of an isolate share. */
export interface Isolate {
  readonly budget: ByteBudget;
  /** The ranker of a path, made at the first request that needs it. */
  ranker(path: EnginePath): Promise<Ranker>;
  /**
   * To be told of every failure: after a trap the kernel's memory may be inconsistent, so the next request gets a fresh
   * kernel.
   */
  noteFailure(error: unknown): void;
}

/** @param createKernel instantiates the WebAssembly kernel */
export function createIsolate(createKernel: () => Promise<Ranker>): Isolate {
  let kernel: Promise<Ranker> | null = null;
  const typescript = createTypeScriptRanker();
  return {
    budget: new ByteBudget(LIMITS.isolateBytes, LIMITS.leaseWaitMs),
    ranker: async (path) => {
      if (path === "typescript") return typescript;
      kernel ??= createKernel().catch((error: unknown) => {
        kernel = null;
        throw error;
      });
      return kernel;
    },
    noteFailure: (error) => {
      if (error instanceof WebAssembly.RuntimeError) kernel = null;
    },
  };
}
