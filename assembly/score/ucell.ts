/** Twin of worker/engine/methods/ucell.ts; formula and sources are there. */
import { GeneSet, Reason, Sample, u32At } from "./records";

/**
 * @param sample address of a `Sample`
 * @param set address of a `GeneSet`
 * @param maxRank cap of the ranks
 * @param skip genes without a value: 0 impute, 1 skip
 * @param last cells without a value: 0 as `skip` says, 1 ranked below all others
 * @param negativeWeight what the down arm counts for
 * @param out f64[1]: the score, NaN for null
 * @returns the reason for a null, or 0
 */
export function ucell(
  sample: usize,
  set: usize,
  maxRank: f64,
  skip: bool,
  last: bool,
  negativeWeight: f64,
  out: usize,
): i32 {
  const ranks = changetype<Sample>(sample);
  const genes = changetype<GeneSet>(set);
  const rows = last ? ranks.rows : ranks.measured;
  const cap = maxRank < f64(rows) ? u32(maxRank) : rows;
  let score: f64 = 0;
  if (genes.upTotal > 0) {
    const reason = scoreArm(ranks, genes.up, genes.upCount, genes.upTotal, cap, skip, last, out);
    if (reason != Reason.NONE) return reason;
    score = load<f64>(out);
  }
  if (genes.downTotal > 0) {
    const reason = scoreArm(ranks, genes.down, genes.downCount, genes.downTotal, cap, skip, last, out);
    if (reason != Reason.NONE) return reason;
    score -= negativeWeight * load<f64>(out);
  }
  store<f64>(out, score > 0 ? score : 0);
  return Reason.NONE;
}

/** Ranks are doubled and added as integers: they are multiples of a half, so the sum is exact either way. */
function scoreArm(
  sample: Sample,
  genes: usize,
  count: u32,
  total: u32,
  cap: u32,
  skip: bool,
  last: bool,
  out: usize,
): i32 {
  store<f64>(out, NaN);
  const belows = sample.below;
  const tieds = sample.tied;
  const doubledMeasured = 2 * sample.measured + 1;
  const doubledCap = 2 * cap;
  let found: u32 = 0;
  let doubled: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const gene = u32At(genes, i);
    const group = u32At(tieds, gene);
    if (group == 0) continue;
    found++;
    doubled += min(doubledMeasured - 2 * u32At(belows, gene) - group, doubledCap);
  }
  let sum = f64(doubled) / 2;
  let k = found;
  if (last && found < count) {
    const bottom = f64(sample.measured) + f64(sample.rows - sample.measured + 1) / 2;
    sum += f64(count - found) * Math.min(bottom, f64(cap));
    k = count;
  }
  if (k == 0) return Reason.COVERAGE;
  if (!skip) {
    sum += f64(total - k) * f64(cap);
    k = total;
  }
  if (k > cap) return Reason.DEGENERATE;
  const size = f64(k);
  const least = (size * (size + 1)) / 2;
  const most = size * f64(cap);
  if (most == least) return Reason.DEGENERATE;
  store<f64>(out, 1 - (sum - least) / (most - least));
  return Reason.NONE;
}
