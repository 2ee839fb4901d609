/** From a file to scores, in this thread. */
import { ByteBudget } from "../../../worker/engine/budget.ts";
import type { Ranker } from "../../../worker/engine/ranker/ranker.ts";
import type { ScoredMatrix } from "../../../worker/engine/scored.ts";
import type { Signature } from "../../../worker/engine/signature.ts";
import { LIMITS } from "../../../worker/limits.ts";
import { type ScoreRequest, scoreMatrix } from "../../../worker/score.ts";
import { nodePlatform as platform } from "../../../worker/storage/node.ts";
import { nodeMatrix } from "../../node/folder.ts";
import type { Case } from "../measure.ts";
import type { StoredMatrix } from "./matrices.ts";

/** As the command line does, within the memory that an isolate of the Worker has. */
export async function scoreFile(
  { path }: StoredMatrix,
  ranker: Ranker,
  signatures: readonly Signature[],
  request: ScoreRequest = { signatures, options: {}, duplicates: "error", literalIdentifiers: true },
): Promise<ScoredMatrix> {
  const budget = new ByteBudget(LIMITS.isolateBytes, 0);
  const runtime = { ranker, platform, budget, cells: Number.POSITIVE_INFINITY, kernelBytes: LIMITS.ownKernelBytes };
  return scoreMatrix(await nodeMatrix(path), request, runtime);
}

/** Scoring a file as a case. */
export function scoring(name: string, matrix: StoredMatrix, ranker: Ranker, signatures: readonly Signature[]): Case {
  return { name, work: matrix.bytes, of: "bytes", run: () => scoreFile(matrix, ranker, signatures) };
}
