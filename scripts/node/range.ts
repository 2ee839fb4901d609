/** A thread that scores one range of samples and tells how it went. */
import { totalmem } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { ByteBudget } from "../../worker/engine/budget.ts";
import type { Ranker } from "../../worker/engine/ranker/ranker.ts";
import type { SampleRange } from "../../worker/matrix/rank.ts";
import { Problem, type ProblemDetails, type ProblemType } from "../../worker/problem.ts";
import { type ScoredRange, type ScoreRequest, scoreRange } from "../../worker/score.ts";
import { platform } from "../../worker/storage/platform.ts";
import { nodeMatrix } from "./folder.ts";
import { nodeRanker } from "./kernel.ts";

export interface RangeTask {
  readonly path: string;
  readonly request: ScoreRequest;
  readonly range: SampleRange;
  readonly engine: Ranker["path"];
}

export type RangeMessage =
  | { readonly read: number }
  | { readonly scored: ScoredRange }
  | { readonly type: ProblemType; readonly detail: string; readonly details: ProblemDetails };

const tell = (message: RangeMessage) => parentPort?.postMessage(message);
const { path, request, range, engine } = workerData as RangeTask;

try {
  const reads = { begin: () => undefined, add: (bytes: number) => tell({ read: bytes }) };
  const scored = await scoreRange(await nodeMatrix(path, reads), range, request, {
    ranker: await nodeRanker(engine),
    platform,
    budget: new ByteBudget(totalmem(), 0),
    cells: Number.POSITIVE_INFINITY,
  });
  tell({ scored });
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  tell({ type: error.type, detail: error.message, details: error.details });
}
