/** Two versions of the same stages against each other. */
import { type Case, type Figure, interleaved, ratio } from "../measure.ts";

export interface Verdict {
  readonly stage: string;
  /** How many times as long as the release's it takes. */
  readonly ratio: Figure;
  readonly isSlower: boolean;
}

/** Longer than this many times the release's time is too long. */
export const MOST = 1.25;
const ROUNDS = { rounds: 9, warmup: 2 };

/**
 * Runs the stages that both have in turn. A stage is slower if the median of its nine ratios is above {@link MOST} twice: what is found
 * once is measured again, since a machine with other work to do may lie once.
 *
 * @param now milliseconds; not the CPU time of a process, which Linux counts in steps longer than some stages
 */
export async function compareStages(
  release: readonly Case[],
  today: readonly Case[],
  now?: () => number,
): Promise<readonly Verdict[]> {
  const found = await measured(release, today, now);
  const doubtful = new Set(found.filter(({ isSlower }) => isSlower).map(({ stage }) => stage));
  if (doubtful.size === 0) return found;
  const isDoubtful = ({ name }: Case) => doubtful.has(name);
  const again = await measured(release.filter(isDoubtful), today.filter(isDoubtful), now);
  return found.map((one) => again.find(({ stage }) => stage === one.stage) ?? one);
}

async function measured(
  release: readonly Case[],
  today: readonly Case[],
  now?: () => number,
): Promise<readonly Verdict[]> {
  const both = today.flatMap((one) => {
    const before = release.find(({ name }) => name === one.name);
    return before === undefined ? [] : [{ before, after: one }];
  });
  const named = both.flatMap(({ before, after }) => [
    { ...before, name: `release: ${before.name}` },
    { ...after, name: `today: ${after.name}` },
  ]);
  const timings = await interleaved(named, { ...ROUNDS, now });
  return both.map(({ after: { name } }) => {
    const times = ratio(timings, `today: ${name}`, `release: ${name}`);
    return { stage: name, ratio: times, isSlower: times.median > MOST };
  });
}
