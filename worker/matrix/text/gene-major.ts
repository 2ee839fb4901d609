/**
 * Ranks of a text matrix with genes in rows. Two passes: the first finds the panel's rows and reads only those, the
 * second counts every value against them. No column is sorted and the matrix is never held.
 */
import { type DensityRule, rowDensities } from "../../engine/densities.ts";
import type { RankRun } from "../../engine/ranker/ranker.ts";
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import { counted, readRow } from "./cell.ts";
import { splitCells } from "./layout/delimited.ts";
import type { TextLayout } from "./layout/layout.ts";
import { eachLine } from "./lines.ts";
import { mergeRows } from "./names/merge.ts";
import type { DuplicatePolicy, GeneNames } from "./names/names.ts";

/** Reads one line of the window into the run by `read`; falls back to the slow and exact reading. */
export type RowReader = (read: (from: number, to: number) => number, from: number, to: number, line: number) => void;

/**
 * A reader of rows of `layout` whose samples (or genes) [first, last) are kept.
 * What it reads is complete and numeric; otherwise it throws Problem `ragged-row`, `not-a-number` or `not-finite`.
 */
export function rowReader(run: RankRun, layout: TextLayout, first: number, last: number): RowReader {
  const delimiter = layout.delimiter.charCodeAt(0);
  const { length } = layout.columns;
  run.setFormat({ delimiter, skip: layout.skip, first, last });
  return (read, from, to, line) => {
    const cells = read(from, to);
    if (run.unread() === 0) {
      if (cells === length) return;
      if (cells === length + 1 && endsWith(run.window(), from, to, delimiter)) return;
    }
    // Quoted numbers, blanks around them - or an error that the slow reading words.
    const text = decoder.decode(run.window().subarray(from, to));
    run.replaceRow(readRow(text, line, layout, first, last));
  };
}

const decoder = new TextDecoder();
const CARRIAGE_RETURN = 13;

/** Whether a line ends with a delimiter: the cell behind it is empty, and not one of the row's. */
function endsWith(window: Uint8Array, from: number, to: number, delimiter: number): boolean {
  const end = to > from && window[to - 1] === CARRIAGE_RETURN ? to - 1 : to;
  return end > from && window[end - 1] === delimiter;
}

const QUOTE = 34;
const BLANK = 32;
const DELETE = 0x7f;
const ASCII = 0x80;
/** Longest text that is put together without a decoder, whose call takes longer than the text. */
const SHORT = 32;

/** The text of the bytes [from, to). */
function textOf(window: Uint8Array, from: number, to: number): string {
  const bytes = window.subarray(from, to);
  if (bytes.length > SHORT) return decoder.decode(bytes);
  for (const byte of bytes) if (byte >= ASCII) return decoder.decode(bytes);
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
}

/** The name cells of a line, which is not looked at beyond them. */
export function nameCells(run: RankRun, { delimiter, skip }: TextLayout, from: number, to: number): string[] {
  const window = run.window();
  if (skip === 1 && window[from] !== QUOTE) {
    const close = window.indexOf(delimiter.charCodeAt(0), from);
    if (close >= 0 && close < to) return [textOf(window, from, close).trim()];
  }
  let end = from - 1;
  for (let delimiters = 1; ; delimiters++) {
    const next = window.indexOf(delimiter.charCodeAt(0), end + 1);
    end = next < 0 ? to : Math.min(next, to);
    if (delimiters < skip && end < to) continue;
    const cells = splitCells(decoder.decode(window.subarray(from, Math.min(end + 1, to))), delimiter);
    // The delimiter was taken along: unless a quoted cell holds it, another cell begins behind it.
    if (cells.length > skip || end === to) return cells.slice(0, skip).map((cell) => cell.trim());
  }
}

/** Whether the bytes [from, to) of the window are blanks and control characters alone. */
export function isBlankLine(run: RankRun, from: number, to: number): boolean {
  const window = run.window();
  for (let at = from; at < to; at++) if (window[at] > 32) return false;
  return true;
}

/** Where the first cell of a line ends if it is short and of printable ASCII without blanks and quotes; or -1. */
function plainNameEnd(window: Uint8Array, from: number, to: number, delimiter: number): number {
  const most = Math.min(to, from + SHORT);
  for (let at = from; at < most; at++) {
    const code = window[at];
    if (code === delimiter) return at;
    if (code <= BLANK || code >= DELETE || code === QUOTE) return -1;
  }
  return -1;
}

/** Adds the gene of a line; what it is to the panel, or null. @throws Problem `bad-name`, and as {@link GeneNames.add} */
export function addGene(
  run: RankRun,
  layout: TextLayout,
  names: GeneNames,
  from: number,
  to: number,
  line: number,
): ReturnType<GeneNames["add"]> {
  if (layout.skip === 1) {
    const window = run.window();
    const end = plainNameEnd(window, from, to, layout.delimiter.charCodeAt(0));
    if (end > from && names.pass(window, from, end)) return null;
  }
  const cells = nameCells(run, layout, from, to);
  if (cells[0].length > LIMITS.nameLength) {
    const detail = `Line ${line}: a gene name has ${cells[0].length} characters; the limit is ${LIMITS.nameLength}.`;
    throw new Problem("bad-name", detail, { line, column: 1, text: cells[0] });
  }
  return names.add(cells, { line, column: 1 });
}

/** @throws Problem `header-only`, `bad-gct` where the rows are none, or not as many as announced */
export function checkRows(layout: TextLayout, names: GeneNames): void {
  if (names.count === 0)
    throw new Problem("header-only", "The matrix has a header and no rows.", { line: layout.dataLine });
  if (layout.declaredRows !== null && layout.declaredRows !== names.count) {
    const detail = `Line 2 announces ${counted(layout.declaredRows, "row")}, and ${names.count} follow. Is the file complete?`;
    throw new Problem("bad-gct", detail, { line: 2, found: names.count, expected: `${layout.declaredRows} rows` });
  }
}

