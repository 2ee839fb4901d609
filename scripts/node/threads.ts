/** Scores the samples of a matrix of numbers on several threads: each a range of them, with a kernel of its own. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Ranker } from "../../worker/engine/ranker/ranker.ts";
import type { ScoredMatrix } from "../../worker/engine/scored.ts";
import type { SampleRange } from "../../worker/matrix/rank.ts";
import { Problem } from "../../worker/problem.ts";
import { joinScored, openBoard, openNumbers, type ScoredRange, type ScoreRequest } from "../../worker/score.ts";
import { platform } from "../../worker/storage/platform.ts";
import { nodeMatrix } from "./folder.ts";
import type { RangeMessage, RangeTask } from "./range.ts";
import type { Reads } from "./source.ts";

/** Values from which on threads are started unasked: below, one is done before the others are there. */
const FEWEST_VALUES = 4_000_000;

/** Fewest samples for which a thread is started. */
const FEWEST_SAMPLES = 64;

/**
 * @param path of a file or folder
 * @param threads at most; by default all cores, where there is enough to do
 * @param reads told of what all threads read
 * @returns the same as one thread gives, but for the bytes held; null where the matrix is text, which has no index of its samples, or
 *   too small
 * @throws Problem as scoreMatrix does: of several ranges that fail, the first one's
 */
export async function scoreOnThreads(
  path: string,
  request: ScoreRequest,
  ranker: Ranker,
  threads: number | undefined,
  reads: Reads,
): Promise<ScoredMatrix | null> {
  const most = threads ?? availableParallelism();
  if (most < 2) return null;
  const source = await nodeMatrix(path);
  const { board, index } = openBoard(request);
  // Densities compare samples with each other: one thread says what is not possible.
  if (board.densities) return null;
  const reader = await openNumbers(source, request, index, platform);
  if (reader === null) return null;
  const { samples, genes } = reader.describe();
  const { first, last } = request.samples ?? { first: 0, last: samples.length };
  if (last > samples.length) return null;
  if (threads === undefined && (last - first) * genes[0].values.length < FEWEST_VALUES) return null;
  const ranges = divide({ first, last }, most);
  if (ranges.length < 2) return null;
  const outcomes = await Promise.allSettled(
    ranges.map((range) => scoreOnThread({ path, request, range, engine: ranker.path }, reads)),
  );
  const scored = outcomes.map((outcome) => {
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  });
  return joinScored(source.name, scored, request, ranker);
}

/** Ranges of about the same size, one a thread, whole stretches of samples so that few chunks are read by two threads. */
function divide({ first, last }: SampleRange, threads: number): SampleRange[] {
  const each = Math.ceil((last - first) / threads / FEWEST_SAMPLES) * FEWEST_SAMPLES;
  const ranges: SampleRange[] = [];
  for (let from = first; from < last; from += each) ranges.push({ first: from, last: Math.min(last, from + each) });
  return ranges;
}

function scoreOnThread(task: RangeTask, reads: Reads): Promise<ScoredRange> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL("./range.ts", import.meta.url), { workerData: task });
    thread.on("message", (message: RangeMessage) => {
      if ("read" in message) reads.add(message.read);
      else if ("scored" in message) resolve(message.scored);
      else reject(new Problem(message.type, message.detail, message.details));
    });
    thread.once("error", reject);
    thread.once("exit", (code) => reject(new Error(`a thread ended with ${code} and without scores`)));
  });
}
