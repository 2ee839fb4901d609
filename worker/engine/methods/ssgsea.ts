/**
 * Single-sample GSEA: the sum of the differences between two running sums down the ranked genes, one over the set's genes
 * weighted by rank^alpha, one over all others.
 *
 * Barbie et al. 2009 (Nature 462:108). The sum has a closed form in the ranks of the set's genes alone,
 *
 *     ES = sum(w s) / sum(w) - (N (N + 1) / 2 - sum(s)) / (N - k),    w = rank^alpha,  s = place from the bottom, 1..N
 *
 * so no running sum is walked. Tied genes have equal weights and ES is linear in s: with the average rank for s the result
 * is the exact mean over all orders of the tied genes. Kernel twin: assembly/score/ssgsea.ts.
 */
import type { PanelRanks } from "../panel.ts";
import { optionReader } from "./common/options.ts";
import { refuseUndirected } from "./common/refusal.ts";
import { NORMALISATIONS, type Normalisation } from "./common/ssgsea-normalise.ts";
import { NullReason, type NullReasonCode, type SampleMethod } from "./method.ts";
import { power } from "./twins/power.ts";

/** Options of `ssgsea`, parsed. */
export interface SsgseaOptions {
  /** Exponent of the rank in a gene's weight. */
  readonly alpha: number;
  /** Order of tied genes: see {@link SSGSEA_TIES}. */
  readonly ties: keyof typeof SSGSEA_TIES;
  /** `propagate`: as GSVA does, N counts all rows, missing values lie at the bottom, a set with a missing gene has no score. */
  readonly missing: "omit" | "propagate";
  /** A second pass over the finished columns; {@link ssgsea} itself always gives the raw score. */
  readonly normalise: Normalisation;
}

/**
 * Code of each tie rule in the kernel.
 *
 * - `expected`: the mean over all orders; independent of the order of the rows.
 * - `gsva`: the earlier row is higher, and the weight is the average rank cut to a whole number (R package GSVA).
 * - `gseapy`: the earlier row is lower (GSEApy).
 * - `first`: the earlier row is higher (ssGSEA 2.0, hacksig).
 */
export const SSGSEA_TIES = { expected: 0, gsva: 1, gseapy: 2, first: 3 } as const;

export const ssgsea: SampleMethod<SsgseaOptions> = {
  name: "ssgsea",
  scope: "sample",
  fields: ["score"],
  parseOptions(values) {
    const read = optionReader("ssgsea", values, ["alpha", "ties", "missing", "normalise"]);
    return {
      alpha: read.number("alpha", 0.25, (alpha) => alpha >= 0 && alpha <= 10, "a number from 0 to 10"),
      ties: read.choice("ties", ["expected", "gsva", "gseapy", "first"], "expected"),
      missing: read.choice("missing", ["omit", "propagate"], "omit"),
      normalise: read.choice("normalise", NORMALISATIONS, "none"),
    };
  },
  refusal: (signature) => refuseUndirected(signature, "ssgsea"),
  needsRowOrder: (options) => options.ties !== "expected",
  score(ranks, set, options, out, at) {
    let score = 0;
    out[at] = Number.NaN;
    if (set.totalUp > 0) {
      const reason = enrichment(ranks, set.up, options, out, at);
      if (reason !== NullReason.none) return reason;
      score = out[at];
    }
    if (set.totalDown > 0) {
      const reason = enrichment(ranks, set.down, options, out, at);
      if (reason !== NullReason.none) return reason;
      score -= out[at];
    }
    out[at] = score;
    return NullReason.none;
  },
};

/** Writes the raw enrichment score of one arm; NaN with a reason. */
function enrichment(
  ranks: PanelRanks,
  genes: Uint32Array,
  options: SsgseaOptions,
  out: Float64Array,
  at: number,
): NullReasonCode {
  out[at] = Number.NaN;
  const { below, tied } = ranks;
  const { alpha } = options;
  const ties = SSGSEA_TIES[options.ties];
  const propagate = options.missing === "propagate";
  const rows = propagate ? ranks.rows : ranks.measured;
  const bottom = rows - ranks.measured;
  const earlier = ranks.earlier;
  if (ties !== SSGSEA_TIES.expected && earlier === null) throw new Error("row order was not counted");
  let k = 0;
  let weights = 0;
  let weighted = 0;
  let places = 0;
  for (let i = 0; i < genes.length; i++) {
    const gene = genes[i];
    const group = tied[gene];
    if (group === 0) continue;
    let rank = below[gene] + (group + 1) / 2;
    let place = rank;
    if (ties !== SSGSEA_TIES.expected && earlier !== null) {
      place = ties === SSGSEA_TIES.gseapy ? below[gene] + earlier[gene] + 1 : below[gene] + group - earlier[gene];
      if (ties === SSGSEA_TIES.gsva) rank = Math.floor(rank);
    }
    place += bottom;
    const weight = alpha === 0.25 ? Math.sqrt(Math.sqrt(rank)) : power(rank, alpha);
    weights += weight;
    weighted += weight * place;
    places += place;
    k++;
  }
  if (propagate && k < genes.length) return NullReason.missing;
  if (k === 0) return NullReason.coverage;
  if (k === rows) return NullReason.degenerate;
  out[at] = weighted / weights - ((rows * (rows + 1)) / 2 - places) / (rows - k);
  return NullReason.none;
}
