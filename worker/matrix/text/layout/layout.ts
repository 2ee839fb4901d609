/** Recognises a text matrix by its first lines: separator, header, name columns, and whether samples are rows. */
import type { IdentifierIndex } from "../../../catalogue/identifiers.ts";
import { LIMITS } from "../../../limits.ts";
import { Problem } from "../../../problem.ts";
import { isNumeric, type RowShape } from "../cell.ts";
import { checkSampleNames } from "../names/sample-names.ts";
import { columnNames, countNameCells } from "./columns.ts";
import { delimiterOf, splitCells } from "./delimited.ts";
import { gctVersion, recogniseGct } from "./gct.ts";
import { type Head, headRows, isBlank, longestLine } from "./head.ts";
import { endsInReturns } from "./line-ends.ts";
import { genesInHeader } from "./orientation.ts";
import { rejectOtherFormats } from "./other.ts";

/** Where names and values stand. */
export interface TextTable extends RowShape {
  readonly format: "tsv" | "csv" | "gct-1.2" | "gct-1.3";
  /** What the header calls the cells that are not values. */
  readonly nameHeaders: readonly string[];
  /** Line of the first row of values, from 1. */
  readonly dataLine: number;
  /** Rows as a GCT header announces them. */
  readonly declaredRows: number | null;
  /** Longest line among those looked at, in characters. */
  readonly longestLine: number;
}

export interface TextLayout extends TextTable {
  /** Whether carriage returns alone end the lines. */
  readonly returns: boolean;
}

/** Blank lines and comments that may come before the header. */
const PREAMBLE_LINES = 10_000;

/**
 * @param head the first bytes, inflated
 * @param whole whether these are all bytes there are
 * @param index identifiers of the panel, to tell genes from samples
 * @param panel genes in the panel
 * @returns the layout; null if more bytes are needed to see a row
 * @throws Problem `empty`, `not-a-matrix`, `header-only`, `bad-gct`, `ragged-row`, `duplicate-samples`, `bad-name`,
 * `too-many-samples`, `too-many-genes`
 */
export function recogniseText(
  head: Uint8Array,
  whole: boolean,
  index: IdentifierIndex,
  panel: number,
): TextLayout | null {
  rejectOtherFormats(head);
  const text = new TextDecoder().decode(head);
  const returns = endsInReturns(text);
  const lines = text.split(returns ? "\r" : "\n");
  // The last piece is empty or, unless the file ends there, may be half a line.
  if (!whole || lines.at(-1) === "") lines.pop();
  const table = recogniseLines(lines, whole, index, panel);
  if (table === null) return null;
  checkSize(table);
  return { ...table, returns };
}

function recogniseLines(
  lines: readonly string[],
  whole: boolean,
  index: IdentifierIndex,
  panel: number,
): TextTable | null {
  const version = gctVersion(lines[0] ?? "");
  if (version !== null) return recogniseGct(lines, whole, version);
  const first = lines.findIndex((line) => !isBlank(line) && !line.startsWith("#"));
  if (first < 0) {
    if (!whole && lines.length < PREAMBLE_LINES) return null;
    const found = lines.every(isBlank) ? "white space" : "comments";
    throw new Problem("empty", `There is nothing in this matrix but ${found}.`, { found });
  }
  const delimiter = delimiterOf(lines[first]) ?? delimiterOf(lines[first + 1] ?? "");
  if (delimiter === null) {
    const shown = lines[first].trim();
    const detail =
      `Line ${first + 1}, "${shown.slice(0, 80)}", has one cell. ` +
      "Expected a header of sample or gene names separated by tabs or commas.";
    throw new Problem("not-a-matrix", detail, {
      line: first + 1,
      text: shown,
      expected: "a header line with separators",
    });
  }
  return recogniseTable({ lines, whole, header: headerLine(lines, first, delimiter), delimiter }, index, panel);
}

/**
 * Some programs put a "#" before the header. Such a line is one if it has as many cells as the row of values after it.
 *
 * @param first index of the first line that is no comment
 */
function headerLine(lines: readonly string[], first: number, delimiter: string): number {
  const before = lines.slice(0, first).findLastIndex((line) => !isBlank(line));
  if (before < 0) return first;
  const cells = splitCells(lines[first], delimiter);
  if (!cells.slice(1).some((cell) => !isBlank(cell) && isNumeric(cell))) return first;
  return splitCells(lines[before], delimiter).length === cells.length ? before : first;
}

function recogniseTable(head: Head, index: IdentifierIndex, panel: number): TextTable | null {
  const { lines, header, delimiter } = head;
  const rows = headRows(head);
  if (rows === null) return null;
  const cells = splitCells(lines[header], delimiter).map((cell) => cell.trim());
  const names = columnNames(cells, header + 1, rows, delimiter);
  if (names.columns.length === 0) {
    const detail = `The lines from ${header + 1} on hold names and no values. Expected a column of numbers for each sample.`;
    throw new Problem("not-a-matrix", detail, { line: header + 1, expected: "a column of numbers for each sample" });
  }
  const skip = countNameCells(names, rows);
  const columns = names.columns.slice(skip - 1);
  const table: TextTable = {
    format: delimiter === "," || delimiter === ";" ? "csv" : "tsv",
    delimiter,
    skip,
    nameHeaders: [names.corner, ...names.columns.slice(0, skip - 1)],
    columns,
    sampleMajor: genesInHeader(
      columns,
      rows.map((row) => Array.from({ length: skip }, (_, cell) => (row.cell(cell) ?? "").trim())),
      index,
      panel,
    ),
    dataLine: header + 2,
    declaredRows: null,
    longestLine: longestLine(lines),
  };
  if (!table.sampleMajor) refuseValues(table);
  return table;
}

/** A matrix without a header would lose its first row to the names of the samples. */
function refuseValues({ columns, skip, dataLine }: TextTable): void {
  const isValue = (name: string) => /^-?\d*\.\d*[1-9]\d*(?:e[-+]?\d+)?$/i.test(name);
  if (!columns.every((name) => name !== "" && isNumeric(name)) || !columns.some(isValue)) return;
  const line = dataLine - 1;
  const text = columns.slice(0, 3).join(", ");
  const detail = `Line ${line} holds values (${text}) where the names of the samples should be. Put a header line before it.`;
  throw new Problem("bad-name", detail, { line, column: skip + 1, text, expected: "a header with sample names" });
}

function checkSize({ columns, sampleMajor, dataLine, skip }: TextTable): void {
  if (sampleMajor && columns.length > LIMITS.genes) {
    throw new Problem("too-many-genes", `The matrix has ${columns.length} genes; the limit is ${LIMITS.genes}.`);
  }
  if (!sampleMajor && columns.length > LIMITS.samples) {
    throw new Problem("too-many-samples", `The matrix has ${columns.length} samples; the limit is ${LIMITS.samples}.`);
  }
  if (!sampleMajor) checkSampleNames(columns, (i) => ({ line: dataLine - 1, column: skip + i + 1 }));
}
