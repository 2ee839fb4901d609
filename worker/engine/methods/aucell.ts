/**
 * AUCell: the area under the recovery curve of a set's genes among the top genes of a sample.
 *
 * Aibar et al. 2017 (Nat Methods 14:1083); formula as in the Bioconductor package AUCell 1.25: with p the place from the top,
 * T the length of the top and k' = min(k, T - 1),
 *
 *     AUC = sum over p < T of (T - p)  /  (k' T - k' (k' + 1) / 2)
 *
 * AUCell orders tied genes at random. The area is linear in each place, so its exact mean over all orders of the tied genes
 * needs only the mean of max(T - p, 0) over the places of each tie group. A set with a down arm scores up minus down.
 * Kernel twin: assembly/score/aucell.ts.
 */
import type { PanelRanks, PanelSet } from "../panel.ts";
import { optionReader } from "./common/options.ts";
import { refuseUndirected } from "./common/refusal.ts";
import { NullReason, type NullReasonCode, type SampleMethod } from "./method.ts";

/** Options of `aucell`, parsed. */
export interface AucellOptions {
  /** Length of the top: a number of genes from 2, or a fraction of the genes below 1. */
  readonly maxRank: number;
  /** `expected`: the mean over all orders of tied genes; `first`: the earlier row is higher. */
  readonly ties: "expected" | "first";
  /** `last`: as AUCell does, missing values count in N and k and lie at the bottom. */
  readonly missing: "omit" | "last";
}

export const aucell: SampleMethod<AucellOptions> = {
  name: "aucell",
  scope: "sample",
  fields: ["score"],
  parseOptions(values) {
    const read = optionReader("aucell", values, ["maxRank", "ties", "missing"]);
    return {
      maxRank: read.number(
        "maxRank",
        0.05,
        (top) => (top > 0 && top < 1) || (top >= 2 && Number.isInteger(top)),
        "a whole number from 2, or a fraction between 0 and 1",
      ),
      ties: read.choice("ties", ["expected", "first"], "expected"),
      missing: read.choice("missing", ["omit", "last"], "omit"),
    };
  },
  refusal: (signature) => refuseUndirected(signature, "aucell"),
  needsRowOrder: (options) => options.ties === "first",
  top: topOf,
  score(ranks, set, options, out, at) {
    const reason = scoreArms(ranks, set, options, out, at);
    if (reason !== NullReason.none) out[at] = Number.NaN;
    return reason;
  },
};

/** Genes of the top, where there are so many rows. */
function topOf({ maxRank }: AucellOptions, rows: number): number {
  return maxRank < 1 ? Math.ceil(maxRank * rows) : maxRank;
}

function scoreArms(
  ranks: PanelRanks,
  set: PanelSet,
  options: AucellOptions,
  out: Float64Array,
  at: number,
): NullReasonCode {
  const rows = options.missing === "last" ? ranks.rows : ranks.measured;
  const top = Math.min(topOf(options, rows), rows);
  if (top < 2) return NullReason.degenerate;
  let score = 0;
  if (set.totalUp > 0) {
    const reason = recovery(ranks, set.up, options, top, out, at);
    if (reason !== NullReason.none) return reason;
    score = out[at];
  }
  if (set.totalDown > 0) {
    const reason = recovery(ranks, set.down, options, top, out, at);
    if (reason !== NullReason.none) return reason;
    score -= out[at];
  }
  out[at] = score;
  return NullReason.none;
}

/** Writes the area of one arm, 0..1. */
function recovery(
  ranks: PanelRanks,
  genes: Uint32Array,
  options: AucellOptions,
  top: number,
  out: Float64Array,
  at: number,
): NullReasonCode {
  const { below, tied, earlier, measured } = ranks;
  const byRow = options.ties === "first";
  if (byRow && earlier === null) throw new Error("row order was not counted");
  let found = 0;
  let area = 0;
  for (let i = 0; i < genes.length; i++) {
    const gene = genes[i];
    const group = tied[gene];
    if (group === 0) continue;
    found++;
    // How many places below T the first gene of the tie group has left: T - p.
    let room = top - (measured - below[gene] - group + 1);
    if (byRow && earlier !== null) {
      room -= earlier[gene];
      if (room > 0) area += room;
    } else if (room > 0) {
      const inside = Math.min(room, group);
      area += (inside * (2 * room - inside + 1)) / 2 / group;
    }
  }
  const size = options.missing === "last" ? genes.length : found;
  if (size === 0) return NullReason.coverage;
  const best = Math.min(size, top - 1);
  out[at] = area / (best * top - (best * (best + 1)) / 2);
  return NullReason.none;
}
