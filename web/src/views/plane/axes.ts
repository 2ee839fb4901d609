/** Which numbers span the plane, and where its class regions lie. */
import { type ChemoAxis, type ClassView, type CohortView, leadOf } from "../../cohort.ts";
import type { PlaneAxis, PlaneWindow } from "../../plot/plane.ts";
import { extent } from "../../plot/scale.ts";

const THIRDS = [1 / 3, 2 / 3] as const;
const QUARTERS = [0.25, 0.75] as const;

/**
 * Across: RSI with the cut-offs of its reference; where cohorts differ in them, its percentile within each. Upwards: the
 * percentile of one chemo axis.
 */
export function planeAxes(view: CohortView, classes: ClassView, axis: ChemoAxis): { x: PlaneAxis; y: PlaneAxis } {
  const y = { title: `Chemo ${axis} axis, percentile (high = resistant)`, values: classes[axis], cuts: THIRDS };
  const lead = leadOf(view.scores);
  const references = view.head.cohort?.classes?.radiation.references ?? [];
  const [reference] = references;
  if (lead === undefined || references.length !== 1) {
    const title = "RSI, percentile within its cohort (high = resistant)";
    return { x: { title, values: classes.radiationPercentile, cuts: QUARTERS }, y };
  }
  const { sensitiveAtOrBelow, resistantAtOrAbove, refusal } = reference;
  const known = refusal === null && sensitiveAtOrBelow !== null && resistantAtOrAbove !== null;
  const cuts = known ? ([sensitiveAtOrBelow, resistantAtOrAbove] as const) : null;
  return { x: { title: "Radiosensitivity index (RSI; high = resistant)", values: lead.scores, cuts }, y };
}

/** All samples, with a margin. */
export function wholePlane({ x, y }: { x: PlaneAxis; y: PlaneAxis }): PlaneWindow {
  return { x: extent(x.values, 0.06), y: extent(y.values, 0.06) };
}
