/** Parts of a cohort that were scored apart, as one. */

import type { BoardPart } from "../board/scores.ts";
import { joinRanges } from "../methods/common/ssgsea-normalise.ts";
import { mergeScales } from "../scale.ts";

/**
 * @param parts of the same plan and matrix, at least one, in the order of the samples
 * @returns all samples as one part
 */
export function joinBoards(parts: readonly BoardPart[]): BoardPart {
  const [{ present, cohortGenes, columns, scoreRanges }] = parts;
  return {
    present,
    cohortGenes,
    measured: joined(
      Uint32Array,
      parts.map((part) => part.measured),
    ),
    columns: columns.map((_, at) => ({
      values: joined(
        Float64Array,
        parts.map((part) => part.columns[at].values),
      ),
      reasons: joined(
        Uint8Array,
        parts.map((part) => part.columns[at].reasons),
      ),
    })),
    cohortValues: joined(
      Float64Array,
      parts.map((part) => part.cohortValues),
    ),
    scale: mergeScales(parts.map((part) => part.scale)),
    scoreRanges: scoreRanges.map((_, at) => joinRanges(parts.map((part) => part.scoreRanges[at]))),
  };
}

type Numbers = Uint8Array | Uint32Array | Float64Array;

function joined<Kind extends Numbers>(kind: new (length: number) => Kind, arrays: readonly Kind[]): Kind {
  const whole = new kind(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    whole.set(array, at);
    at += array.length;
  }
  return whole;
}
