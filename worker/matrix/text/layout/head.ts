/** The first lines of a text matrix, from which everything about its layout is decided. */
import { Problem } from "../../../problem.ts";
import { cellCount, lastCell, splitCells } from "./delimited.ts";

/** Enough of a file for a decision: more than a few rows of most matrices. */
export const HEAD_BYTES = 256 * 1024;

/** Rows after the header that are looked at. */
const ROWS = 200;

export interface Head {
  readonly lines: readonly string[];
  /** Whether these are all lines there are. */
  readonly whole: boolean;
  /** Index of the line in `lines` after which rows begin. */
  readonly header: number;
  readonly delimiter: string;
}

/** A row of the head, of which few more cells are made than are asked for: there may be many thousands. */
export class HeadRow {
  /** From 1. */
  readonly line: number;
  readonly #text: string;
  readonly #delimiter: string;
  #first: string[] = [];
  #isWhole = false;

  constructor(text: string, line: number, delimiter: string) {
    this.#text = text;
    this.line = line;
    this.#delimiter = delimiter;
  }

  /** A cell, counted from 0; undefined behind the last one. */
  cell(at: number): string | undefined {
    if (at >= this.#first.length && !this.#isWhole) {
      const most = 2 * at + 2;
      this.#first = splitCells(this.#text, this.#delimiter, most);
      this.#isWhole = this.#first.length < most;
    }
    return this.#first[at];
  }

  last(): string {
    return lastCell(this.#text, this.#delimiter);
  }

  /** Number of cells. */
  width(): number {
    return cellCount(this.#text, this.#delimiter);
  }

  /** All cells. */
  cells(): string[] {
    return splitCells(this.#text, this.#delimiter);
  }
}

/** Nothing but white space and control characters; the passes over the matrix take the same lines for blank. */
export const isBlank = (line: string) => !/[!-\uffff]/.test(line);

/**
 * The first rows; null where more bytes are needed to see one.
 * @throws Problem `header-only`
 */
export function headRows({ lines, whole, header, delimiter }: Head): HeadRow[] | null {
  const rows: HeadRow[] = [];
  for (let at = header + 1; at < lines.length && rows.length < ROWS; at++) {
    if (!isBlank(lines[at])) rows.push(new HeadRow(lines[at], at + 1, delimiter));
  }
  if (rows.length > 0) return rows;
  if (!whole) return null;
  throw new Problem("header-only", `Line ${header + 1} is a header, and no row follows it.`, { line: header + 1 });
}

/** Longest line in characters. One takes up to three bytes of UTF-8; the window is several times this. */
export function longestLine(lines: readonly string[]): number {
  return lines.reduce((most, line) => Math.max(most, line.length), 0);
}
