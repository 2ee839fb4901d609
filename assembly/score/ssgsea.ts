/** Twin of worker/engine/methods/ssgsea.ts; formula, tie rules and sources are there. */
import { power } from "./power";
import { GeneSet, Reason, Sample, u32At } from "./records";

const EXPECTED: u32 = 0;
const GSVA: u32 = 1;
const GSEAPY: u32 = 2;

/**
 * @param sample address of a `Sample`; its `earlier` is needed unless ties are `expected`
 * @param set address of a `GeneSet`
 * @param alpha exponent of the rank
 * @param ties 0 expected, 1 gsva, 2 gseapy, 3 first
 * @param propagate missing values: 0 omit, 1 propagate
 * @param out f64[1]: the raw score, NaN for null
 * @returns the reason for a null, or 0
 */
export function ssgsea(sample: usize, set: usize, alpha: f64, ties: u32, propagate: bool, out: usize): i32 {
  const genes = changetype<GeneSet>(set);
  let score: f64 = 0;
  if (genes.upTotal > 0) {
    const reason = enrichment(changetype<Sample>(sample), genes.up, genes.upCount, alpha, ties, propagate, out);
    if (reason != Reason.NONE) return reason;
    score = load<f64>(out);
  }
  if (genes.downTotal > 0) {
    const reason = enrichment(changetype<Sample>(sample), genes.down, genes.downCount, alpha, ties, propagate, out);
    if (reason != Reason.NONE) return reason;
    score -= load<f64>(out);
  }
  store<f64>(out, score);
  return Reason.NONE;
}

function enrichment(sample: Sample, genes: usize, count: u32, alpha: f64, ties: u32, propagate: bool, out: usize): i32 {
  return ties == EXPECTED && alpha == 0.25
    ? byFourthRoots(sample, genes, count, propagate, out)
    : byPowers(sample, genes, count, alpha, ties, propagate, out);
}

/** The score from the sums over `k` genes. Places are multiples of a half: doubled, they add up exactly as integers. */
function finish(
  k: u32,
  count: u32,
  weights: f64,
  weighted: f64,
  doubledPlaces: u64,
  rows: u32,
  propagate: bool,
  out: usize,
): i32 {
  store<f64>(out, NaN);
  if (propagate && k < count) return Reason.MISSING;
  if (k == 0) return Reason.COVERAGE;
  if (k == rows) return Reason.DEGENERATE;
  const all = f64(rows);
  store<f64>(out, weighted / weights - ((all * (all + 1)) / 2 - f64(doubledPlaces) / 2) / f64(rows - k));
  return Reason.NONE;
}

function byPowers(
  sample: Sample,
  genes: usize,
  count: u32,
  alpha: f64,
  ties: u32,
  propagate: bool,
  out: usize,
): i32 {
  const rows = propagate ? sample.rows : sample.measured;
  const bottom = 2 * (rows - sample.measured);
  let k: u32 = 0;
  let weights: f64 = 0;
  let weighted: f64 = 0;
  let places: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const gene = u32At(genes, i);
    const group = u32At(sample.tied, gene);
    if (group == 0) continue;
    const below = u32At(sample.below, gene);
    let place = 2 * below + group + 1;
    let rank = f64(place) * 0.5;
    if (ties != EXPECTED) {
      const earlier = u32At(sample.earlier, gene);
      place = 2 * (ties == GSEAPY ? below + earlier + 1 : below + group - earlier);
      if (ties == GSVA) rank = Math.floor(rank);
    }
    place += bottom;
    const weight = power(rank, alpha);
    weights += weight;
    weighted += weight * (f64(place) * 0.5);
    places += place;
    k++;
  }
  return finish(k, count, weights, weighted, places, rows, propagate, out);
}

/**
 * The usual case, which waits for square roots: two genes at a time, added one after the other as everywhere. A gene without a
 * value has rank 0 and weight 0 and adds nothing.
 */
function byFourthRoots(sample: Sample, genes: usize, count: u32, propagate: bool, out: usize): i32 {
  const rows = propagate ? sample.rows : sample.measured;
  const bottom = 2 * (rows - sample.measured);
  const half = f64x2.splat(0.5);
  let k: u32 = 0;
  let weights: f64 = 0;
  let weighted: f64 = 0;
  let places: u64 = 0;
  for (let i: u32 = 0; i < count; i += 2) {
    const first = averageRank(sample, u32At(genes, i));
    const second = i + 1 < count ? averageRank(sample, u32At(genes, i + 1)) : 0;
    const doubled = i32x4(first, second, 0, 0);
    const rank = f64x2.mul(f64x2.convert_low_i32x4_u(doubled), half);
    const place = f64x2.mul(f64x2.convert_low_i32x4_u(i32x4.add(doubled, i32x4.splat(bottom))), half);
    const weight = f64x2.sqrt(f64x2.sqrt(rank));
    const product = f64x2.mul(weight, place);
    weights += f64x2.extract_lane(weight, 0);
    weights += f64x2.extract_lane(weight, 1);
    weighted += f64x2.extract_lane(product, 0);
    weighted += f64x2.extract_lane(product, 1);
    places += first + second;
    k += u32(first != 0) + u32(second != 0);
  }
  return finish(k, count, weights, weighted, places + u64(k) * bottom, rows, propagate, out);
}

/** The average rank of a gene, doubled; 0 where it has no value. */
// @ts-ignore: decorator
@inline
function averageRank(sample: Sample, gene: u32): u32 {
  const group = u32At(sample.tied, gene);
  return group == 0 ? 0 : 2 * u32At(sample.below, gene) + group + 1;
}
