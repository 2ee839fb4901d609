/**
 * GSVA: how far a set's genes run ahead of all others down a sample's genes, ordered by where the sample stands in its cohort.
 *
 * Hänzelmann, Castelo & Guinney 2013 (BMC Bioinformatics 14:7); formula as in the Bioconductor package GSVA 1.46 and 1.53. With
 * R the rank of a gene from the bottom of the N genes that vary, a running sum takes a step up of |N/2 - R|^tau at each gene
 * of the set, the steps adding up to 1, and 1 / (N - k) down at any other. The score is its highest plus its lowest point.
 *
 * The ranks are those of `densities.ts`, so a score depends on the other samples. No walk is needed: the sum can only be lowest
 * right before, and highest right after, a place where genes of the set stand.
 */
import type { DensityKernel, DensityRule } from "../densities.ts";
import type { PanelRanks, PanelSet } from "../panel.ts";
import { optionReader } from "./common/options.ts";
import { refuseUndirected } from "./common/refusal.ts";
import { type DensityMethod, NullReason, type NullReasonCode } from "./method.ts";
import { power } from "./twins/power.ts";

/** Options of `gsva`, parsed. */
export interface GsvaOptions {
  /** `auto`: as GSVA 2 does, Gaussian for fewer than {@link KERNEL_SAMPLES} samples, else none. */
  readonly kcdf: DensityKernel | "auto";
  /** Exponent of a step up. */
  readonly tau: number;
  /** Highest plus lowest point; otherwise the one that lies farther from 0. */
  readonly maxDiff: boolean;
  /** Highest less lowest point, with `maxDiff`. */
  readonly absRanking: boolean;
  /** `together`: tied genes take their steps at once, whatever the order of the rows; `gsva`: the earlier row is higher. */
  readonly ties: "together" | "gsva";
  /** `drop`: as GSVA 1.46 does, a gene with a missing value is left out of every sample. */
  readonly missing: "omit" | "drop";
}

const KERNEL_SAMPLES = 200;

/** The rule for a cohort of so many samples. */
export function densityRule({ kcdf, missing }: GsvaOptions, samples: number): DensityRule {
  if (kcdf !== "auto") return { kernel: kcdf, missing };
  return { kernel: samples < KERNEL_SAMPLES ? "gaussian" : "none", missing };
}

export const gsva: DensityMethod<GsvaOptions> = {
  name: "gsva",
  scope: "density",
  fields: ["score"],
  parseOptions(values) {
    const read = optionReader("gsva", values, ["kcdf", "tau", "maxDiff", "absRanking", "ties", "missing"]);
    return {
      kcdf: read.choice("kcdf", ["auto", "gaussian", "none"], "auto"),
      tau: read.number("tau", 1, (tau) => tau >= 0 && tau <= 10, "a number from 0 to 10"),
      maxDiff: read.flag("maxDiff", true),
      absRanking: read.flag("absRanking", false),
      ties: read.choice("ties", ["together", "gsva"], "together"),
      missing: read.choice("missing", ["omit", "drop"], "omit"),
    };
  },
  refusal: (signature) => refuseUndirected(signature, "gsva"),
  score(ranks, set, options, out, at) {
    out[at] = Number.NaN;
    let score = 0;
    for (const [genes, total, sign] of [
      [set.up, set.totalUp, 1],
      [set.down, set.totalDown, -1],
    ] as const) {
      if (total === 0) continue;
      const arm = enrichment(ranks, genes, options);
      if (arm.reason !== NullReason.none) return arm.reason;
      score += sign * arm.score;
    }
    out[at] = score;
    return NullReason.none;
  },
};

/** A place down the sample where genes of the set stand. */
interface Place {
  /** Genes above it. */
  readonly above: number;
  /** Genes that stand there, those of the set and others. */
  readonly size: number;
  /** Rank from the bottom: the mean of those that stand there. */
  readonly rank: number;
}

function placeOf({ below, tied, earlier, measured }: PanelRanks, gene: number, ties: GsvaOptions["ties"]): Place {
  const above = measured - below[gene] - tied[gene];
  if (ties === "together") return { above, size: tied[gene], rank: below[gene] + (tied[gene] + 1) / 2 };
  if (earlier === null) throw new Error("row order was not counted");
  return { above: above + earlier[gene], size: 1, rank: below[gene] + tied[gene] - earlier[gene] };
}

function enrichment(
  ranks: PanelRanks,
  genes: PanelSet["up"],
  { ties, tau, maxDiff, absRanking }: GsvaOptions,
): { reason: NullReasonCode; score: number } {
  const held = [...genes].filter((gene) => ranks.tied[gene] > 0);
  const places = held.map((gene) => placeOf(ranks, gene, ties)).sort((a, b) => a.above - b.above);
  const n = ranks.measured;
  const k = places.length;
  const steps = places.map(({ rank }) => power(Math.abs(n / 2 - rank), tau));
  const total = steps.reduce((sum, step) => sum + step, 0);
  if (k === 0) return { reason: NullReason.coverage, score: Number.NaN };
  if (k === n || total === 0) return { reason: NullReason.degenerate, score: Number.NaN };
  let highest = 0;
  let lowest = 0;
  let up = 0;
  for (let first = 0; first < k; ) {
    const { above, size } = places[first];
    lowest = Math.min(lowest, up / total - (above - first) / (n - k));
    let next = first;
    for (; next < k && places[next].above === above; next++) up += steps[next];
    highest = Math.max(highest, up / total - (above + size - next) / (n - k));
    first = next;
  }
  if (maxDiff) return { reason: NullReason.none, score: absRanking ? highest - lowest : highest + lowest };
  return { reason: NullReason.none, score: highest > -lowest ? highest : lowest };
}
