/** Where the parts of a run lie in the kernel's memory; what they hold is described in assembly/layout.ts. */
import { SAMPLE_BYTES, scratchBytes } from "../methods/twins/kernel-abi.ts";
import type { MiddleTies } from "../panel.ts";
import type { PanelCounts, RowCounts } from "./plain/rows.ts";
import { MAX_LINES, type RunShape, type TieDetail, type TileShape } from "./ranker.ts";

/** Bytes that vector loads may touch on both sides of the text (assembly/layout.ts, PAD). */
const PAD = 64;
/** Offset of the rungs in a ladder (assembly/layout.ts, RUNG). */
export const RUNG = 16;

/** Byte offsets of the parts of a run's region. */
export interface RunLayout {
  readonly window: number;
  readonly lines: number;
  readonly ladders: number;
  readonly stride: number;
  readonly value: number;
  readonly below: number;
  readonly tied: number;
  readonly earlier: number;
  readonly marks: number;
  readonly middle: number;
  readonly sample: number;
  readonly scratch: number;
  readonly bytes: number;
}

/** Addresses of a tile and, where it holds whole columns, of what one of them is ranked in. */
export interface TileLayout {
  readonly values: number;
  readonly below: number;
  readonly tied: number;
  readonly earlier: number;
  readonly scratch: number;
}

/** Where each array of a run lies in its region, in bytes from its start; 16-byte aligned. */
export function layoutRun(shape: RunShape, ladderBytes: number): RunLayout {
  let end = 0;
  const take = (bytes: number) => {
    const at = end;
    end += Math.ceil(bytes / 16) * 16;
    return at;
  };
  const { panel, samples } = shape;
  return {
    window: take(shape.windowBytes + 2 * PAD) + PAD,
    lines: take(4 * MAX_LINES),
    ladders: take(ladderBytes * samples),
    stride: ladderBytes,
    value: take(8 * panel),
    below: take(4 * panel),
    tied: take(4 * panel),
    earlier: take(4 * panel),
    marks: take(8 * panel),
    middle: take(24),
    sample: take(SAMPLE_BYTES),
    scratch: take(Math.max(16 * panel + 16, scratchBytes(panel))),
    bytes: end,
  };
}

/** Bytes for each row of a whole column: its ranks, and the scratch of a sort. */
const ROW_BYTES = 12 + 16;

/** Memory of a tile, in bytes; a whole column also needs room to rank its rows. */
export function tileBytes({ columns, rows, whole, single }: TileShape): number {
  return ((single ? 4 : 8) * columns + (whole ? ROW_BYTES : 0)) * rows;
}

/** Where the arrays of a tile lie whose values begin at the address `values`. */
export function layoutTile(values: number, { columns, rows }: TileShape): TileLayout {
  const scratch = values + 8 * columns * rows;
  const below = scratch + 16 * rows;
  return { values, scratch, below, tied: below + 4 * rows, earlier: below + 8 * rows };
}

/** Writes doubles from the address `into` on, each `stride` bytes after the one before. */
export function writeStrided(buffer: ArrayBuffer, into: number, stride: number, values: Float64Array): void {
  const view = new DataView(buffer);
  for (let i = 0; i < values.length; i++) view.setFloat64(into + i * stride, values[i], true);
}

interface CountAddresses {
  readonly value: number;
  readonly below: number;
  readonly tied: number;
  readonly earlier: number;
}

/** Typed views of the counts of `length` genes at addresses of the kernel's memory; valid until that memory grows. */
export function countsAt(
  buffer: ArrayBuffer,
  { value, below, tied, earlier }: CountAddresses,
  length: number,
): PanelCounts {
  return {
    value: new Float64Array(buffer, value, length),
    below: new Uint32Array(buffer, below, length),
    tied: new Uint32Array(buffer, tied, length),
    earlier: new Uint32Array(buffer, earlier, length),
  };
}

/** What the kernel found out about the ties of a column: NaN and zeros where it was not asked. @param middle address, see `columnTies` */
export function tiesAt(
  buffer: ArrayBuffer,
  middle: number,
  ties: TieDetail | null,
): { readonly tieMoment: number; readonly groups: MiddleTies } {
  const tieMoment = ties === null ? Number.NaN : new DataView(buffer).getFloat64(middle + 16, true);
  const none = [0, 0, 0, 0];
  const [lowerBelow, lowerTied, upperBelow, upperTied] = ties === "all" ? new Uint32Array(buffer, middle, 4) : none;
  return { tieMoment, groups: { lowerBelow, lowerTied, upperBelow, upperTied } };
}

/** A whole column in the kernel's memory. */
export interface ColumnPlace {
  readonly at: number;
  readonly rows: number;
  readonly single: boolean;
}

/** What is known of the rows of a column that was ranked in a tile. */
export function columnCounts(buffer: ArrayBuffer, { at, rows, single }: ColumnPlace, tile: TileLayout): RowCounts {
  const counts = countsAt(buffer, { ...tile, value: at }, rows);
  return single ? { ...counts, value: new Float32Array(buffer, at, rows) } : counts;
}
