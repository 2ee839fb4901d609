/** The place that the library runs in: its entries (node.ts, workerd.ts, web.ts) differ in nothing else. */
import { ByteBudget } from "../engine/budget.ts";
import type { Ranker } from "../engine/ranker/ranker.ts";
import { createTypeScriptRanker } from "../engine/ranker/typescript.ts";
import { createWasmRanker } from "../engine/ranker/wasm.ts";
import type { Platform } from "../matrix/source.ts";
import type { Runtime } from "../score.ts";

/** What differs between Node, Workers and browsers. */
export interface Host {
  readonly platform: Platform;
  /** Bytes that all runs may hold together. */
  readonly memoryBytes: number;
  /** The compiled kernel, and its digest. Fails where WebAssembly may not be compiled. */
  kernel(): Promise<{ readonly module: WebAssembly.Module; readonly digest: string }>;
}

let place: { readonly host: Host; readonly budget: ByteBudget; ranker: Promise<Ranker> | null } | null = null;

/** Says where we are; each entry does, once. */
export function runIn(host: Host): void {
  place = { host, budget: new ByteBudget(host.memoryBytes, 0), ranker: null };
}

/** What a run needs of the place. @param path of the ranker; where the kernel cannot be compiled, TypeScript gives the same bits */
export async function runtimeOf(path: Ranker["path"]): Promise<Runtime> {
  if (place === null) throw new Error("the library was not loaded by one of its entries");
  const { host, budget } = place;
  if (path === "wasm") place.ranker ??= compiled(host).catch(createTypeScriptRanker);
  const ranker = path === "wasm" && place.ranker !== null ? await place.ranker : createTypeScriptRanker();
  return { ranker, platform: host.platform, budget, cells: Number.POSITIVE_INFINITY };
}

async function compiled({ kernel }: Host): Promise<Ranker> {
  const { module, digest } = await kernel();
  return createWasmRanker(module, digest);
}
