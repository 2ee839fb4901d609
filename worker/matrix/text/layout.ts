/** Recognises a text matrix by its first lines: separator, header, name columns, and whether samples are rows. */
import type { IdentifierIndex } from "../../catalogue/identifiers.ts";
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import { isNumeric, type RowShape } from "./cell.ts";
import { delimiterOf, splitCells } from "./delimited.ts";
import { rejectOtherFormats } from "./other.ts";

export interface TextLayout extends RowShape {
  readonly format: "tsv" | "csv" | "gct-1.2" | "gct-1.3";
  /** Line of the first row of values, from 1. */
  readonly dataLine: number;
  /** Rows as a GCT header announces them. */
  readonly declaredRows: number | null;
  /** Longest line among those looked at, in bytes. */
  readonly longestLine: number;
}

/** Enough of a file for a decision: more than a few rows of most matrices. */
export const HEAD_BYTES = 256 * 1024;

interface Head {
  readonly lines: readonly string[];
  /** Index of the header in `lines`. */
  readonly header: number;
  readonly delimiter: string;
}

/**
 * @param head the first bytes, inflated: {@link HEAD_BYTES}, or more where lines are long
 * @param whole whether these are all bytes there are
 * @param index identifiers of the panel, to tell genes from samples
 * @returns the layout; null if more bytes are needed to see two rows
 * @throws Problem `empty`, `not-a-matrix`, `header-only`, `bad-gct`, `ragged-row`, `duplicate-samples`, `bad-name`,
 * `too-many-samples`, `too-many-genes`
 */
export function recogniseText(head: Uint8Array, whole: boolean, index: IdentifierIndex): TextLayout | null {
  rejectOtherFormats(head);
  const text = new TextDecoder().decode(head);
  const lines = text.split("\n");
  // The last piece may be half a line.
  if (!whole) lines.pop();
  if (whole && lines.at(-1) === "") lines.pop();
  if (lines.every(isBlank)) {
    if (!whole) return null;
    throw new Problem("empty", "There is nothing in this matrix but white space.");
  }
  const gct = /^#1\.([0-9])\s*$/.exec(lines[0].trim());
  if (gct !== null) return recogniseGct(lines, whole, gct[1]);

  const header = lines.findIndex((line) => !isBlank(line) && !line.startsWith("#"));
  if (header < 0 && !whole) return null;
  const delimiter = header < 0 ? null : delimiterOf(lines[header]);
  if (delimiter === null) {
    const shown = (lines[Math.max(0, header)] ?? "").trim();
    const detail = `The first line, "${shown.slice(0, 80)}", has one cell. Expected a header of sample or gene names separated by tabs or commas.`;
    throw new Problem("not-a-matrix", detail, {
      line: header + 1,
      text: shown,
      expected: "a header line with separators",
    });
  }
  if (lines.length < header + 3 && !whole) return null;
  return recogniseTable({ lines, header, delimiter }, index);
}

const isBlank = (line: string) => line.trim() === "";

function dataRows({ lines, header, delimiter }: Head, most: number): { cells: string[]; line: number }[] {
  const rows: { cells: string[]; line: number }[] = [];
  for (let at = header + 1; at < lines.length && rows.length < most; at++) {
    if (!isBlank(lines[at])) rows.push({ cells: splitCells(lines[at], delimiter), line: at + 1 });
  }
  if (rows.length === 0) {
    throw new Problem("header-only", `Line ${header + 1} is a header, and no row follows it.`, { line: header + 1 });
  }
  return rows;
}

function recogniseTable(head: Head, index: IdentifierIndex): TextLayout {
  const { lines, header, delimiter } = head;
  const names = splitCells(lines[header], delimiter).map((cell) => cell.trim());
  while (names.length > 1 && names.at(-1) === "") names.pop();
  const rows = dataRows(head, 200);
  const trailing = rows.every(({ cells }) => cells.at(-1)?.trim() === "");
  const width = rows[0].cells.length;
  // R's write.table leaves the corner out; a delimiter at the end of every row looks the same, but ends in an empty cell.
  const cornerless = width === names.length + 1 && !trailing;
  const columns = cornerless ? names : names.slice(1);
  if (width !== columns.length + 1 && !(trailing && width === columns.length + 2)) {
    const { line } = rows[0];
    const detail = `Line ${line} has ${width} cells, the header in line ${header + 1} has ${names.length}. Expected as many, or one more.`;
    throw new Problem("ragged-row", detail, { line, found: width, expected: `${names.length} cells` });
  }
  const skip = nameColumns(
    rows.map(({ cells }) => cells),
    columns.length,
  );
  const numeric = columns.slice(skip - 1);
  const inHeader = numeric.filter((name) => index.lookup(name) !== undefined).length;
  const inRows = rows.filter(({ cells }) =>
    cells.slice(0, skip).some((cell) => index.lookup(cell.trim()) !== undefined),
  ).length;
  return checked({
    format: delimiter === "," || delimiter === ";" ? "csv" : "tsv",
    delimiter,
    skip,
    columns: numeric,
    sampleMajor: inHeader > inRows,
    dataLine: header + 2,
    declaredRows: null,
    longestLine: longest(lines),
  });
}

