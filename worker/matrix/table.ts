/**
 * Tables with named columns, Parquet's and Arrow's: samples as columns beside a column of gene names, or samples as rows. A format
 * gives its columns in groups of rows; which parts they play is decided here.
 */
import type { Warning } from "../engine/scored.ts";
import { LIMITS } from "../limits.ts";
import { Problem } from "../problem.ts";
import { NameList } from "./binary/strings.ts";
import type { DenseBlock, MatrixReader, NameColumn } from "./reader.ts";
import type { ReadingRequest } from "./recognise.ts";
import { holdsGeneNumbers } from "./text/layout/columns.ts";
import { nameBytes } from "./tree/names.ts";
import { checkCounts } from "./tree/reader.ts";

export interface TableColumn {
  readonly name: string;
  readonly kind: "number" | "string" | "other";
}

/** Numbers, bigints, truth values or strings; null where missing. */
export type ColumnValues = ArrayLike<unknown>;

export interface ColumnTable {
  readonly format: "parquet" | "arrow";
  readonly columns: readonly TableColumn[];
  /** Rows of each group. */
  readonly groups: readonly number[];
  /** Bytes that the table itself keeps. */
  readonly heldBytes: number;
  /** How to write smaller groups. */
  readonly advice: string;
  /**
   * The rows of a group in some columns, in the order of `names`. Nothing else is fetched.
   * @throws Problem of the format
   */
  read(group: number, names: readonly string[]): AsyncGenerator<{ index: number; values: ColumnValues }, void>;
}

/** Neighbours in a file are fetched together up to this size. */
export const FETCH_BYTES = 4 * 1024 * 1024;
/** Names of rows that are looked at. */
const LOOKED_AT = 5000;
/** Columns of names that are looked at. */
const NAME_COLUMNS = 4;
/** Readings of one group, which is read anew for each block of its samples. */
const MOST_READINGS = 16;

/** Names of the columns by their part in the table. */
interface TableLayout {
  readonly names: readonly NameColumn[];
  readonly values: readonly string[];
  readonly rowsAreGenes: boolean;
  readonly ignored: readonly string[];
}

/** @throws Problem `not-a-matrix`, those of the names, and those of the format */
export async function openTable(table: ColumnTable, request: ReadingRequest): Promise<MatrixReader> {
  const rows = table.groups.reduce((sum, group) => sum + group, 0);
  if (rows > LIMITS.genes) {
    throw new Problem("too-many-genes", `The table has ${rows} rows; the limit is ${LIMITS.genes}.`, {
      limit: LIMITS.genes,
    });
  }
  const layout = await tableLayout(table, request);
  const { names, values, rowsAreGenes } = layout;
  const genes = rowsAreGenes ? names : [{ header: "", values }];
  const samples = rowsAreGenes ? values : names[0].values;
  checkCounts(genes[0].values.length, samples.length);
  const shape = {
    format: `${table.format}-${rowsAreGenes ? "genes" : "samples"}-in-rows`,
    genes,
    samples,
    layout: "dense" as const,
    blockBytes: blockBytes(table, layout, rows) + nameBytes([...genes, { header: "", values: samples }]),
    warnings: warningsOf(table, layout),
  };
  return {
    describe: () => shape,
    columns: (first, last) =>
      rowsAreGenes ? sampleColumns(table, values, rows, first, last) : sampleRows(table, values, first, last),
  };
}

/** Columns are found by their names. @throws Problem `bad-name` */
function checkNames(columns: readonly TableColumn[]): void {
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (typeof name !== "string") throw new Problem("bad-name", "A column of the table has no name.");
    if (seen.has(name)) {
      const detail = `Two columns of the table are named "${name.slice(0, 80)}". Give each a name of its own.`;
      throw new Problem("bad-name", detail, { text: name, expected: "a different name" });
    }
    seen.add(name);
  }
}

async function tableLayout(table: ColumnTable, { isGene }: ReadingRequest): Promise<TableLayout> {
  const { columns } = table;
  checkNames(columns);
  const strings = columns.filter(({ kind }) => kind === "string").map(({ name }) => name);
  const numbered = columns
    .filter(({ kind, name }) => kind === "number" && holdsGeneNumbers(name))
    .map(({ name }) => name);
  const values = columns
    .filter(({ kind, name }) => kind === "number" && !holdsGeneNumbers(name))
    .map(({ name }) => name);
  const ignored = columns.filter(({ kind }) => kind === "other").map(({ name }) => name);
  if (values.length === 0) {
    throw new Problem("not-a-matrix", "The table has no columns of numbers.", { expected: "columns of numbers" });
  }
  if (strings.length === 0) {
    const detail =
      "The table has no column of names. Expected a column of strings with the genes (or the samples) of the rows.";
    throw new Problem("not-a-matrix", detail, { expected: "a column of strings" });
  }
  const names: NameColumn[] = [];
  for (const header of [...strings, ...numbered].slice(0, NAME_COLUMNS)) {
    names.push({ header, values: await readNames(table, header) });
  }
  const inHeader = values.filter((name) => isGene(name)).length;
  const hits = (list: readonly string[]) => list.slice(0, LOOKED_AT).filter((name) => isGene(name.trim())).length;
  const rowsAreGenes = Math.max(...names.map((column) => hits(column.values))) >= inHeader;
  return { names: rowsAreGenes ? names : names.slice(0, 1), values, rowsAreGenes, ignored };
}

