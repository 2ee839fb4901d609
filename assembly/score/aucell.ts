/** Twin of worker/engine/methods/aucell.ts; formula and sources are there. */
import { DOWN, UP } from "./gather";
import { Arm, Reason, Sample } from "./records";

/**
 * Scores the gathered arms.
 *
 * @param sample its `earlier` is needed for ties by row
 * @param maxRank length of the top: genes, or a fraction of the genes below 1
 * @param byRow ties: 0 expected, 1 first
 * @param last missing values: 0 omit, 1 last
 * @param out f64[1]: the score, NaN for null
 * @returns the reason for a null, or 0
 */
export function aucell(sample: Sample, maxRank: f64, byRow: bool, last: bool, out: usize): i32 {
  const reason = scoreArms(sample, maxRank, byRow, last, out);
  if (reason != Reason.NONE) store<f64>(out, NaN);
  return reason;
}

function scoreArms(sample: Sample, maxRank: f64, byRow: bool, last: bool, out: usize): i32 {
  const rows = f64(last ? sample.rows : sample.measured);
  const top = Math.min(maxRank < 1 ? Math.ceil(maxRank * rows) : maxRank, rows);
  if (top < 2) return Reason.DEGENERATE;
  let score: f64 = 0;
  if (UP.total > 0) {
    const reason = recovery(sample, UP, i32(top), byRow, last, out);
    if (reason != Reason.NONE) return reason;
    score = load<f64>(out);
  }
  if (DOWN.total > 0) {
    const reason = recovery(sample, DOWN, i32(top), byRow, last, out);
    if (reason != Reason.NONE) return reason;
    score -= load<f64>(out);
  }
  store<f64>(out, score);
  return Reason.NONE;
}

function recovery(sample: Sample, arm: Arm, top: i32, byRow: bool, last: bool, out: usize): i32 {
  const size = last ? arm.count : arm.measured;
  if (size == 0) return Reason.COVERAGE;
  const measured = arm.measured;
  const base = top - i32(sample.measured) - 1;
  const bases = i32x4.splat(base);
  const zero = i32x4.splat(0);
  let area: f64 = 0;
  let i: u32 = 0;
  for (; i + 4 <= measured; i += 4) {
    const at = <usize>i << 2;
    // Most genes lie below the top.
    const rooms = i32x4.add(bases, i32x4.add(v128.load(arm.below + at), v128.load(arm.tied + at)));
    if (!v128.any_true(i32x4.gt_s(rooms, zero))) continue;
    for (let gene = i; gene < i + 4; gene++) area += areaOf(arm, gene, base, byRow);
  }
  for (; i < measured; i++) area += areaOf(arm, i, base, byRow);
  const best = f64(size < u32(top - 1) ? size : u32(top - 1));
  store<f64>(out, area / (best * f64(top) - (best * (best + 1)) / 2));
  return Reason.NONE;
}

/** What a gene adds to the area. */
function areaOf(arm: Arm, gene: u32, base: i32, byRow: bool): f64 {
  const at = <usize>gene << 2;
  const group = i32(load<u32>(arm.tied + at));
  // How many places below T the first gene of the tie group has left: T - p.
  const room = base + i32(load<u32>(arm.below + at)) + group;
  if (room <= 0) return 0;
  if (byRow) return f64(max(room - i32(load<u32>(arm.earlier + at)), 0));
  const inside = min(room, group);
  return (f64(inside) * f64(2 * room - inside + 1)) / 2 / f64(group);
}
