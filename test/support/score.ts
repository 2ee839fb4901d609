/** Scoring in tests: both rankers, a budget of its own, and sets by name. */
import { nodeRanker } from "../../scripts/node/kernel.ts";
import { ByteBudget } from "../../worker/engine/budget.ts";
import type { Ranker } from "../../worker/engine/ranker/ranker.ts";
import type { ScoredMatrix } from "../../worker/engine/scored.ts";
import type { Signature } from "../../worker/engine/signature.ts";
import { LIMITS } from "../../worker/limits.ts";
import type { MatrixFolder, MatrixSource } from "../../worker/matrix/source.ts";
import { type ScoreRequest, scoreMatrix } from "../../worker/score.ts";
import { platform } from "../../worker/storage/platform.ts";

const rankers: Record<Ranker["path"], Ranker> = {
  wasm: await nodeRanker("wasm"),
  typescript: await nodeRanker("typescript"),
};

export const PATHS = ["wasm", "typescript"] as const;

/** A set that is scored by singscore, all genes up. */
export function upSet(id: string, genes: readonly string[]): Signature {
  return {
    id,
    version: 1,
    genes: genes.map((symbol) => ({ symbol, direction: 1 })),
    methods: ["singscore"],
    coverage: { total: 1 },
  };
}

/** Scores with literal identifiers unless told otherwise; with `heldBytes` 0 text is read twice. */
export function score(
  source: MatrixSource | MatrixFolder,
  request: Partial<ScoreRequest> & Pick<ScoreRequest, "signatures">,
  path: Ranker["path"] = "wasm",
  heldBytes?: number,
): Promise<ScoredMatrix> {
  return scoreMatrix(
    source,
    { options: {}, duplicates: "error", literalIdentifiers: true, ...request },
    { ranker: rankers[path], platform, budget: new ByteBudget(LIMITS.isolateBytes, 0), heldBytes },
  );
}

/** Scores on both paths, and by reading twice, holds them to the same bits, and gives the kernel's. */
export async function scoreBoth(
  source: () => MatrixSource | MatrixFolder,
  request: Parameters<typeof score>[1],
): Promise<ScoredMatrix> {
  const [kernel, plain] = await Promise.all(PATHS.map((path) => score(source(), request, path)));
  const streamed = await score(source(), request, "wasm", 0);
  if (bits(streamed) !== bits(kernel)) throw new Error("held and streamed disagree");
  if (bits(kernel) !== bits(plain)) throw new Error("the kernel and TypeScript disagree");
  return kernel;
}

/** Everything of a result but the engine, doubles in full. */
export function bits(scored: ScoredMatrix): string {
  const { engine: _, ...rest } = scored;
  return JSON.stringify(rest, (_key, value) => {
    if (value instanceof Float64Array) return Array.from(new BigUint64Array(value.slice().buffer), String);
    return ArrayBuffer.isView(value) ? Array.from(value as Uint8Array) : value;
  });
}
