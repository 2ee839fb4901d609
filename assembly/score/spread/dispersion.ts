/** How far the ranks of a set lie apart; twin of worker/engine/methods/twins/dispersion.ts, formulas and sources are there. */
import { u32At } from "../records";

/** @param sorted u32[count]: doubled ranks, ascending; at least one */
export function medianAbsoluteDeviation(sorted: usize, count: u32): f64 {
  const lower = (count - 1) >>> 1;
  const upper = count >>> 1;
  const centre = u32At(sorted, lower) + u32At(sorted, upper);
  const first = deviation(sorted, count, centre, lower);
  const second = upper == lower ? first : deviation(sorted, count, centre, upper);
  return 1.4826 * (f64(first + second) / 8);
}

function deviation(sorted: usize, count: u32, centre: u32, order: u32): u32 {
  let start: u32 = 0;
  let end = count - order;
  while (start < end) {
    const middle = (start + end) >>> 1;
    if (u32At(sorted, middle) + u32At(sorted, middle + order) < centre) start = middle + 1;
    else end = middle;
  }
  const high = start + order < count ? (u32At(sorted, start + order) << 1) - centre : u32.MAX_VALUE;
  const low = start > 0 ? centre - (u32At(sorted, start - 1) << 1) : u32.MAX_VALUE;
  return low < high ? low : high;
}

/** @param sorted u32[count]: doubled ranks, ascending; at least one */
export function interquartileRange(sorted: usize, count: u32): f64 {
  return (quantile(sorted, count, 0.75) - quantile(sorted, count, 0.25)) / 2;
}

function quantile(sorted: usize, count: u32, probability: f64): f64 {
  const position = f64(count - 1) * probability;
  const lower = u32(position);
  const value = f64(u32At(sorted, lower));
  return position == f64(lower) ? value : value + (position - f64(lower)) * (f64(u32At(sorted, lower + 1)) - value);
}
