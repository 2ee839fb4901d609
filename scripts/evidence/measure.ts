/** A score against an endpoint: area under the curve, hazard ratio or rank correlation, each with its interval. */
import type { CompactRow } from "../../worker/catalogue/ledger.ts";
import { auc, coxRegression, spearman } from "../../worker/engine/statistics/index.ts";
import type { CohortEndpoint, Labels } from "./cohorts.ts";
import type { Scores } from "./subjects.ts";

/** Fewer samples on either side, or fewer events, are not worth a row. */
const FEWEST = 4;

/** What is left of a compact row once the endpoint's index is taken off. */
export type Measured = CompactRow extends readonly [number, ...infer Rest] ? Rest : never;

/** Exposures and traits of cell lines take scores as they are; responses and survival turn them so that high = resistant. */
export const isOriented = (endpoint: CohortEndpoint) => endpoint.kind === "response" || endpoint.kind === "survival";

/**
 * @param labels row of each sample, in the order of the scores
 * @returns null where too few samples have a score, or none differ
 */
export function measure(endpoint: CohortEndpoint, scores: Scores, labels: readonly Labels[]): Measured | null {
  const sign = isOriented(endpoint) && scores.orientation === -1 ? -1 : 1;
  const oriented = scores.values.map((value) => sign * value);
  const samples = labels.flatMap((row, sample) => {
    const takesPart = !Number.isNaN(oriented[sample]) && (endpoint.keep?.(row) ?? true);
    return takesPart ? [{ row, score: oriented[sample] }] : [];
  });
  if (new Set(samples.map(({ score }) => score)).size < 2) return null;
  if (endpoint.statistic === "auc") return area(endpoint, samples);
  if (endpoint.statistic === "spearman") return correlation(endpoint, samples);
  return hazard(endpoint, samples);
}

interface Sample {
  readonly row: Labels;
  readonly score: number;
}

type Of<Statistic> = Extract<CohortEndpoint, { statistic: Statistic }>;

function area({ label, subject }: Of<"auc">, samples: readonly Sample[]): Measured | null {
  const labelled = samples.filter(({ row }) => label(row) !== null);
  const scores = labelled.map(({ score }) => score);
  const positive = labelled.map(({ row }) => Number(label(row)));
  const clusters = subject ? labelled.map(({ row }) => subject(row)) : undefined;
  const found = auc(scores, positive, clusters);
  if (Math.min(found.positives, found.negatives) < FEWEST) return null;
  return row(labelled.length, found.positives, found);
}

/** Hazard ratio for one standard deviation of the score in the samples that take part. */
function hazard({ time, event, strata }: Of<"hazard-ratio">, samples: readonly Sample[]): Measured | null {
  const followUp = {
    time: samples.map(({ row }) => time(row)),
    event: samples.map(({ row }) => Number(event(row))),
    ...(strata ? { strata: samples.map(({ row }) => strata(row)) } : {}),
  };
  const fit = coxRegression(followUp, [standardised(samples.map(({ score }) => score))]);
  return fit && fit.events >= FEWEST ? row(fit.n, fit.events, fit.hazardRatios[0]) : null;
}

function correlation({ value }: Of<"spearman">, samples: readonly Sample[]): Measured | null {
  const pairs = samples.flatMap(({ row, score }) => {
    const measured = value(row);
    return measured === null ? [] : [{ score, measured }];
  });
  const found = spearman(
    pairs.map(({ score }) => score),
    pairs.map(({ measured }) => measured),
  );
  return Number.isNaN(found.low) ? null : row(found.n, null, { ...found, value: found.rho });
}

function standardised(scores: readonly number[]): number[] {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (scores.length - 1);
  return scores.map((score) => (score - mean) / Math.sqrt(variance));
}

interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
}

/** Rounded to four digits, p to two: what engines agree on, and more than the intervals warrant. */
export function row(n: number, events: number | null, { value, low, high, p }: Estimate): Measured {
  const digits = (number: number, count: number) => Number(number.toPrecision(count));
  return [n, events, digits(value, 4), digits(low, 4), digits(high, 4), digits(p, 2)];
}
