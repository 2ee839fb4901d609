/** Twin of `meanRankPosition` in worker/engine/methods/common/position.ts; formula and sources are there. */
import { DOWN, UP } from "./gather";
import { Arm, Sample } from "./records";

/** Standard deviations that the mean average rank of the gathered arms lies above that of random genes; NaN where it has no value. */
export function meanRankPosition(sample: Sample): f64 {
  const n = f64(sample.measured);
  const variance = (n * n * n - n - sample.tieMoment) / (12 * (n - 1));
  const hasUp = UP.total > 0;
  const hasDown = DOWN.total > 0;
  if ((hasUp && UP.measured == 0) || (hasDown && DOWN.measured == 0)) return NaN;
  const both = hasUp && hasDown;
  const distance = both ? mean(UP) - mean(DOWN) : hasUp ? mean(UP) - (n + 1) / 2 : (n + 1) / 2 - mean(DOWN);
  const up = f64(UP.measured);
  const down = f64(DOWN.measured);
  const share = both ? 1 / up + 1 / down : 1 / (up + down) - 1 / n;
  const spread = Math.sqrt(variance * share);
  return spread > 0 ? distance / spread : NaN;
}

/** Doubled, the ranks add up exactly as integers. */
function mean(arm: Arm): f64 {
  return f64(arm.doubled) / 2 / f64(arm.measured);
}
