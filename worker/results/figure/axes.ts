/** Which numbers span the plane, where its class regions lie, and which cut-offs a score is drawn with. */
import type { AxisName } from "../../engine/cohort/members.ts";
import type { ClassSummary } from "../../engine/cohort/summary.ts";
import type { Distribution } from "./distribution.ts";
import type { PlaneAxis, PlaneWindow } from "./plane.ts";
import { extent } from "./scale.ts";
import type { Theme } from "./theme.ts";

const THIRDS = [1 / 3, 2 / 3] as const;
const QUARTERS = [0.25, 0.75] as const;

type References = ClassSummary["radiation"]["references"];

/** What places a sample in the plane, one number a sample each; NaN where there is none. */
export interface PlaneScores extends Readonly<Record<AxisName, Float64Array>> {
  /** Of the radiation class; null where it was not scored. */
  readonly lead: Float64Array | null;
  /** Percentile of the lead in its reference, 0 to 1. */
  readonly radiationPercentile: Float64Array;
}

/**
 * Across: RSI with the cut-offs of its reference; where cohorts differ in them, its percentile within each. Upwards: the
 * percentile of one chemo axis.
 */
export function planeAxes(scores: PlaneScores, references: References, axis: AxisName): { x: PlaneAxis; y: PlaneAxis } {
  const { lead, radiationPercentile } = scores;
  const y = { title: `Chemo ${axis} axis, percentile (high = resistant)`, values: scores[axis], cuts: THIRDS };
  if (lead === null || references.length !== 1) {
    const title = "RSI, percentile within its cohort (high = resistant)";
    return { x: { title, values: radiationPercentile, cuts: QUARTERS }, y };
  }
  return {
    x: { title: "Radiosensitivity index (RSI; high = resistant)", values: lead, cuts: cutsIn(references[0]) },
    y,
  };
}

/** All samples, with a margin. */
export function wholePlane({ x, y }: { x: PlaneAxis; y: PlaneAxis }): PlaneWindow {
  return { x: extent(x.values, 0.06), y: extent(y.values, 0.06) };
}

/** The cut-offs of the radiation class, one pair for each cohort of the matrix; other scores have a place and no cut-off. */
export function leadCuts(references: References, theme: Theme): Distribution["cuts"] {
  return references.flatMap((reference) => {
    const cuts = cutsIn(reference);
    if (cuts === null) return [];
    return [
      { value: cuts[0], name: "sensitive at or below", colour: theme.classes.sensitive },
      { value: cuts[1], name: "resistant at or above", colour: theme.classes.resistant },
    ];
  });
}

function cutsIn({
  refusal,
  sensitiveAtOrBelow,
  resistantAtOrAbove,
}: References[number]): readonly [number, number] | null {
  if (refusal !== null || sensitiveAtOrBelow === null || resistantAtOrAbove === null) return null;
  return [sensitiveAtOrBelow, resistantAtOrAbove];
}