/** Leading columns that hold text in most rows; the first always holds names. */
function nameColumns(rows: readonly string[][], columns: number): number {
  let skip = 1;
  while (
    rows.length > 1 &&
    skip < columns &&
    2 * rows.filter((cells) => !isNumeric(cells[skip] ?? "")).length > rows.length
  ) {
    skip++;
  }
  return skip;
}

/**
 * GCT, versions 1.2 (Name, Description, samples) and 1.3 (id, row metadata, samples; then rows of column metadata).
 * Source: "GCT file format" of the Broad Institute's GenePattern and CMap documentation.
 */
function recogniseGct(lines: readonly string[], whole: boolean, minor: string): TextLayout | null {
  if (minor !== "2" && minor !== "3") {
    throw new Problem("bad-gct", `GCT version 1.${minor} is not known. Expected #1.2 or #1.3.`, {
      line: 1,
      text: `#1.${minor}`,
      expected: "#1.2 or #1.3",
    });
  }
  if (lines.length < 3) {
    if (!whole) return null;
    throw new Problem("header-only", "The GCT file ends before its header in line 3.", { line: lines.length });
  }
  const sizes = lines[1].trim().split(/\s+/).map(Number);
  const wanted = minor === "2" ? 2 : 4;
  if (sizes.length < wanted || sizes.some((size) => !Number.isInteger(size) || size < 0)) {
    const expected =
      minor === "2" ? "numbers of rows and samples" : "numbers of rows, samples, row metadata and column metadata";
    throw new Problem("bad-gct", `Line 2 of a GCT 1.${minor} file holds the ${expected}.`, {
      line: 2,
      text: lines[1].trim(),
      expected,
    });
  }
  const [declaredRows, samples] = sizes;
  const skip = minor === "2" ? 2 : 1 + sizes[2];
  const metadata = minor === "2" ? 0 : sizes[3];
  const names = splitCells(lines[2], "\t").map((cell) => cell.trim());
  while (names.length > 1 && names.at(-1) === "") names.pop();
  if (names.length !== skip + samples) {
    const detail = `Line 3 has ${names.length} cells; line 2 announces ${samples} samples after ${skip} name columns.`;
    throw new Problem("bad-gct", detail, { line: 3, found: names.length, expected: `${skip + samples} cells` });
  }
  if (lines.length < 3 + metadata + 1 && !whole) return null;
  dataRows({ lines, header: 2 + metadata, delimiter: "\t" }, 1);
  const columns = names.slice(skip);
  return checked({
    format: minor === "2" ? "gct-1.2" : "gct-1.3",
    delimiter: "\t",
    skip,
    columns,
    sampleMajor: false,
    dataLine: 4 + metadata,
    declaredRows,
    longestLine: longest(lines),
  });
}

function longest(lines: readonly string[]): number {
  // Characters of up to three bytes in UTF-8; the window is several times this.
  return lines.reduce((most, line) => Math.max(most, line.length), 0);
}

function checked(layout: TextLayout): TextLayout {
  const { columns, sampleMajor, dataLine } = layout;
  const line = dataLine - 1;
  if (sampleMajor && columns.length > LIMITS.genes) {
    throw new Problem("too-many-genes", `The matrix has ${columns.length} genes; the limit is ${LIMITS.genes}.`);
  }
  if (!sampleMajor && columns.length > LIMITS.samples) {
    throw new Problem("too-many-samples", `The matrix has ${columns.length} samples; the limit is ${LIMITS.samples}.`);
  }
  if (!sampleMajor) checkSampleNames(columns, () => line, layout.skip);
  return layout;
}

/**
 * @param lineOf line of the i-th name
 * @param skip cells before the first name, for samples in a header; -1 for samples in rows
 * @throws Problem `duplicate-samples`, `bad-name`
 */
export function checkSampleNames(names: readonly string[], lineOf: (i: number) => number, skip: number): void {
  const first = new Map<string, number>();
  names.forEach((name, i) => {
    const place = { line: lineOf(i), column: skip < 0 ? 1 : skip + i + 1 };
    if (name === "" || name.length > LIMITS.nameLength || /\p{Cc}/u.test(name)) {
      const detail = `Line ${place.line}, column ${place.column}: a sample name must have 1 to ${LIMITS.nameLength} characters and no control characters.`;
      throw new Problem("bad-name", detail, { ...place, text: name });
    }
    const before = first.get(name);
    if (before !== undefined) {
      const detail = `Two samples are named "${name.slice(0, 80)}" (samples ${before + 1} and ${i + 1}). Names must be unique.`;
      throw new Problem("duplicate-samples", detail, { ...place, text: name });
    }
    first.set(name, i);
  });
}
