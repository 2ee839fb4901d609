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
  store<f64>(out, NaN);
  const belows = sample.below;
  const tieds = sample.tied;
  const earliers = sample.earlier;
  const rows = propagate ? sample.rows : sample.measured;
  const bottom = f64(rows - sample.measured);
  let k: u32 = 0;
  let weights: f64 = 0;
  let weighted: f64 = 0;
  let places: f64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const gene = u32At(genes, i);
    const group = u32At(tieds, gene);
    if (group == 0) continue;
    const below = u32At(belows, gene);
    let rank = f64(below) + f64(group + 1) / 2;
    let place = rank;
    if (ties != EXPECTED) {
      const earlier = u32At(earliers, gene);
      place = ties == GSEAPY ? f64(below + earlier + 1) : f64(below + group - earlier);
      if (ties == GSVA) rank = Math.floor(rank);
    }
    place += bottom;
    const weight = alpha == 0.25 ? Math.sqrt(Math.sqrt(rank)) : power(rank, alpha);
    weights += weight;
    weighted += weight * place;
    places += place;
    k++;
  }
  if (propagate && k < count) return Reason.MISSING;
  if (k == 0) return Reason.COVERAGE;
  if (k == rows) return Reason.DEGENERATE;
  const all = f64(rows);
  store<f64>(out, weighted / weights - ((all * (all + 1)) / 2 - places) / f64(rows - k));
  return Reason.NONE;
}
