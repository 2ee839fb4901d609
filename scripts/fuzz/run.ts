/** Runs cases of a target by the hundred, and keeps what goes wrong, made as small as it can be. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";

/** Longest time for a batch; what is found in it is made smaller only so long. */
const BATCH_MS = 60_000;
/** CPU time after which a case was led into work that no real file needs. */
export const CASE_MS = 3_000;
const BATCH = 250;

export interface FileOfCase {
  readonly path: string;
  readonly bytes: Uint8Array;
}

interface Shape<Case> {
  readonly name: string;
  /** Of all cases, in parts of the sum over all targets. */
  readonly share: number;
  readonly cases: fc.Arbitrary<Case>;
  /** What became of a case; throws where that must not be. */
  check(made: Case): Promise<string>;
  /** The case as files, to be tried again. */
  files(made: Case): readonly FileOfCase[];
  /** Cases that are tried side by side; 1 where absent. */
  readonly lanes?: number;
}

/** Something that must not be. */
export interface Finding {
  readonly target: string;
  /** Of fast-check: with them the case comes again. */
  readonly seed: number;
  readonly path: string;
  readonly error: string;
  readonly folder: string;
}

export interface Tally {
  readonly target: string;
  cases: number;
  /** Longest CPU time of a case, in milliseconds. */
  slowest: number;
  readonly outcomes: Record<string, number>;
  readonly findings: Finding[];
}

export interface Target {
  readonly name: string;
  readonly share: number;
  /** @param onCase told before each case, also of those that only make a finding smaller */
  run(cases: number, seed: number, onCase?: () => void): Promise<Tally>;
}

/** A target of which only its name shows: what a case is, it alone knows. */
export function target<Case>(shape: Shape<Case>): Target {
  const { name, share, lanes = 1 } = shape;
  return {
    name,
    share,
    async run(cases, seed, onCase = () => undefined) {
      const tally: Tally = { target: name, cases: 0, slowest: 0, outcomes: {}, findings: [] };
      let next = 0;
      const lane = async () => {
        while (next < cases) {
          const first = next;
          next += BATCH;
          await runBatch(
            shape,
            tally,
            Math.min(BATCH, cases - first),
            (Math.imul(seed, 1_000_003) + first) | 0,
            onCase,
          );
        }
      };
      await Promise.all(Array.from({ length: lanes }, lane));
      return tally;
    },
  };
}

async function runBatch<Case>(
  { name, cases, check, files, lanes = 1 }: Shape<Case>,
  tally: Tally,
  count: number,
  seed: number,
  onCase: () => void,
): Promise<void> {
  const property = fc.asyncProperty(cases, async (made) => {
    onCase();
    const start = process.threadCpuUsage();
    const outcome = await check(made);
    const { user, system } = process.threadCpuUsage(start);
    const ms = (user + system) / 1000 / lanes;
    if (ms > CASE_MS) throw new Error(`it took ${ms.toFixed(0)} ms of CPU`);
    tally.slowest = Math.max(tally.slowest, ms);
    tally.outcomes[outcome] = (tally.outcomes[outcome] ?? 0) + 1;
  });
  const details = await withoutStacks(() =>
    fc.check(property, { numRuns: count, seed, interruptAfterTimeLimit: BATCH_MS }),
  );
  tally.cases += details.numRuns;
  if (!details.failed) return;
  const error = await reasonOf(check, details.counterexample?.[0] as Case, details.errorInstance);
  const folder = join("build/fuzz", `${name}-${seed}`);
  mkdirSync(folder, { recursive: true });
  for (const { path, bytes } of files(details.counterexample?.[0] as Case))
    writeFileSync(join(folder, path.slice(0, 100)), bytes);
  writeFileSync(join(folder, "error.txt"), error);
  tally.findings.push({ target: name, seed, path: details.counterexamplePath ?? "", error, folder });
}

/** Most cases end in an error, and where one was made takes longer to note than many a file to read. */
async function withoutStacks<Result>(work: () => Promise<Result>): Promise<Result> {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return await work();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** What was wrong with a case and where: tried once more, or as it was `seen` if it passes now. */
async function reasonOf<Case>(check: Shape<Case>["check"], made: Case, seen: unknown): Promise<string> {
  const error = await check(made).then(
    () => seen,
    (again: unknown) => again,
  );
  return error instanceof Error ? `${String(seen)}\n${error.stack ?? ""}` : String(error);
}
