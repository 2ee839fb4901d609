/**
 * UCell: the Mann-Whitney U of a set's genes against the rest, with ranks capped at `maxRank`.
 *
 * Andreatta & Carmona 2021 (Comput Struct Biotechnol J 19:3796); formula as in the Bioconductor package UCell 2.17: with r the
 * average rank from the top, M = min(maxRank, N) and r' = min(r, M),
 *
 *     U = 1 - (sum(r') - k (k + 1) / 2) / (k M - k (k + 1) / 2)        score = max(0, U(up) - negativeWeight U(down))
 *
 * Kernel twin: assembly/score/ucell.ts.
 */
import type { PanelRanks, PanelSet } from "../panel.ts";
import { optionReader } from "./common/options.ts";
import { refuseUndirected } from "./common/refusal.ts";
import { NullReason, type NullReasonCode, type SampleMethod } from "./method.ts";

/** Options of `ucell`, parsed. */
export interface UcellOptions {
  readonly maxRank: number;
  /** Genes of the set without a value: `impute` gives them rank M, `skip` leaves them out of k. */
  readonly missing: "impute" | "skip";
  /**
   * Cells without a value: `missing` treats them as `missing` says and leaves them out of N; `last` is what UCell does:
   * they share the ranks below all measured genes and count in N.
   */
  readonly na: "missing" | "last";
  /** What the down arm counts for. */
  readonly negativeWeight: number;
}

export const ucell: SampleMethod<UcellOptions> = {
  name: "ucell",
  scope: "sample",
  fields: ["score"],
  parseOptions(values) {
    const read = optionReader("ucell", values, ["maxRank", "missing", "na", "negativeWeight"]);
    return {
      maxRank: read.number("maxRank", 1500, (rank) => rank >= 1 && Number.isInteger(rank), "a whole number from 1"),
      missing: read.choice("missing", ["impute", "skip"], "impute"),
      na: read.choice("na", ["missing", "last"], "missing"),
      negativeWeight: read.number("negativeWeight", 1, (weight) => weight >= 0 && weight <= 1e6, "a number from 0"),
    };
  },
  refusal(signature) {
    if (signature.genes.length > 0 && signature.genes.every((gene) => gene.direction === -1)) {
      return "ucell takes down genes off the up genes and stops at 0, so a set of down genes alone would always score 0";
    }
    return refuseUndirected(signature, "ucell");
  },
  needsRowOrder: () => false,
  top: ({ maxRank }) => maxRank,
  score(ranks, set, options, out, at) {
    const reason = scoreArms(ranks, set, options, out, at);
    if (reason !== NullReason.none) out[at] = Number.NaN;
    return reason;
  },
};

function scoreArms(
  ranks: PanelRanks,
  set: PanelSet,
  options: UcellOptions,
  out: Float64Array,
  at: number,
): NullReasonCode {
  let score = 0;
  if (set.totalUp > 0) {
    const reason = scoreArm(ranks, set.up, set.totalUp, options, out, at);
    if (reason !== NullReason.none) return reason;
    score = out[at];
  }
  if (set.totalDown > 0) {
    const reason = scoreArm(ranks, set.down, set.totalDown, options, out, at);
    if (reason !== NullReason.none) return reason;
    score -= options.negativeWeight * out[at];
  }
  out[at] = Math.max(score, 0);
  return NullReason.none;
}

/** Writes U of one arm, 0..1. `total` is its size before genes were lost to the matrix. */
function scoreArm(
  ranks: PanelRanks,
  genes: Uint32Array,
  total: number,
  options: UcellOptions,
  out: Float64Array,
  at: number,
): NullReasonCode {
  const { below, tied, measured } = ranks;
  const last = options.na === "last";
  const rows = last ? ranks.rows : measured;
  const cap = Math.min(options.maxRank, rows);
  let found = 0;
  let sum = 0;
  for (let i = 0; i < genes.length; i++) {
    const gene = genes[i];
    const group = tied[gene];
    if (group === 0) continue;
    found++;
    const rank = measured - below[gene] - (group - 1) / 2;
    sum += Math.min(rank, cap);
  }
  let k = found;
  if (last && found < genes.length) {
    const bottom = measured + (rows - measured + 1) / 2;
    sum += (genes.length - found) * Math.min(bottom, cap);
    k = genes.length;
  }
  if (k === 0) return NullReason.coverage;
  if (options.missing === "impute") {
    sum += (total - k) * cap;
    k = total;
  }
  if (k > cap) return NullReason.degenerate;
  const least = (k * (k + 1)) / 2;
  const most = k * cap;
  if (most === least) return NullReason.degenerate;
  out[at] = 1 - (sum - least) / (most - least);
  return NullReason.none;
}
