/** Sample columns, dense or sparse, laid into a ranker's run one by one. */
import type { RankRun, SparseColumn, SparseOrder } from "../engine/ranker/ranker.ts";
import { Problem } from "../problem.ts";
import type { NumberArray } from "./binary/numbers.ts";
import type { DenseBlock, SparseBlock } from "./reader.ts";
import { mergeRows } from "./text/names/merge.ts";
import type { DuplicatePolicy } from "./text/names/names.ts";
import { mergeColumns, type PanelColumns } from "./text/sample-major.ts";

/** Counts sample `at` of a block in the run; `run.ranks(0, …)` is its then. */
export type ColumnRanker<Block> = (block: Block, at: number, name: SampleNamer) => void;

/** What a message calls the sample. */
export type SampleNamer = () => string;

export interface ColumnsPlan {
  readonly run: RankRun;
  /** Genes of the matrix. */
  readonly genes: number;
  readonly places: PanelColumns;
  readonly duplicates: DuplicatePolicy;
  readonly geneName: (gene: number) => string;
}

/** @throws Problem `not-finite` */
export function denseColumns({ run, genes, places, duplicates, geneName }: ColumnsPlan): ColumnRanker<DenseBlock> {
  const isMerged = duplicates !== "error" && places.repeated.length > 0;
  return ({ values }, at, sample) => {
    const single = !isMerged && areSingles(values);
    const column = single ? run.singles(genes) : run.column(genes);
    column.set(values.subarray(at * genes, (at + 1) * genes));
    const refuse = (wrong: number) => infinite(column[wrong], geneName(wrong), sample());
    if (isMerged) {
      // A merged value would not say where it came from.
      const wrong = column.findIndex(isInfinite);
      if (wrong >= 0) throw refuse(wrong);
      mergeColumns(run.column(genes), places.repeated, duplicates);
    }
    const wrong = run.rankNumbers(places.columns, genes, single);
    if (wrong >= 0) throw refuse(wrong);
  };
}

/** Whether singles hold whatever an array of this type holds. */
function areSingles(values: NumberArray): boolean {
  return values instanceof Float32Array || values.BYTES_PER_ELEMENT < 4;
}

/**
 * Zeros are never laid out: the run is told how many there are. Zeros that are stored all the same join them.
 *
 * @throws Problem `bad-sparse` for a gene that is out of range or occurs twice in a sample, `not-finite`
 */
export function sparseColumns(plan: ColumnsPlan): ColumnRanker<SparseBlock> {
  const { run, genes, places, geneName } = plan;
  const panelOf = new Int32Array(genes).fill(-1);
  for (const [gene, place] of places.columns.entries()) if (place >= 0) panelOf[place] = gene;
  const merger = plan.duplicates === "error" ? null : repeatedGenes(places, plan.duplicates);
  const dropped = places.repeated.flatMap((rows) => (merger === null ? [] : rows.slice(1))).sort((a, b) => a - b);
  const empty = Float64Array.from(places.columns, (place) => (place < 0 ? Number.NaN : 0));
  const panel = new Float64Array(empty.length);
  const order = run.shape.rowOrder ? rowOrder(places.columns, dropped) : null;
  const rows = new Uint32Array(order === null ? 0 : genes);
  const seen = new Uint32Array(genes);
  let visit = 0;

  return ({ starts, genes: entries, values }, at, sample) => {
    const from = starts[at];
    const to = starts[at + 1];
    checkEntries(entries, from, to, genes, seen, ++visit, sample);
    const column = run.column(genes);
    panel.set(empty);
    let stored = 0;
    const put = (gene: number, value: number) => {
      if (isInfinite(value)) throw infinite(value, geneName(gene), sample());
      if (panelOf[gene] >= 0) panel[panelOf[gene]] = value;
      if (order !== null) rows[stored] = gene;
      column[stored++] = value;
    };
    for (let i = from; i < to; i++) {
      const gene = entries[i];
      const value = values[i];
      if (value !== 0 && !merger?.takes(gene, value)) put(gene, value);
    }
    merger?.finish(put);
    if (order !== null) sortByRow(rows.subarray(0, stored), column);
    const sparse: SparseColumn = {
      panel,
      stored,
      zeros: genes - dropped.length - stored,
      order: order?.(rows.subarray(0, stored)) ?? null,
    };
    run.rankSparse(sparse);
  };
}

/**
 * Lays sparse samples out in full, zeros and all: only where the ranks of every gene are wanted, for permutations.
 *
 * @throws Problem as {@link sparseColumns}
 */
