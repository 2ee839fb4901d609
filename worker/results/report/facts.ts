/**
 * What a report says, as plain JSON of bounded size: whoever holds a result whole makes it at once ({@link reportFacts}), and a
 * job whose samples are scored in parts gathers it piece by piece.
 */
import {
  AXIS_NAMES,
  type AxisName,
  type Classes,
  type ClassifiedResult,
  CROSS_NAMES,
  classNames,
  columnOf,
  LEAD,
  scoresOf,
} from "../../engine/cohort/index.ts";
import type { MethodName } from "../../engine/signature.ts";
import { LIMITS } from "../../limits.ts";
import { type ScoreTable, tableOf } from "../csv.ts";
import { planeAxes, wholePlane } from "../figure/axes.ts";
import { binsOf } from "../figure/distribution.ts";
import { type Density, densityOf, type PlaneAxis } from "../figure/plane.ts";
import { fieldOf, type ResultHead, resultHead } from "../rows.ts";

export interface ReportFacts {
  readonly head: ResultHead;
  /** One for each chemo axis; none without classes. */
  readonly planes: readonly PlaneFacts[];
  /** One for each score. */
  readonly spreads: readonly SpreadFacts[];
  /** The first samples of the matrix. */
  readonly rows: readonly RowFacts[];
}

/** A plane with a dot a sample, or with counts where samples are many. */
export interface PlaneFacts {
  readonly axis: AxisName;
  readonly x: AxisFacts;
  readonly y: AxisFacts;
  /** Samples that have a place. */
  readonly placed: number;
  /** Across, upwards and index into {@link CROSS_NAMES} of each sample in turn; null beyond {@link LIMITS.reportDots}. */
  readonly dots: readonly number[] | null;
  readonly density: Density | null;
}

export interface AxisFacts extends Pick<PlaneAxis, "title" | "cuts"> {
  readonly window: readonly [from: number, to: number];
}

/** The distribution of a score in equal bins from `from` to `to`. */
export interface SpreadFacts {
  readonly signature: string;
  readonly method: MethodName;
  readonly from: number;
  readonly to: number;
  readonly counts: readonly number[];
  readonly missing: number;
}

/** A sample's scores in the order of the spreads; null where there is none. */
export interface RowFacts {
  readonly id: string;
  /** Radiation, chemo, cross; null where the result has no classes. */
  readonly classes: readonly [string, string, string] | null;
  readonly scores: readonly (number | null)[];
  /** Null where samples were not compared. */
  readonly percentiles: readonly (number | null)[] | null;
}

/** Cells of a density. */
const GRID = { columns: 96, rows: 64 } as const;

/** Everything that a report says of a result, so that nothing else of the result need be held. */
export function reportFacts(result: ClassifiedResult): ReportFacts {
  const { columns } = result.scored;
  const head = resultHead(result);
  return {
    head,
    planes: planesOf(result, head),
    spreads: columns.map((column) => spreadOf(column, scoresOf(column))),
    rows: rowsOf(tableOf(result), LIMITS.reportSamples),
  };
}

/** The planes of a result that holds at least the columns of the classes. @param head of the same result */
export function planesOf({ scored, cohort }: ClassifiedResult, head: ResultHead): PlaneFacts[] {
  const classes = cohort?.classes ?? null;
  if (classes === null) return [];
  const references = head.cohort?.classes?.radiation.references ?? [];
  const lead = scored.columns[columnOf(scored, LEAD)];
  const scores = {
    lead: lead === undefined ? null : scoresOf(lead),
    radiationPercentile: classes.radiation.standing.percentile,
    response: classes.axes.response.standing.percentile,
    persistence: classes.axes.persistence.standing.percentile,
  };
  return AXIS_NAMES.map((axis) => planeOf(axis, planeAxes(scores, references, axis), classes));
}

function planeOf(axis: AxisName, axes: { x: PlaneAxis; y: PlaneAxis }, classes: Classes): PlaneFacts {
  const { x, y } = axes;
  const window = wholePlane(axes);
  const isPlaced = (sample: number) => !Number.isNaN(x.values[sample]) && !Number.isNaN(y.values[sample]);
  let placed = 0;
  for (let sample = 0; sample < x.values.length; sample++) if (isPlaced(sample)) placed += 1;
  const dots: number[] = [];
  if (placed <= LIMITS.reportDots) {
    for (let sample = 0; sample < x.values.length; sample++) {
      if (!isPlaced(sample)) continue;
      dots.push(x.values[sample], y.values[sample], CROSS_NAMES.indexOf(classNames(classes, sample).cross));
    }
  }
  const isCrowd = placed > LIMITS.reportDots;
  return {
    axis,
    x: { title: x.title, cuts: x.cuts, window: window.x },
    y: { title: y.title, cuts: y.cuts, window: window.y },
    placed,
    dots: isCrowd ? null : dots,
    density: isCrowd ? densityOf(axes, window, GRID.columns, GRID.rows) : null,
  };
}

/** @param scores of a column, one a sample; NaN for null */
export function spreadOf(
  { signature, method }: { readonly signature: string; readonly method: MethodName },
  scores: Float64Array,
): SpreadFacts {
  const { from, to, counts, missing } = binsOf(scores, null);
  return { signature, method, from, to, counts: [...counts], missing };
}

/** The first `most` rows of a table. */
export function rowsOf({ samples, columns, classes, percentile }: ScoreTable, most: number): RowFacts[] {
  const finite = (value: number) => (Number.isNaN(value) ? null : value);
  return samples.slice(0, most).map((id, sample) => {
    const names = classes?.(sample) ?? null;
    return {
      id,
      classes: names === null ? null : [names.radiation, names.chemo, names.cross],
      scores: columns.map((column) => fieldOf(column, sample, 0)),
      percentiles: percentile === null ? null : columns.map((_, at) => finite(percentile(at, sample))),
    };
  });
}
