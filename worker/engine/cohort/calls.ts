/** Class calls of all samples: one code and one reason a sample, so that a large cohort stays small. */
export const CLASS_NAMES = ["not-classifiable", "sensitive", "intermediate", "resistant", "conflicting"] as const;

/** A name of {@link CLASS_NAMES}. */
export type ClassName = (typeof CLASS_NAMES)[number];

export interface Calls {
  /** Index into {@link CLASS_NAMES}, one a sample. */
  readonly codes: Uint8Array;
  /** Index into `words`: why a sample is not classifiable; 0 where it is. */
  readonly reasons: Uint32Array;
  readonly words: readonly string[];
}

/** Percentiles with their 95% intervals, one a sample; NaN where there is none. */
export interface Standing {
  readonly percentile: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** A class, or why there is none. */
export type Verdict = { readonly class: ClassName } | { readonly reason: string };

/** Calls every sample. */
export function callEach(samples: number, verdict: (sample: number) => Verdict): Calls {
  const codes = new Uint8Array(samples);
  const reasons = new Uint32Array(samples);
  const words = [""];
  const known = new Map<string, number>();
  for (let sample = 0; sample < samples; sample++) {
    const called = verdict(sample);
    if ("class" in called) {
      codes[sample] = CLASS_NAMES.indexOf(called.class);
      continue;
    }
    let word = known.get(called.reason);
    if (word === undefined) {
      word = words.push(called.reason) - 1;
      known.set(called.reason, word);
    }
    reasons[sample] = word;
  }
  return { codes, reasons, words };
}

/** Class of a sample, by its place in the cohort. */
export function classOf(calls: Pick<Calls, "codes">, sample: number): ClassName {
  return CLASS_NAMES[calls.codes[sample]];
}

/** Why the sample is not classifiable, or undefined if it is. */
export function reasonOf(calls: Calls, sample: number): string | undefined {
  return calls.reasons[sample] === 0 ? undefined : calls.words[calls.reasons[sample]];
}

/** Number of samples of each class. */
export function countCalls(calls: Calls): Record<ClassName, number> {
  const counts = { "not-classifiable": 0, sensitive: 0, intermediate: 0, resistant: 0, conflicting: 0 };
  for (const code of calls.codes) counts[CLASS_NAMES[code]] += 1;
  return counts;
}

/** Whether the interval of a percentile reaches both extremes, so that any class could be the true one. */
export function spansBoth(standing: Standing, sample: number, lowerCut: number, upperCut: number): boolean {
  return standing.low[sample] <= lowerCut && standing.high[sample] >= upperCut;
}
