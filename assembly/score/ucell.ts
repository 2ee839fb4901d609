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
  const rows = f64(last ? ranks.rows : ranks.measured);
  const cap = Math.min(maxRank, rows);
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

function scoreArm(
  sample: Sample,
  genes: usize,
  count: u32,
  total: u32,
  cap: f64,
  skip: bool,
  last: bool,
  out: usize,
): i32 {
  store<f64>(out, NaN);
  const belows = sample.below;
  const tieds = sample.tied;
  const measured = sample.measured;
  let found: u32 = 0;
  let sum: f64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const gene = u32At(genes, i);
    const group = u32At(tieds, gene);
    if (group == 0) continue;
    found++;
    sum += Math.min(f64(measured - u32At(belows, gene)) - f64(group - 1) / 2, cap);
  }
  let k = found;
  if (last && found < count) {
    const bottom = f64(measured) + f64(sample.rows - measured + 1) / 2;
    sum += f64(count - found) * Math.min(bottom, cap);
    k = count;
  }
  if (k == 0) return Reason.COVERAGE;
  if (!skip) {
    sum += f64(total - k) * cap;
    k = total;
  }
  const size = f64(k);
  if (size > cap) return Reason.DEGENERATE;
  const least = (size * (size + 1)) / 2;
  const most = size * cap;
  if (most == least) return Reason.DEGENERATE;
  store<f64>(out, 1 - (sum - least) / (most - least));
  return Reason.NONE;
}
