/** A result that the engine holds whole: what the page shows of it, and its files. */
import {
  CLASS_NAMES,
  type ClassifiedResult,
  type Cohort,
  CROSS_NAMES,
  classNames,
  percentileOf,
  scoresOf,
} from "../../../worker/engine/cohort/index.ts";
import type { Positions } from "../../../worker/engine/cohort/percentile/percentile.ts";
import { type FormatName, RESULT_FORMATS, resultHead, sampleRow } from "../../../worker/results/index.ts";
import { type ClassView, type CohortView, middleOf } from "../cohort.ts";
import type { HeldResult } from "./result.ts";

export function hold(result: ClassifiedResult): HeldResult {
  const row = sampleRow(result);
  return {
    view: viewOf(result),
    row: async (sample) => row(sample),
    file: async (format) => fileOf(result, format),
  };
}

/** Text in a Blob as it is made: the browser may keep it on disk. */
function fileOf(result: ClassifiedResult, format: FormatName): Blob {
  const { chunks, mediaType } = RESULT_FORMATS[format];
  let file = new Blob([], { type: mediaType });
  let pieces: BlobPart[] = [];
  for (const piece of chunks(result)) {
    pieces.push(piece as BlobPart);
    if (pieces.length < 64) continue;
    file = new Blob([file, ...pieces], { type: mediaType });
    pieces = [];
  }
  return new Blob([file, ...pieces], { type: mediaType });
}

function viewOf(result: ClassifiedResult): CohortView {
  const { scored, cohort } = result;
  return {
    head: resultHead(result),
    samples: scored.samples,
    measured: scored.measured,
    scores: scored.columns.map((column, at) => {
      const scores = scoresOf(column);
      return {
        signature: column.signature,
        method: column.method,
        scores,
        percentiles: cohort === null ? null : percentilesOf(cohort.positions[at]),
        ...middleOf(scores),
      };
    }),
    classes: cohort?.classes ? classView(cohort.classes, scored.samples.length) : null,
  };
}

function percentilesOf(positions: Positions): Float64Array {
  return Float64Array.from(positions.below, (_, sample) => percentileOf(positions, sample));
}

function classView(classes: NonNullable<Cohort["classes"]>, samples: number): ClassView {
  const radiation = new Uint8Array(samples);
  const chemo = new Uint8Array(samples);
  const cross = new Uint8Array(samples);
  for (let sample = 0; sample < samples; sample++) {
    const names = classNames(classes, sample);
    radiation[sample] = CLASS_NAMES.indexOf(names.radiation);
    chemo[sample] = CLASS_NAMES.indexOf(names.chemo);
    cross[sample] = CROSS_NAMES.indexOf(names.cross);
  }
  return {
    radiation,
    chemo,
    cross,
    radiationPercentile: classes.radiation.standing.percentile,
    response: classes.axes.response.standing.percentile,
    persistence: classes.axes.persistence.standing.percentile,
  };
}
