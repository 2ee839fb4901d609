/** Twin of worker/engine/methods/singscore.ts for ranks against all genes; formulas and sources are there. */
import { interquartileRange, medianAbsoluteDeviation } from "./dispersion";
import { GeneSet, Reason, Sample, u32At } from "./records";
import { sortRanks } from "./sort";

const KNOWN: u32 = 0xffffffff;

// @ts-ignore: decorator
@inline
function doubledRank(below: u32, tied: u32, slope: u32): u32 {
  return 2 * below + slope * tied + (2 - slope);
}

/**
 * @param sample address of a `Sample`
 * @param set address of a `GeneSet`
 * @param slope tie rule: 0 min, 1 average, 2 max
 * @param centred whether 0.5 is taken off each arm
 * @param unknown whether the direction is unknown (set by the caller for undirected sets too)
 * @param nominal whether unknown directions are measured from (N + 1) / 2 and not from the observed median
 * @param iqr dispersion: 0 MAD, 1 interquartile range
 * @param propagate missing values: 0 omit, 1 propagate
 * @param scratch u32[2 x size of the larger arm]
 * @param out f64[2]: score and dispersion, NaN for null
 * @returns the reason for a null, or 0
 */
export function singscore(
  sample: usize,
  set: usize,
  slope: u32,
  centred: bool,
  unknown: bool,
  nominal: bool,
  iqr: bool,
  propagate: bool,
  scratch: usize,
  out: usize,
): i32 {
  const reason = scoreArms(
    changetype<Sample>(sample),
    changetype<GeneSet>(set),
    slope,
    centred,
    unknown,
    nominal,
    iqr,
    propagate,
    scratch,
    out,
  );
  if (reason != Reason.NONE) {
    store<f64>(out, NaN);
    store<f64>(out, NaN, 8);
  }
  return reason;
}

function scoreArms(
  sample: Sample,
  set: GeneSet,
  slope: u32,
  centred: bool,
  unknown: bool,
  nominal: bool,
  iqr: bool,
  propagate: bool,
  scratch: usize,
  out: usize,
): i32 {
  let centre = KNOWN;
  if (unknown) {
    if (propagate && sample.measured < sample.rows) return Reason.MISSING;
    if (nominal) {
      centre = 2 * ((sample.measured + 2) >>> 1);
    } else {
      if (sample.lowerTied == 0) return Reason.COLUMN;
      const lower = doubledRank(sample.lowerBelow, sample.lowerTied, slope);
      const upper = doubledRank(sample.upperBelow, sample.upperTied, slope);
      centre = 2 * ((lower + upper + 3) >>> 2);
    }
  }
  const offset: f64 = centred && !unknown ? -0.5 : 0;
  let score: f64 = 0;
  let dispersion: f64 = 0;
  if (set.upTotal > 0) {
    const reason = scoreArm(sample, set.up, set.upCount, slope, centre, unknown, iqr, propagate, scratch, out);
    if (reason != Reason.NONE) return reason;
    score = load<f64>(out) + offset;
    dispersion = load<f64>(out, 8);
  }
  if (set.downTotal > 0) {
    const reason = scoreArm(sample, set.down, set.downCount, slope, centre, false, iqr, propagate, scratch, out);
    if (reason != Reason.NONE) return reason;
    const down = 1 - load<f64>(out) + offset;
    score = set.upTotal > 0 ? score + down : down;
    dispersion = set.upTotal > 0 ? (dispersion + load<f64>(out, 8)) / 2 : load<f64>(out, 8);
  }
  store<f64>(out, score);
  store<f64>(out, dispersion, 8);
  return Reason.NONE;
}

function scoreArm(
  sample: Sample,
  genes: usize,
  count: u32,
  slope: u32,
  centre: u32,
  unknownBounds: bool,
  iqr: bool,
  propagate: bool,
  doubled: usize,
  out: usize,
): i32 {
  const belows = sample.below;
  const tieds = sample.tied;
  let k: u32 = 0;
  let sum: u64 = 0;
  let bits: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const gene = u32At(genes, i);
    const tied = u32At(tieds, gene);
    if (tied == 0) continue;
    let rank = doubledRank(u32At(belows, gene), tied, slope);
    if (centre != KNOWN) rank = rank > centre ? rank - centre : centre - rank;
    store<u32>(doubled + (<usize>k << 2), rank);
    k++;
    sum += rank;
    bits |= rank;
  }
  if (propagate && k < count) return Reason.MISSING;
  if (k == 0) return Reason.COVERAGE;
  const rows = propagate ? sample.rows : sample.measured;
  const size = unknownBounds ? k >>> 1 : k;
  const total = unknownBounds ? (rows + 1) >>> 1 : rows;
  if (total <= size) return Reason.DEGENERATE;
  const mean = f64(sum) / f64(2 * k);
  store<f64>(out, (mean - f64(size + 1) / 2) / f64(total - size));
  const sorted = doubled + (<usize>sortRanks(doubled, k, 32 - u32(clz(bits))) << 2);
  store<f64>(out, iqr ? interquartileRange(sorted, k) : medianAbsoluteDeviation(sorted, k), 8);
  return Reason.NONE;
}
