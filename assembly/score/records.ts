/**
 * What the scoring functions read: records that the host fills, and an arm as `gather` leaves it. Pointers are byte addresses in
 * linear memory. The host's side of the layout is worker/engine/methods/twins/kernel-abi.ts.
 */

/** One sample's panel: worker/engine/panel.ts `PanelRanks`. 48 bytes. */
@unmanaged
export class Sample {
  /** f64[panel]; read by rank-linear only. */
  value: usize = 0;
  /** u32[panel] */
  below: usize = 0;
  /** u32[panel]; 0 where the gene has no value in this sample. */
  tied: usize = 0;
  /** u32[panel], or 0 where the row order was not asked for. */
  earlier: usize = 0;
  measured: u32 = 0;
  rows: u32 = 0;
  /** Tie groups of the two genes in the middle of the column; `lowerTied` is 0 where they are not known. */
  lowerBelow: u32 = 0;
  lowerTied: u32 = 0;
  upperBelow: u32 = 0;
  upperTied: u32 = 0;
  /** Sum of t^3 - t over the tie groups of the column; NaN where they are not known. */
  tieMoment: f64 = 0;
}

/** A signature laid onto the panel: worker/engine/panel.ts `PanelSet`. 40 bytes. */
@unmanaged
export class GeneSet {
  /** u32[upCount]: panel indices of the up arm, `upTotal` of them before genes were lost to the matrix. */
  up: usize = 0;
  upCount: u32 = 0;
  upTotal: u32 = 0;
  down: usize = 0;
  downCount: u32 = 0;
  downTotal: u32 = 0;
  /** u32[count] and f64[count]: all genes with their weights, in canonical order. */
  genes: usize = 0;
  weights: usize = 0;
  count: u32 = 0;
  total: u32 = 0;
}

/** A set to be scored by a method. 56 bytes. */
@unmanaged
export class Task {
  /** A `Method`. */
  method: u32 = 0;
  /** Of a `GeneSet`. */
  set: usize = 0;
  /** Place of the first field in the row of scores, and how many belong to the task: what is beside the method's own too. */
  field: u32 = 0;
  fields: u32 = 0;
  /** Fewest measured genes: in both arms together, and in each. */
  leastTotal: u32 = 0;
  leastUp: u32 = 0;
  leastDown: u32 = 0;
  /** The method's options; see the functions that read them. */
  choice: u32 = 0;
  flags: u32 = 0;
  first: f64 = 0;
  second: f64 = 0;
}

export namespace Method {
  export const SINGSCORE: u32 = 0;
  export const SSGSEA: u32 = 1;
  export const AUCELL: u32 = 2;
  export const UCELL: u32 = 3;
  export const RANK_LINEAR: u32 = 4;
}

/** The genes of an arm that have a value in the sample, one after the other. */
@unmanaged
export class Arm {
  /** u32[measured] each; `earlier` only where the sample has it. */
  below: usize = 0;
  tied: usize = 0;
  earlier: usize = 0;
  measured: u32 = 0;
  /** Sum of the doubled average ranks: 2 below + tied + 1. */
  doubled: u64 = 0;
  /** Whether the two sums behind are those of the arm: of the fourth roots of its average ranks, and of the roots times the ranks. */
  isRooted: bool = false;
  roots: f64 = 0;
  rootedRanks: f64 = 0;
  /** Genes that the matrix holds, and before some were lost to it. */
  count: u32 = 0;
  total: u32 = 0;
}

/** Why there is no score: worker/engine/methods/method.ts `NullReason`. */
export namespace Reason {
  export const NONE: i32 = 0;
  export const COVERAGE: i32 = 1;
  export const MISSING: i32 = 2;
  export const DEGENERATE: i32 = 3;
  export const COLUMN: i32 = 5;
  /** Told as COVERAGE; what stands beside the score has no value either. */
  export const FLOOR: i32 = 6;
}

// @ts-ignore: decorator
@inline
export function u32At(array: usize, index: u32): u32 {
  return load<u32>(array + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
export function f64At(array: usize, index: u32): f64 {
  return load<f64>(array + (<usize>index << 3));
}
