/**
 * What a reader of numbers is: Zarr, h5ad, 10x, Parquet and Arrow become blocks of sample columns. One file (or folder) a
 * format beside this one; `recognise.ts` chooses. Text is not read this way: its bytes go to the kernel as they come.
 */
import type { Warning } from "../engine/scored.ts";
import type { NumberArray } from "./binary/numbers.ts";

/** Names of one axis under one header: the index of a table, or a column beside it. */
export interface NameColumn {
  readonly header: string;
  readonly values: readonly string[];
}

/** What a matrix is, before any value is read. */
export interface MatrixShape {
  /** As results print it, such as `anndata-zarr-v3`. */
  readonly format: string;
  /** Gene names: at least one column, all as long as there are genes. The first is the axis's own. */
  readonly genes: readonly NameColumn[];
  readonly samples: readonly string[];
  readonly layout: "dense" | "sparse";
  /** Bytes that one block and what the reader keeps between blocks take. */
  readonly blockBytes: number;
  readonly warnings: readonly Warning[];
}

/** Some samples with all their genes: samples x genes, sample-major, NaN where missing. */
export interface DenseBlock {
  readonly samples: number;
  readonly values: NumberArray;
}

/**
 * Some samples of which only some values are stored; all others are 0. Sample s owns the entries
 * [starts[s], starts[s + 1]): places in the gene axis, and values, NaN where missing. A gene occurs once in a sample.
 */
export interface SparseBlock {
  readonly samples: number;
  readonly starts: ArrayLike<number>;
  readonly genes: ArrayLike<number>;
  readonly values: NumberArray;
}

/** All genes of some samples, in the order of the matrix, dense or sparse. */
export type SampleBlock = DenseBlock | SparseBlock;

/** A matrix of numbers, laid out so that whole samples can be had. */
export interface MatrixReader {
  describe(): MatrixShape;
  /**
   * The samples [first, last) in order, in blocks of any size; nothing else is fetched where the format allows it. Blocks may
   * share memory: one is used before the next is asked for.
   *
   * @throws Problem for damaged or impossible data, naming where
   */
  columns(first: number, last: number): AsyncGenerator<SampleBlock, void>;
}

/** A reader that stands for a matrix by itself: numbers that a caller holds. */
export interface NamedReader extends MatrixReader {
  /** As messages and results call it. */
  readonly name: string;
  readonly version?: undefined;
  readonly heldBytes?: undefined;
}

/** Whether a block stores the values that are not 0 alone. */
export function isSparse(block: SampleBlock): block is SparseBlock {
  return "starts" in block;
}
