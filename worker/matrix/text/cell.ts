/** What a cell of a text matrix says, where the fast parsers do not know: the slow and exact reading, and its errors. */
import { MISSING_WORDS } from "../../engine/ranker/ranker.ts";
import { Problem } from "../../problem.ts";
import { splitCells } from "./layout/delimited.ts";

const MISSING = new Set<string>(MISSING_WORDS);

/** Where a cell stands, for a message: counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface CellPlace extends Place {
  readonly gene: string;
  readonly sample: string;
}

/** Whether a cell holds a number or one of the words for a missing value. */
export function isNumeric(text: string): boolean {
  const bare = text.trim();
  return MISSING.has(bare) || Number.isFinite(Number(bare));
}

/**
 * The value of a cell: what Number() gives, NaN for a missing-value word.
 * @throws Problem `not-finite`, `not-a-number`
 */
export function cellValue(text: string, place: () => CellPlace): number {
  const bare = text.trim();
  if (MISSING.has(bare)) return Number.NaN;
  const value = Number(bare);
  // Adding +0 turns -0 into +0, as the fast parsers do: the two are tied.
  if (Number.isFinite(value)) return value + 0;
  const { line, column, gene, sample } = place();
  const where = `Line ${line}, column ${column} (gene ${gene}, sample ${sample})`;
  if (!Number.isNaN(value) || /^[-+]?inf(inity)?$/i.test(bare)) {
    const detail = `${where}: "${bare}" is infinite. Expected a finite number, or NA for a missing value.`;
    throw new Problem("not-finite", detail, { line, column, text: bare, expected: "a finite number or NA" });
  }
  const shown = JSON.stringify(bare.slice(0, 80));
  const detail = `${where}: ${shown} is not a number. Expected a number, or NA for a missing value.${numberHint(bare)}`;
  throw new Problem("not-a-number", detail, { line, column, text: bare, expected: "a number or NA" });
}

function numberHint(text: string): string {
  if (/^[-+]?\d+,\d+$/.test(text)) return " Write decimals with a point, not a comma.";
  return /^[-+]?\d{1,3}(?:[,.' \u00a0]\d{3})+$/.test(text) ? " Write thousands without separators." : "";
}

/** "1 cell", "2 cells". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** What may be behind a wrong number of cells. */
export function raggedHint(line: string, delimiter: string, found: number, expected: number): string {
  if ((line.split('"').length - 1) % 2 === 1) return " A quote is opened and not closed in this line.";
  if (found <= expected) return "";
  if (delimiter === ",") return " A comma inside a number or a name needs quotes around the cell.";
  return delimiter === " " ? " Each blank separates two cells; use tabs where names or gaps hold blanks." : "";
}

/** How many cells a row must have, and what they are called. */
export interface RowShape {
  readonly delimiter: string;
  readonly skip: number;
  /** Names of the numeric cells. */
  readonly columns: readonly string[];
  /** Whether rows are samples. */
  readonly sampleMajor: boolean;
  /** Numeric cells that stood before these in the matrix that they were cut from; 0 where absent. */
  readonly cutBefore?: number;
}

/**
 * Reads a row cell by cell.
 *
 * @param text the line without its line feed
 * @param first,last cells to keep, counted after the skipped ones: [first, last)
 * @returns the values of those cells
 * @throws Problem `ragged-row`, `not-a-number`, `not-finite`
 */
export function readRow(text: string, line: number, shape: RowShape, first: number, last: number): Float64Array {
  const { skip, columns, sampleMajor } = shape;
  const cells = splitCells(text, shape.delimiter);
  const expected = skip + columns.length;
  // One empty cell more is a delimiter at the end of the line.
  if (cells.length !== expected && !(cells.length === expected + 1 && cells[expected].trim() === "")) {
    const detail =
      `Line ${line} (${cells[0].slice(0, 80)}) has ${counted(cells.length, "cell")}; ${expected} were expected: ` +
      `${counted(skip, "name cell")} and ${counted(columns.length, "value")}.` +
      raggedHint(text, shape.delimiter, cells.length, expected);
    throw new Problem("ragged-row", detail, { line, found: cells.length, expected: `${expected} cells` });
  }
  const name = cells[0].trim();
  const values = new Float64Array(last - first);
  for (let cell = first; cell < last; cell++) {
    values[cell - first] = cellValue(cells[skip + cell], () => ({
      line,
      column: skip + (shape.cutBefore ?? 0) + cell + 1,
      gene: sampleMajor ? columns[cell] : name,
      sample: sampleMajor ? name : columns[cell],
    }));
  }
  return values;
}