async function readNames(table: ColumnTable, name: string): Promise<string[]> {
  const list = new NameList(name);
  for (const group of table.groups.keys()) {
    for await (const { values } of table.read(group, [name])) {
      list.add(Array.from(values, (value) => (value === null ? "" : String(value))));
    }
  }
  return list.names;
}

/** Samples as columns: their values in all groups, some neighbours at a time. */
async function* sampleColumns(
  table: ColumnTable,
  columns: readonly string[],
  rows: number,
  first: number,
  last: number,
): AsyncGenerator<DenseBlock, void> {
  const most = Math.max(1, Math.floor(FETCH_BYTES / (8 * rows)));
  for (let from = first; from < last; from += most) {
    const names = columns.slice(from, Math.min(last, from + most));
    const block = new Float64Array(names.length * rows);
    let start = 0;
    for (const [group, inGroup] of table.groups.entries()) {
      for await (const { index, values } of table.read(group, names)) {
        putNumbers(values, 0, inGroup, block, index * rows + start, 1);
      }
      start += inGroup;
    }
    yield { samples: names.length, values: block };
  }
}

/** Samples as rows: the groups that hold them, in blocks of rows that fit the memory. */
async function* sampleRows(
  table: ColumnTable,
  columns: readonly string[],
  first: number,
  last: number,
): AsyncGenerator<DenseBlock, void> {
  const genes = columns.length;
  const most = rowsAtOnce(genes);
  let start = 0;
  for (const [group, rows] of table.groups.entries()) {
    const [from, to] = [Math.max(first, start), Math.min(last, start + rows)];
    if (Math.ceil((to - from) / most) > MOST_READINGS) throw giantGroup(table, rows, most);
    for (let row = from; row < to; row += most) {
      const taken = Math.min(most, to - row);
      const block = new Float64Array(taken * genes);
      for await (const { index, values } of table.read(group, columns)) {
        putNumbers(values, row - start, taken, block, index, genes);
      }
      yield { samples: taken, values: block };
    }
    start += rows;
  }
}

/**
 * `count` values from `first` on as numbers, NaN for null, into every `stride`-th place of `into` from `at` on.
 *
 * @throws Problem `unsupported-feature` for a 64-bit integer beyond 2^53
 */
function putNumbers(
  values: ColumnValues,
  first: number,
  count: number,
  into: Float64Array,
  at: number,
  stride: number,
): void {
  for (let row = 0; row < count; row++) into[at + row * stride] = toNumber(values[first + row]);
}

function toNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (value === null || value === undefined) return Number.NaN;
  if (typeof value === "boolean") return Number(value);
  const number = typeof value === "bigint" ? Number(value) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  const detail = `The value ${String(value).slice(0, 40)} cannot be held exactly. Store doubles.`;
  throw new Problem("unsupported-feature", detail, { text: String(value) });
}

function rowsAtOnce(genes: number): number {
  return Math.max(1, Math.floor((2 * LIMITS.blockBytes) / (8 * genes)));
}

function blockBytes({ groups, heldBytes }: ColumnTable, { values, rowsAreGenes }: TableLayout, rows: number): number {
  if (rowsAreGenes) return heldBytes + 2 * FETCH_BYTES + 40 * rows;
  const largest = groups.reduce((most, group) => Math.max(most, group), 0);
  return heldBytes + FETCH_BYTES + 8 * values.length * Math.min(largest, rowsAtOnce(values.length)) + 32 * largest;
}

function warningsOf({ groups, advice }: ColumnTable, { values, rowsAreGenes, ignored }: TableLayout): Warning[] {
  const warnings: Warning[] = [];
  if (ignored.length > 0) {
    const detail = `${ignored.length} columns are neither numbers nor names and were left out: ${ignored.slice(0, 5).join(", ")}.`;
    warnings.push({ type: "ignored-columns", detail, columns: ignored.slice(0, 100) });
  }
  const most = rowsAtOnce(values.length);
  if (!rowsAreGenes && groups.length === 1 && groups[0] > most) {
    const detail =
      `All ${groups[0]} samples are in one row group, which has to be read whole for any of them and anew for every ${most} ` +
      `samples. Write smaller ones: ${advice}.`;
    warnings.push({ type: "giant-row-group", detail, rows: groups[0] });
  }
  return warnings;
}

function giantGroup({ advice }: ColumnTable, rows: number, most: number): Problem {
  const detail =
    `A row group of the table holds ${rows} samples, of which ${most} fit the memory at once: it would have to be read more than ` +
    `${MOST_READINGS} times. Write smaller ones: ${advice}.`;
  return new Problem("chunk-too-large", detail, { found: rows, expected: "row groups of 256 samples" });
}
