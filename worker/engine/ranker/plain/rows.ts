/**
 * Ranks of every row of a column by one sort. Where the ranks of all rows or their order are wanted there is no other way; where
 * the panel is a large share of the genes it is quicker than counting (`SORTED_SHARE`). Twin: assembly/column/rows.ts.
 */
import type { PanelRanks } from "../../panel.ts";
import type { SparseColumn } from "../ranker.ts";
import { type Order, orderRows } from "./sort.ts";
import type { ColumnTies } from "./ties.ts";

/** Room to rank the rows of one column after another; arrays have one number a row. */
export interface RowRanker extends Order {
  readonly below: Uint32Array;
  readonly tied: Uint32Array;
  readonly earlier: Uint32Array;
}

export interface RowTies extends ColumnTies {
  /** Rows that have a value. */
  readonly measured: number;
}

/**
 * Ranks all rows of one sample into `ranker`: 0 where the value is missing.
 *
 * @param column values by row, NaN where missing, no -0; left as they are
 */
export function rankRows(column: Float64Array, ranker: RowRanker): RowTies {
  const { below, tied, earlier } = ranker;
  const order = orderRows(column, ranker);
  const measured = order.length;
  if (measured < column.length) for (const counts of [below, tied, earlier]) counts.fill(0);
  const middle = { lowerBelow: 0, lowerTied: 0, upperBelow: 0, upperTied: 0 };
  const lower = (measured - 1) >> 1;
  const upper = measured >> 1;
  let tieMoment = 0;
  for (let from = 0; from < measured; ) {
    const value = column[order[from]];
    let to = from + 1;
    while (to < measured && column[order[to]] === value) to++;
    const size = to - from;
    for (let at = from; at < to; at++) {
      below[order[at]] = from;
      tied[order[at]] = size;
      earlier[order[at]] = at - from;
    }
    if (from <= lower && lower < to) Object.assign(middle, { lowerBelow: from, lowerTied: size });
    if (from <= upper && upper < to) Object.assign(middle, { upperBelow: from, upperTied: size });
    tieMoment += size * size * size - size;
    from = to;
  }
  return { measured, tieMoment, middle };
}

/** What is known of each gene of a panel. */
export type PanelCounts = Pick<PanelRanks, "value" | "below" | "tied" | "earlier">;

/** The same of each row of a column, whose values may be singles. */
export type RowCounts = Omit<PanelCounts, "value"> & { readonly value: Float64Array | Float32Array };

/**
 * Copies the panel's share of what is known of every row.
 *
 * @param rows by row of the column
 * @param columns row of each panel gene, -1 where the matrix lacks it
 * @param panel takes NaN and 0 for genes that it lacks
 */
export function pickPanel(rows: RowCounts, columns: Int32Array, panel: PanelCounts): void {
  for (let gene = 0; gene < columns.length; gene++) {
    const row = columns[gene];
    panel.value[gene] = row < 0 ? Number.NaN : rows.value[row];
    panel.below[gene] = row < 0 ? 0 : rows.below[row];
    panel.tied[gene] = row < 0 ? 0 : rows.tied[row];
    if (panel.earlier !== null && rows.earlier !== null) panel.earlier[gene] = row < 0 ? 0 : rows.earlier[row];
  }
}

/** A row that holds a panel gene. */
export interface PanelRow {
  readonly row: number;
  readonly gene: number;
}

/** Rows of a panel, ascending. @param columns row of each panel gene, -1 where the matrix lacks it */
export function panelRows(columns: Int32Array): PanelRow[] {
  return Array.from(columns, (row, gene) => ({ row, gene }))
    .filter(({ row }) => row >= 0)
    .sort((a, b) => a.row - b.row);
}

/** The same of the stored values of a sparse column; zeros are counted together, and have no row. */
export function storedRows(panel: Float64Array, order: SparseColumn["order"]): PanelRow[] {
  return order === null ? [] : panelRows(order.stored).filter(({ gene }) => panel[gene] !== 0);
}

/**
 * Puts values into a column, with +0 for -0, with which it is tied. Returns the place of the first infinite one, or -1.
 *
 * @param values as many, or the column itself
 */
export function clean(values: Float64Array | Float32Array, column: Float64Array): number {
  const { length } = column;
  let finite = true;
  for (let i = 0; i < length; i++) {
    const value = values[i] + 0;
    column[i] = value;
    if (value - value !== 0) finite = false;
  }
  if (finite) return -1;
  // Missing values are none either.
  for (let i = 0; i < length; i++) if (Math.abs(column[i]) === Number.POSITIVE_INFINITY) return i;
  return -1;
}
