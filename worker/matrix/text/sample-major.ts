/**
 * Ranks of a text matrix with samples in rows. One pass: a whole column of the matrix, one sample, is there at once, so
 * it gives its panel values and is counted against them straight away.
 */
import type { RankRun } from "../../engine/ranker/ranker.ts";
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import { changed, isBlankLine, nameCells, rowReader } from "./gene-major.ts";
import type { TextLayout } from "./layout/layout.ts";
import { eachLine } from "./lines.ts";
import { mergeRows } from "./names/merge.ts";
import type { DuplicatePolicy, GeneNames } from "./names/names.ts";
import { checkSampleNames } from "./names/sample-names.ts";
import type { RankingRequest } from "./rank.ts";

/** Where the panel stands in a row. */
export interface PanelColumns {
  /** Column of each panel gene; -1 where it is absent. */
  readonly columns: Int32Array;
  /** Panel genes on several columns: their columns, the first of which takes the merged value. */
  readonly repeated: readonly (readonly number[])[];
}

/** Finds the panel in the header. @throws as {@link GeneNames.add} */
export function findColumns(names: GeneNames, layout: TextLayout, panel: number): PanelColumns {
  layout.columns.forEach((name, i) => {
    names.add([name], { line: layout.dataLine - 1, column: layout.skip + i + 1 });
  });
  const columns = Int32Array.from({ length: panel }, (_, gene) => names.rowOf(gene)?.at ?? -1);
  return { columns, repeated: names.duplicates().map(({ rows }) => rows.map((row) => row.at)) };
}

/**
 * Reads and counts every sample.
 *
 * @param visit told of each sample once `run.ranks(0, rows)` is its
 * @returns sample names, in the order of the matrix
 */
export async function countSamples(
  pieces: AsyncIterable<Uint8Array>,
  run: RankRun,
  layout: TextLayout,
  { columns, repeated }: PanelColumns,
  { duplicates, cells }: Pick<RankingRequest, "duplicates" | "cells">,
  visit: () => Promise<void> | undefined,
): Promise<string[]> {
  const genes = layout.columns.length;
  const readInto = rowReader(run, layout, 0, genes);
  const samples: string[] = [];
  const lines: number[] = [];
  await eachLine(pieces, run, (from, to, line) => {
    if (line < layout.dataLine || isBlankLine(run, from, to)) return undefined;
    if (samples.length === LIMITS.samples) {
      throw new Problem("too-many-samples", `The matrix has more than ${LIMITS.samples} samples.`, { line });
    }
    if ((samples.length + 1) * genes > cells) throw tooManyCells(cells, genes);
    readInto((a, b) => run.columnRow(a, b), from, to, line);
    if (duplicates !== "error") mergeColumns(run.column(genes), repeated, duplicates);
    run.rankColumn(columns, genes);
    samples.push(nameCells(run, layout, from, to)[0]);
    lines.push(line);
    return visit();
  });
  // A row was there when the matrix was recognised.
  if (samples.length === 0) throw changed();
  checkSampleNames(samples, (i) => ({ line: lines[i], column: 1 }));
  return samples;
}

/** The first column of a gene takes the merged value; the others are left out, as if the matrix had not had them. */
export function mergeColumns(
  column: Float64Array,
  repeated: PanelColumns["repeated"],
  policy: Exclude<DuplicatePolicy, "error">,
): void {
  for (const places of repeated) {
    const [merged] = mergeRows(
      places.map((at) => column.slice(at, at + 1)),
      policy,
    );
    for (const at of places) column[at] = Number.NaN;
    column[places[0]] = merged;
  }
}

/** The problem of a matrix of more than `limit` values; `samples` where they are known by then. */
export function tooManyCells(limit: number, genes: number, samples?: number): Problem {
  const size = samples === undefined ? `at ${genes} genes a sample` : `${genes} genes x ${samples} samples`;
  const detail = `The matrix has more than ${limit} values (${size}), which is the most for one request. Score it in parts.`;
  return new Problem("too-many-cells", detail, { limit });
}
