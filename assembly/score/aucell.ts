/** Twin of worker/engine/methods/aucell.ts; formula and sources are there. */
import { GeneSet, Reason, Sample, u32At } from "./records";

/**
 * @param sample address of a `Sample`; its `earlier` is needed for ties by row
 * @param set address of a `GeneSet`
 * @param maxRank length of the top: genes, or a fraction of the genes below 1
 * @param byRow ties: 0 expected, 1 first
 * @param last missing values: 0 omit, 1 last
 * @param out f64[1]: the score, NaN for null
 * @returns the reason for a null, or 0
 */
export function aucell(sample: usize, set: usize, maxRank: f64, byRow: bool, last: bool, out: usize): i32 {
  const reason = scoreArms(changetype<Sample>(sample), changetype<GeneSet>(set), maxRank, byRow, last, out);
  if (reason != Reason.NONE) store<f64>(out, NaN);
  return reason;
}

function scoreArms(sample: Sample, set: GeneSet, maxRank: f64, byRow: bool, last: bool, out: usize): i32 {
  const rows = f64(last ? sample.rows : sample.measured);
  const top = Math.min(maxRank < 1 ? Math.ceil(maxRank * rows) : maxRank, rows);
  if (top < 2) return Reason.DEGENERATE;
  let score: f64 = 0;
  if (set.upTotal > 0) {
    const reason = recovery(sample, set.up, set.upCount, i32(top), byRow, last, out);
    if (reason != Reason.NONE) return reason;
    score = load<f64>(out);
  }
  if (set.downTotal > 0) {
    const reason = recovery(sample, set.down, set.downCount, i32(top), byRow, last, out);
    if (reason != Reason.NONE) return reason;
    score -= load<f64>(out);
  }
  store<f64>(out, score);
  return Reason.NONE;
}

function recovery(sample: Sample, genes: usize, count: u32, top: i32, byRow: bool, last: bool, out: usize): i32 {
  const belows = sample.below;
  const tieds = sample.tied;
  const earliers = sample.earlier;
  const base = top - i32(sample.measured) - 1;
  let found: u32 = 0;
  let area: f64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const gene = u32At(genes, i);
    const group = i32(u32At(tieds, gene));
    if (group == 0) continue;
    found++;
    // How many places below T the first gene of the tie group has left: T - p.
    let room = base + i32(u32At(belows, gene)) + group;
    if (room <= 0) continue;
    if (byRow) {
      room -= i32(u32At(earliers, gene));
      if (room > 0) area += f64(room);
    } else {
      const inside = min(room, group);
      area += (f64(inside) * f64(2 * room - inside + 1)) / 2 / f64(group);
    }
  }
  const size = last ? count : found;
  if (size == 0) return Reason.COVERAGE;
  const best = f64(size < u32(top - 1) ? size : u32(top - 1));
  store<f64>(out, area / (best * f64(top) - (best * (best + 1)) / 2));
  return Reason.NONE;
}
