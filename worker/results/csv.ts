/**
 * A result as a table, a row a sample: `sample, radiation, chemo, cross`, then for each score `<signature>:<method>`,
 * `<signature>:<method>.<field>` for further fields, and `<signature>:<method>.percentile`. Null is an empty cell. Class and
 * percentile columns are there where the result has classes and percentiles.
 */
import { type ClassifiedResult, classNames, percentileOf } from "../engine/cohort/index.ts";
import { inChunks } from "./chunks.ts";
import { fieldOf } from "./rows.ts";

/** Comma-separated, quoted by RFC 4180, lines ended by LF; in chunks of about 64 KiB. */
export function csvChunks(result: ClassifiedResult): Generator<string> {
  return inChunks(tableRows(result, ","));
}

/** The same table separated by tabs. */
export function tsvChunks(result: ClassifiedResult): Generator<string> {
  return inChunks(tableRows(result, "\t"));
}

function* tableRows({ scored, cohort }: ClassifiedResult, delimiter: string): Generator<string> {
  const classes = cohort?.classes ?? null;
  const line = (cells: readonly string[]) => `${cells.join(delimiter)}\n`;
  const header = ["sample", ...(classes ? ["radiation", "chemo", "cross"] : [])];
  for (const { signature, method, fields } of scored.columns) {
    const name = `${signature}:${method}`;
    header.push(name, ...fields.slice(1).map((field) => `${name}.${field}`));
    if (cohort !== null) header.push(`${name}.percentile`);
  }
  yield line(header.map((name) => nameCell(name, delimiter)));
  for (const [sample, id] of scored.samples.entries()) {
    const row = [nameCell(id, delimiter)];
    if (classes) {
      const { radiation, chemo, cross } = classNames(classes, sample);
      row.push(radiation, chemo, cross);
    }
    for (const [at, column] of scored.columns.entries()) {
      for (let field = 0; field < column.fields.length; field++) row.push(numberCell(fieldOf(column, sample, field)));
      if (cohort !== null) row.push(numberCell(percentileOf(cohort.positions[at], sample)));
    }
    yield line(row);
  }
}

/**
 * A name as a cell: what a spreadsheet would run as a formula gets a leading apostrophe (OWASP, CSV injection), and what would
 * break the row is quoted.
 */
function nameCell(name: string, delimiter: string): string {
  const safe = /^[=+\-@\t\r]/.test(name) ? `'${name}` : name;
  return safe.includes(delimiter) || /["\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function numberCell(value: number | null): string {
  return value === null || Number.isNaN(value) ? "" : String(value);
}
