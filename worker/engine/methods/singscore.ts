/**
 * singscore: the mean rank of a set's genes between the lowest and the highest that so many genes can have.
 *
 * Foroutan et al. 2018 (BMC Bioinformatics 19:404); with stable genes: Bhuva et al. 2020 (Nucleic Acids Res 48:e113).
 * Formulas as in the R package singscore 1.29. Kernel twin: assembly/score/singscore.ts.
 */
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import type { PanelRanks, PanelSet } from "../panel.ts";
import { measuredGenes } from "./common/coverage.ts";
import { optionReader } from "./common/options.ts";
import { refuseMixed } from "./common/refusal.ts";
import { NullReason, type NullReasonCode, type SampleMethod } from "./method.ts";
import { interquartileRange, medianAbsoluteDeviation } from "./twins/dispersion.ts";
import { sortRanks } from "./twins/sort.ts";

/** Options of `singscore`, parsed. */
export interface SingscoreOptions {
  /** Rank of tied genes. */
  readonly ties: "min" | "average" | "max";
  /** Whether 0.5 is taken off each arm, so that 0 is the middle. */
  readonly centre: boolean;
  /** `unknown` scores the distance from the median rank; sets without directions are always scored so. */
  readonly direction: "known" | "unknown";
  readonly dispersion: "mad" | "iqr";
  /** `propagate`: as in R, N counts all rows and a set with a missing gene has no score. */
  readonly missing: "omit" | "propagate";
  /**
   * Where unknown directions are measured from: the median of all ranks of the sample as in R, or (N + 1) / 2, which
   * needs no more than N and is the same where nothing is tied.
   */
  readonly median: "observed" | "nominal";
  /** Genes that ranks are counted against instead of all genes; empty for plain singscore. */
  readonly stable: readonly string[];
}

/** Rank doubled = 2 below + slope tied + 2 - slope. The kernel takes the slope as its code of the tie rule. */
export const TIE_SLOPE = { min: 0, average: 1, max: 2 } as const;

/** No centre: ranks are taken as they are. */
const KNOWN = -1;

/** Doubled ranks of the arm that is being scored, and room to sort them. */
let scratch = new Uint32Array(512);

export const singscore: SampleMethod<SingscoreOptions> = {
  name: "singscore",
  scope: "sample",
  fields: ["score", "dispersion"],
  parseOptions(values) {
    const read = optionReader("singscore", values, [
      "ties",
      "centre",
      "direction",
      "dispersion",
      "missing",
      "median",
      "stable",
    ]);
    const options: SingscoreOptions = {
      ties: read.choice("ties", ["min", "average", "max"], "min"),
      centre: read.flag("centre", true),
      direction: read.choice("direction", ["known", "unknown"], "known"),
      dispersion: read.choice("dispersion", ["mad", "iqr"], "mad"),
      missing: read.choice("missing", ["omit", "propagate"], "omit"),
      median: read.choice("median", ["observed", "nominal"], "observed"),
      stable: read.list("stable"),
    };
    if (options.stable.length > LIMITS.comparedGenes) {
      throw new Problem(
        "unknown-option",
        `singscore.stable names ${options.stable.length} genes; expected at most ${LIMITS.comparedGenes}.`,
      );
    }
    if (options.stable.length > 0 && options.direction === "unknown") {
      throw new Problem(
        "unknown-option",
        "singscore.stable needs singscore.direction=known: ranks against stable genes have no median of all ranks to be far from.",
      );
    }
    return options;
  },
  refusal: (signature) => refuseMixed(signature, "singscore"),
  needsRowOrder: () => false,
  referenceGenes: (options) => options.stable,
  score(ranks, set, options, out, at) {
    const reason = scoreArms(ranks, set, options, out, at);
    if (reason !== NullReason.none) out.fill(Number.NaN, at, at + 2);
    return reason;
  },
};