export function expandedColumns(plan: ColumnsPlan): ColumnRanker<SparseBlock> {
  const { genes } = plan;
  const rankDense = denseColumns(plan);
  const seen = new Uint32Array(genes);
  const values = new Float64Array(genes);
  let visit = 0;
  return (block, at, sample) => {
    const [from, to] = [block.starts[at], block.starts[at + 1]];
    checkEntries(block.genes, from, to, genes, seen, ++visit, sample);
    values.fill(0);
    for (let i = from; i < to; i++) values[block.genes[i]] = block.values[i];
    rankDense({ samples: 1, values }, 0, sample);
  };
}

/** Entries in ascending order cannot repeat a gene; others are looked up in `seen`. */
function checkEntries(
  entries: ArrayLike<number>,
  from: number,
  to: number,
  genes: number,
  seen: Uint32Array,
  visit: number,
  sample: SampleNamer,
): void {
  let ascending = true;
  let before = -1;
  for (let i = from; i < to; i++) {
    const gene = entries[i];
    if (!(gene >= 0 && gene < genes && Number.isInteger(gene))) {
      const detail = `Sample ${sample()} has a value for gene number ${gene}, and the matrix has genes 0 to ${genes - 1}.`;
      throw new Problem("bad-sparse", detail, { text: String(gene), expected: `0 to ${genes - 1}` });
    }
    if (gene <= before) ascending = false;
    before = gene;
  }
  if (ascending) return;
  for (let i = from; i < to; i++) {
    const gene = entries[i];
    if (seen[gene] === visit) {
      const detail = `Sample ${sample()} has two values for gene number ${gene}. Add them up first (scipy: X.sum_duplicates()).`;
      throw new Problem("bad-sparse", detail, { text: String(gene), expected: "one value a gene and sample" });
    }
    seen[gene] = visit;
  }
}

/** Sets the values of repeated genes aside and puts their merged value in the place of the first. */
function repeatedGenes({ repeated }: PanelColumns, policy: Exclude<DuplicatePolicy, "error">) {
  const held = repeated.map((rows) => new Float64Array(rows.length));
  const places = new Map(repeated.flatMap((rows, group) => rows.map((row, i) => [row, { group, i }] as const)));
  return {
    takes(gene: number, value: number): boolean {
      const place = places.get(gene);
      if (place === undefined) return false;
      held[place.group][place.i] = value;
      return true;
    },
    finish(put: (gene: number, value: number) => void): void {
      for (const [group, values] of held.entries()) {
        const [merged] = mergeRows(
          Array.from(values, (value) => Float64Array.of(value)),
          policy,
        );
        values.fill(0);
        if (merged !== 0) put(repeated[group][0], merged);
      }
    },
  };
}

/** Puts rows, and the values beside them, into ascending order of the rows; most matrices are so already. */
function sortByRow(rows: Uint32Array, column: Float64Array): void {
  if (rows.every((row, i) => i === 0 || rows[i - 1] < row)) return;
  const values = new Map(Array.from(rows, (row, i) => [row, column[i]]));
  rows.sort();
  rows.forEach((row, i) => {
    column[i] = values.get(row) ?? Number.NaN;
  });
}

/**
 * @param dropped rows that are left out of the sample, ascending
 * @returns for the rows of the stored values, what stands before each panel gene
 */
function rowOrder(columns: Int32Array, dropped: readonly number[]): (rows: Uint32Array) => SparseOrder {
  const kept = columns.map((row) => row - countBelow(dropped, row));
  const stored = new Int32Array(columns.length);
  const zeros = new Uint32Array(columns.length);
  return (rows) => {
    columns.forEach((row, gene) => {
      stored[gene] = row < 0 ? -1 : countBelow(rows, row);
      zeros[gene] = row < 0 ? 0 : kept[gene] - stored[gene];
    });
    return { stored, zeros };
  };
}

/** How many of the ascending numbers lie below `limit`. */
function countBelow(ascending: ArrayLike<number>, limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isInfinite(value: number): boolean {
  return value - value !== 0 && !Number.isNaN(value);
}

function infinite(value: number, gene: string, sample: string): Problem {
  const detail = `Gene ${gene}, sample ${sample}: the value is ${value}. Expected a finite number, or NaN for a missing value.`;
  return new Problem("not-finite", detail, { gene, sample, text: String(value), expected: "a finite number or NaN" });
}