/** What the first pass found. */
export interface GatheredGenes {
  readonly names: GeneNames;
  /** Merged values of panel genes on several rows, by panel gene. */
  readonly merged: ReadonlyMap<number, Float64Array>;
  /** Rows of those genes other than their first: they are left out of the counts. */
  readonly dropped: ReadonlySet<number>;
  /** Whether singles may not tell the panel's values apart; see {@link RankRun.isWide}. */
  readonly isWide: boolean;
}

/** A wide row of the panel, which singles do not hold: it is to be gathered among doubles. */
export class WidePanel extends Error {}

/**
 * First pass: the panel's values of the samples [first, last) go into the run.
 *
 * @throws Problem for what is wrong with names or panel rows; {@link WidePanel} where its ladders are of singles
 */
export async function gatherGenes(
  pieces: AsyncIterable<Uint8Array>,
  run: RankRun,
  layout: TextLayout,
  names: GeneNames,
  policy: DuplicatePolicy,
  [first, last]: readonly [number, number],
): Promise<GatheredGenes> {
  const readInto = rowReader(run, layout, first, last);
  const repeats = new Map<number, Float64Array[]>();
  let kept = 0;
  let isWide = false;
  await eachLine(pieces, run, (from, to, line) => {
    if (line < layout.dataLine || isBlankLine(run, from, to)) return;
    const claim = addGene(run, layout, names, from, to, line);
    if (claim === null || (claim.role === "repeat" && policy === "error")) return;
    const { gene } = claim;
    const gather = (a: number, b: number) => {
      const cells = run.gatherRow(a, b, gene);
      isWide ||= run.isWide();
      if (isWide && run.shape.singleRungs) throw new WidePanel();
      return cells;
    };
    if (claim.role === "take") {
      repeats.delete(gene);
      readInto(gather, from, to, line);
    } else if (policy !== "first") {
      kept += last - first;
      if (kept > LIMITS.mergedValues) throw tooManyRepeats(line);
      const before = run.panelRow(gene);
      readInto(gather, from, to, line);
      repeats.set(gene, [...(repeats.get(gene) ?? [before]), run.panelRow(gene)]);
      run.setPanelRow(gene, before);
    }
  });
  checkRows(layout, names);

  const merged = new Map<number, Float64Array>();
  const dropped = new Set<number>();
  for (const { gene, rows } of policy === "error" ? [] : names.duplicates()) {
    for (const row of rows.slice(1)) dropped.add(row.at);
    const values = repeats.get(gene);
    if (values === undefined || policy === "error") continue;
    const row = mergeRows(values, policy);
    run.setPanelRow(gene, row);
    merged.set(gene, row);
  }
  return { names, merged, dropped, isWide: isWide || merged.size > 0 };
}

/**
 * Second pass: every value of the samples [first, last) is counted.
 *
 * @param panelRows panel gene by row, for the genes that have one
 * @returns rows counted
 */
export async function countGenes(
  pieces: AsyncIterable<Uint8Array>,
  run: RankRun,
  layout: TextLayout,
  gathered: GatheredGenes,
  panelRows: ReadonlyMap<number, number>,
  [first, last]: readonly [number, number],
): Promise<number> {
  const readInto = rowReader(run, layout, first, last);
  let row = 0;
  let total = 0;
  await eachLine(pieces, run, (from, to, line) => {
    if (line < layout.dataLine || isBlankLine(run, from, to)) return;
    if (row === gathered.names.count) throw changed();
    const at = row++;
    if (gathered.dropped.has(at)) return;
    const gene = panelRows.get(at) ?? -1;
    readInto((a, b) => run.tileRow(a, b, gene), from, to, line);
    const merged = gathered.merged.get(gene);
    if (merged !== undefined) run.replaceRow(merged);
    total++;
  });
  if (row !== gathered.names.count) throw changed();
  run.flush();
  return total;
}

/**
 * A later pass: every value of the samples [first, last) goes into the tile of the run, which holds whole columns.
 *
 * @param rows in the matrix, as an earlier pass found
 * @param densities puts those of the row in the place of its values, if given
 */
export async function fillColumns(
  pieces: AsyncIterable<Uint8Array>,
  run: RankRun,
  layout: TextLayout,
  rows: number,
  [first, last]: readonly [number, number],
  densities?: DensityRule,
): Promise<void> {
  const readInto = rowReader(run, layout, first, last);
  let row = 0;
  await eachLine(pieces, run, (from, to, line) => {
    if (line < layout.dataLine || isBlankLine(run, from, to)) return;
    if (row++ === rows) throw changed();
    readInto((a, b) => run.tileRow(a, b, -1), from, to, line);
    if (densities === undefined) return;
    const text = decoder.decode(run.window().subarray(from, to));
    const values = readRow(text, line, layout, 0, layout.columns.length);
    run.replaceRow(rowDensities(values, densities).subarray(first, last));
  });
  if (row !== rows) throw changed();
}

/** The source gave other bytes than before. */
export function changed(): Problem {
  return new Problem("source-changed", "The matrix was not the same when it was read a second time. Please try again.");
}

function tooManyRepeats(line: number): Problem {
  const detail =
    `Up to line ${line} there are more than ${LIMITS.mergedValues} values to be merged, of genes that stand on several ` +
    "rows. Keep one row a gene, for instance the probe set with the highest mean, or ask for duplicates=first.";
  return new Problem("duplicate-genes", detail, { line, limit: LIMITS.mergedValues, expected: "one row a gene" });
}