function scoreArms(
  ranks: PanelRanks,
  set: PanelSet,
  options: SingscoreOptions,
  out: Float64Array,
  at: number,
): NullReasonCode {
  const unknown = options.direction === "unknown" || set.undirected;
  let centre = KNOWN;
  if (unknown) {
    if (options.stable.length > 0) return NullReason.degenerate;
    if (options.missing === "propagate" && ranks.measured < ranks.rows) return NullReason.missing;
    centre = 2 * medianRank(ranks, options);
    if (Number.isNaN(centre)) return NullReason.column;
  }
  const offset = options.centre && !unknown ? -0.5 : 0;
  let score = 0;
  let dispersion = 0;
  if (set.totalUp > 0) {
    const reason = scoreArm(ranks, set.up, set.reference, options, centre, unknown, out, at);
    if (reason !== NullReason.none) return reason;
    score = out[at] + offset;
    dispersion = out[at + 1];
  }
  if (set.totalDown > 0) {
    // R keeps the bounds of known direction for the down arm even where the direction is unknown.
    const reason = scoreArm(ranks, set.down, set.reference, options, centre, false, out, at);
    if (reason !== NullReason.none) return reason;
    const down = 1 - out[at] + offset;
    score = set.totalUp > 0 ? score + down : down;
    dispersion = set.totalUp > 0 ? (dispersion + out[at + 1]) / 2 : out[at + 1];
  }
  out[at] = score;
  out[at + 1] = dispersion;
  return NullReason.none;
}

/** Writes the uncentred score of one arm, 0..1, and the dispersion of its ranks. */
function scoreArm(
  ranks: PanelRanks,
  genes: Uint32Array,
  reference: Uint32Array,
  options: SingscoreOptions,
  centre: number,
  unknownBounds: boolean,
  out: Float64Array,
  at: number,
): NullReasonCode {
  const propagate = options.missing === "propagate";
  const stable = options.stable.length > 0;
  if (scratch.length < 2 * genes.length) scratch = new Uint32Array(4 * genes.length);
  const doubled = scratch;
  let unit = 1;
  if (stable) {
    const measured = measuredGenes(ranks, reference);
    if (measured === 0) return NullReason.coverage;
    if (propagate && measured < reference.length) return NullReason.missing;
    unit = measured + 1;
  }
  const slope = TIE_SLOPE[options.ties];
  let k = 0;
  let sum = 0;
  let bits = 0;
  for (let i = 0; i < genes.length; i++) {
    const gene = genes[i];
    const tied = ranks.tied[gene];
    if (tied === 0) continue;
    let rank = stable
      ? 2 * (countBelow(ranks, reference, gene) + 1)
      : 2 * ranks.below[gene] + slope * tied + (2 - slope);
    if (centre !== KNOWN) rank = rank > centre ? rank - centre : centre - rank;
    doubled[k++] = rank;
    sum += rank;
    bits |= rank;
  }
  if (propagate && k < genes.length) return NullReason.missing;
  if (k === 0) return NullReason.coverage;
  const mean = sum / (2 * k * unit);
  if (stable) {
    out[at] = mean;
  } else {
    const rows = propagate ? ranks.rows : ranks.measured;
    const size = unknownBounds ? Math.floor(k / 2) : k;
    const total = unknownBounds ? Math.ceil(rows / 2) : rows;
    if (total <= size) return NullReason.degenerate;
    out[at] = (mean - (size + 1) / 2) / (total - size);
  }
  const from = sortRanks(doubled, k, 32 - Math.clz32(bits));
  const spread = options.dispersion === "mad" ? medianAbsoluteDeviation : interquartileRange;
  out[at + 1] = spread(doubled, from, k) / unit;
  return NullReason.none;
}

/** The median of all ranks of the sample, rounded up as R does; NaN where its tie blocks are not known. */
function medianRank(ranks: PanelRanks, options: SingscoreOptions): number {
  if (options.median === "nominal") return Math.ceil((ranks.measured + 1) / 2);
  const middle = ranks.middle;
  if (middle === undefined || middle.lowerTied === 0) return Number.NaN;
  const slope = TIE_SLOPE[options.ties];
  const lower = 2 * middle.lowerBelow + slope * middle.lowerTied + (2 - slope);
  const upper = 2 * middle.upperBelow + slope * middle.upperTied + (2 - slope);
  return Math.ceil((lower + upper) / 4);
}

/** How many measured genes of `reference` are expressed less than `gene`. */
function countBelow(ranks: PanelRanks, reference: Uint32Array, gene: number): number {
  let count = 0;
  for (let i = 0; i < reference.length; i++) {
    if (ranks.tied[reference[i]] > 0 && ranks.below[reference[i]] < ranks.below[gene]) count++;
  }
  return count;
}
