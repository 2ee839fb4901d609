/**
 * A result as a table, a row a sample: `sample, radiation, chemo, cross`, then for each score `<signature>:<method>`,
 * `<signature>:<method>.<field>` for further fields, and `<signature>:<method>.percentile`. Null is an empty cell. Class and
 * percentile columns are there where the result has classes and percentiles.
 */
import { type ClassifiedResult, classNames, percentileOf } from "../engine/cohort/index.ts";
import type { ScoreColumn } from "../engine/scored.ts";
import { inChunks } from "./chunks.ts";
import { fieldOf } from "./rows.ts";

/** What a row of the table says, of all samples of a result or of some. */
export interface ScoreTable {
  readonly samples: readonly string[];
  readonly columns: readonly Omit<ScoreColumn, "reasons">[];
  /** Null where the result has no classes. */
  readonly classes: ((sample: number) => ReturnType<typeof classNames>) | null;
  /** Of a sample in a column, NaN for null; null where the result has no percentiles. */
  readonly percentile: ((column: number, sample: number) => number) | null;
}

/** Comma-separated, quoted by RFC 4180, lines ended by LF; in chunks of about 64 KiB. */
export function csvChunks(result: ClassifiedResult): Generator<string> {
  return inChunks(tableLines(tableOf(result), ","));
}

/** The same table separated by tabs. */
export function tsvChunks(result: ClassifiedResult): Generator<string> {
  return inChunks(tableLines(tableOf(result), "\t"));
}

/** The table of a whole result. */
export function tableOf({ scored, cohort }: ClassifiedResult): ScoreTable {
  const classes = cohort?.classes ?? null;
  return {
    samples: scored.samples,
    columns: scored.columns,
    classes: classes === null ? null : (sample) => classNames(classes, sample),
    percentile: cohort === null ? null : (column, sample) => percentileOf(cohort.positions[column], sample),
  };
}

function* tableLines(table: ScoreTable, delimiter: string): Generator<string> {
  yield tableHeader(table, delimiter);
  yield* tableRows(table, delimiter);
}

const line = (cells: readonly string[], delimiter: string) => `${cells.join(delimiter)}\n`;

/** Names of the columns, in order. */
export function columnNames({ columns, classes, percentile }: ScoreTable): string[] {
  const header = ["sample", ...(classes === null ? [] : ["radiation", "chemo", "cross"])];
  for (const { signature, method, fields } of columns) {
    const name = `${signature}:${method}`;
    header.push(name, ...fields.slice(1).map((field) => `${name}.${field}`));
    if (percentile !== null) header.push(`${name}.percentile`);
  }
  return header;
}

/** The line of column names. */
export function tableHeader(table: ScoreTable, delimiter: string): string {
  return line(
    columnNames(table).map((name) => nameCell(name, delimiter)),
    delimiter,
  );
}

/** A line a sample. */
export function* tableRows(table: ScoreTable, delimiter: string): Generator<string> {
  const { samples, columns, classes, percentile } = table;
  for (const [sample, id] of samples.entries()) {
    const row = [nameCell(id, delimiter)];
    if (classes !== null) {
      const { radiation, chemo, cross } = classes(sample);
      row.push(radiation, chemo, cross);
    }
    for (const [at, column] of columns.entries()) {
      for (let field = 0; field < column.fields.length; field++) row.push(numberCell(fieldOf(column, sample, field)));
      if (percentile !== null) row.push(numberCell(percentile(at, sample)));
    }
    yield line(row, delimiter);
  }
}

/** A name as the table has it: what a spreadsheet would run as a formula gets a leading apostrophe (OWASP, CSV injection). */
export function unformulaic(name: string): string {
  return /^[=+\-@\t\r\n]/.test(name) ? `'${name}` : name;
}

/** A name as a cell: what would break the row is quoted. */
function nameCell(name: string, delimiter: string): string {
  const safe = unformulaic(name);
  return safe.includes(delimiter) || /["\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function numberCell(value: number | null): string {
  return value === null || Number.isNaN(value) ? "" : String(value);
}
