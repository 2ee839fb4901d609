/** Timing: cases in turn, round after round, so that what disturbs the machine disturbs all of them. */

/** Something that is timed. */
export interface Case {
  readonly name: string;
  /** What one run gets done. */
  readonly work: number;
  readonly of: "values" | "bytes";
  /** Makes ready, outside the time. */
  prepare?(): void | Promise<void>;
  run(): unknown;
}

/** Nanoseconds for each unit of work, by round. */
export type Timings = ReadonlyMap<string, readonly number[]>;

/** A measured number: the middle one of all rounds, and how far the middle half of them spread. */
export interface Figure {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
  readonly rounds: number;
}

export interface Measured extends Figure {
  readonly unit: string;
}

export interface Rounds {
  /** Timed rounds. */
  readonly rounds: number;
  /** Rounds before them: engines compile what runs often. */
  readonly warmup: number;
  /** Milliseconds, of any beginning; the time of day by default. */
  readonly now?: () => number;
}

/** Runs all cases in turn, round after round. */
export async function interleaved(
  cases: readonly Case[],
  { rounds, warmup, now = () => performance.now() }: Rounds,
): Promise<Timings> {
  const timings = new Map(cases.map(({ name }) => [name, [] as number[]]));
  for (let round = -warmup; round < rounds; round++) {
    for (const one of cases) {
      await one.prepare?.();
      const begun = now();
      await one.run();
      const elapsed = now() - begun;
      if (round >= 0) timings.get(one.name)?.push((1e6 * elapsed) / one.work);
    }
  }
  return timings;
}

/** The q-th quantile of values in ascending order, between neighbours by their distance (type 7). */
function quantile(ascending: readonly number[], q: number): number {
  const place = (ascending.length - 1) * q;
  const low = ascending[Math.floor(place)];
  return low + (ascending[Math.ceil(place)] - low) * (place - Math.floor(place));
}

export function figure(values: readonly number[]): Figure {
  const ascending = [...values].sort((a, b) => a - b);
  const [lower, median, upper] = [0.25, 0.5, 0.75].map((q) => quantile(ascending, q));
  return { median, lower, upper, rounds: values.length };
}

/** The time a value takes, or the bytes that pass in a second. */
export function figures(timings: Timings, cases: readonly Case[]): Record<string, Measured> {
  return Object.fromEntries(
    cases.map(({ name, of }) => {
      const times = timesOf(timings, name);
      return [
        name,
        of === "bytes" ? { ...megabytesPerSecond(times), unit: "MB/s" } : { ...figure(times), unit: "ns a value" },
      ];
    }),
  );
}

/** Times of a case. @throws RangeError for a case that was not timed */
export function timesOf(timings: Timings, name: string): readonly number[] {
  const times = timings.get(name);
  if (times === undefined) throw new RangeError(`${name} was not timed`);
  return times;
}

/** How many times as long as `of` the case `name` takes, round by round. */
export function ratio(timings: Timings, name: string, of: string): Figure {
  const floor = timesOf(timings, of);
  return figure(timesOf(timings, name).map((time, round) => time / floor[round]));
}

/** Megabytes a second, where the work of a case is bytes. */
export function megabytesPerSecond(times: readonly number[]): Figure {
  return figure(times.map((nanoseconds) => 1000 / nanoseconds));
}

/** The one with the lowest median. */
export function lowest(figures: readonly Figure[]): Figure {
  return figures.reduce((low, one) => (one.median < low.median ? one : low));
}
