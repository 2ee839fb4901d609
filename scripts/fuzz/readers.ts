/** The readers as targets: whatever comes, both rankers end alike, with the same bits or the same Problem. */
import { OPTIONS, SIGNATURE } from "../../test/matrix/small.ts";
import { checkExports } from "../../test/support/exports.ts";
import { EVERYTHING, memoryFolder, rangedSource } from "../../test/support/formats.ts";
import { bits } from "../../test/support/score.ts";
import { memorySource } from "../../test/support/source.ts";
import { ByteBudget } from "../../worker/engine/budget.ts";
import { classify } from "../../worker/engine/cohort/index.ts";
import type { Ranker } from "../../worker/engine/ranker/ranker.ts";
import { LIMITS } from "../../worker/limits.ts";
import type { MatrixFolder, MatrixSource } from "../../worker/matrix/source.ts";
import { Problem } from "../../worker/problem.ts";
import { type ScoreRequest, scoreMatrix } from "../../worker/score.ts";
import { platform } from "../../worker/storage/platform.ts";
import { nodeRanker } from "../node/kernel.ts";
import { ARCHIVE_CASES, FILE_CASES, type Files, FOLDER_CASES } from "./binary.ts";
import { type Target, target } from "./run.ts";
import { TEXT_CASES } from "./text.ts";

// Pieces of streams, which production asks for in quarters of a megabyte: files meet their ends, and no case pays for empty buffers.
Object.assign(LIMITS, { readBytes: 16 * 1024 });

/** A window of a few lines: their ends meet its end, and a case costs half a millisecond less. */
function withSmallWindow(ranker: Ranker): Ranker {
  return { ...ranker, open: (shape) => ranker.open({ ...shape, windowBytes: 2048 }) };
}

const [KERNEL, PLAIN] = [await nodeRanker("wasm"), await nodeRanker("typescript")].map(withSmallWindow);

const TEXT_REQUEST: ScoreRequest = {
  signatures: [SIGNATURE],
  options: OPTIONS,
  duplicates: "error",
  literalIdentifiers: true,
};
const NUMBERS_REQUEST: ScoreRequest = {
  ...TEXT_REQUEST,
  signatures: EVERYTHING.signatures.slice(0, 2),
  methods: ["singscore"],
  options: {},
};

/** One in so many results is written out in every format and read back. */
const EXPORTED_EVERY = 8;
let scoredSoFar = 0;

interface Outcome {
  readonly words: string;
  readonly type: string;
}

async function outcomeOf(matrix: MatrixSource | MatrixFolder, request: ScoreRequest, ranker: Ranker): Promise<Outcome> {
  const budget = new ByteBudget(LIMITS.isolateBytes, 0);
  const outcome = await scoreMatrix(matrix, request, { ranker, platform, budget }).catch(problemOf);
  if (budget.held !== 0) throw new Error(`${budget.held} bytes of memory were not given back`);
  if (outcome instanceof Problem) return { words: JSON.stringify(outcome), type: outcome.type };
  const { heldBytes } = outcome.engine;
  if (heldBytes > LIMITS.isolateBytes) throw new Error(`${heldBytes} bytes were held`);
  if (ranker === KERNEL && scoredSoFar++ % EXPORTED_EVERY === 0) {
    await checkExports(classify(outcome, { classes: "cohort" }));
  }
  return { words: bits(outcome), type: "scored" };
}

/** @throws what is no problem of the sender's */
function problemOf(error: unknown): Problem {
  if (error instanceof Problem && error.status < 500) return error;
  throw error;
}

/** @returns the type of the problem, or `scored` */
async function agreedOutcome(matrix: () => MatrixSource | MatrixFolder, request: ScoreRequest): Promise<string> {
  const kernel = await outcomeOf(matrix(), request, KERNEL);
  const plain = await outcomeOf(matrix(), request, PLAIN);
  if (kernel.words === plain.words) return kernel.type;
  throw new Error(`the kernel and TypeScript disagree: ${kernel.words.slice(0, 300)} and ${plain.words.slice(0, 300)}`);
}

const flat = (files: Files) => [...files].map(([path, bytes]) => ({ path: path.replaceAll("/", "--"), bytes }));

/** In the order of what a case costs, and with it how many of the cases are theirs. */
export const READERS: readonly Target[] = [
  target({
    name: "text",
    share: 13,
    cases: TEXT_CASES,
    check: ({ bytes, chunk }) => agreedOutcome(() => memorySource(bytes, "case", chunk), TEXT_REQUEST),
    files: ({ bytes }) => [{ path: "case", bytes }],
  }),
  target({
    name: "files",
    share: 3,
    cases: FILE_CASES,
    check: ({ bytes, name }) => agreedOutcome(() => rangedSource(bytes, name), NUMBERS_REQUEST),
    files: ({ bytes, name }) => [{ path: name, bytes }],
  }),
  target({
    name: "folders",
    share: 2,
    cases: FOLDER_CASES,
    check: (files) => agreedOutcome(() => memoryFolder(files), NUMBERS_REQUEST),
    files: flat,
  }),
  target({
    name: "archives",
    share: 1,
    cases: ARCHIVE_CASES,
    check: ({ bytes, name }) => agreedOutcome(() => rangedSource(bytes, name), NUMBERS_REQUEST),
    files: ({ bytes, name }) => [{ path: name, bytes }],
  }),
];
