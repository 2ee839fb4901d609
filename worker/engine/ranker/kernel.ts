/** What the kernel binary exports (assembly/index.ts); every address is a byte offset in its memory. */
import type { ScoreKernel } from "../methods/twins/kernel-abi.ts";

export interface KernelExports extends ScoreKernel {
  readonly memory: WebAssembly.Memory;
  /** First byte that is not the kernel's own data. */
  heapBase(): number;
  missingTable(): number;
  setMissingWords(count: number): void;
  scanLines(from: number, to: number, out: number, most: number): number;
  parseRow(
    from: number,
    to: number,
    delimiter: number,
    skip: number,
    first: number,
    last: number,
    into: number,
    stride: number,
    single: boolean,
  ): number;
  unread(): number;
  wide(): boolean;
  ladderBytes(panel: number, rowOrder: boolean, compact: boolean, singleRungs: boolean): number;
  resetLadder(ladder: number, panel: number, singleRungs: boolean): void;
  climb(
    ladder: number,
    panel: number,
    rowOrder: boolean,
    compact: boolean,
    singleRungs: boolean,
    keep: number,
    scratch: number,
  ): void;
  highest(ladder: number, panel: number, compact: boolean, singleRungs: boolean): number;
  countTiles(
    ladders: number,
    stride: number,
    samples: number,
    panel: number,
    bins: number,
    single: boolean,
    values: number,
    blockRows: number,
    rows: number,
    rowOrder: boolean,
    marks: number,
    markCount: number,
    compact: boolean,
    singleRungs: boolean,
    scratch: number,
  ): number;
  countZeros(ladder: number, panel: number, rowOrder: boolean, zeros: number, earlier: number): void;
  clean(values: number, count: number, single: boolean): number;
  narrow(values: number, count: number): void;
  resolve(
    ladder: number,
    panel: number,
    rowOrder: boolean,
    compact: boolean,
    singleRungs: boolean,
    value: number,
    below: number,
    tied: number,
    earlier: number,
    scratch: number,
  ): number;
  rankRows(
    values: number,
    count: number,
    single: boolean,
    scratch: number,
    below: number,
    tied: number,
    earlier: number,
    ties: number,
  ): number;
  columnTies(
    values: number,
    count: number,
    single: boolean,
    zeros: number,
    all: boolean,
    scratch: number,
    middle: number,
  ): void;
}
