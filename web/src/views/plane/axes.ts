/** The plane of a cohort as the page shows it. */
import { planeAxes } from "../../../../worker/results/figure/axes.ts";
import type { PlaneAxes } from "../../../../worker/results/figure/plane.ts";
import { type ChemoAxis, type ClassView, type CohortView, leadOf } from "../../cohort.ts";

export function axesOf(view: CohortView, classes: ClassView, axis: ChemoAxis): PlaneAxes {
  const references = view.head.cohort?.classes?.radiation.references ?? [];
  return planeAxes({ ...classes, lead: leadOf(view.scores)?.scores ?? null }, references, axis);
}
