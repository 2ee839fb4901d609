/** Groups and arrays, which is what Zarr and HDF5 have in common: AnnData and 10x files are read through this alone. */
import type { NumberArray, NumberType } from "../binary/numbers.ts";

export type Attributes = Readonly<Record<string, unknown>>;

export interface TreeGroup {
  readonly kind: "group";
  /** From the root, such as `layers/counts`; empty for the root itself. */
  readonly path: string;
  readonly attributes: Attributes;
  /** The member of that name, or null. */
  child(name: string): Promise<TreeNode | null>;
  /** Names of the members, as far as the format can tell. */
  names(): Promise<readonly string[]>;
}

export interface TreeArray {
  readonly kind: "array";
  readonly path: string;
  readonly attributes: Attributes;
  readonly shape: readonly number[];
  /** Type of the numbers; `string` where {@link strings} is to be used; otherwise null, and `typeName` says what it is. */
  readonly type: NumberType | "string" | null;
  readonly typeName: string;
  /** Extent of a chunk along each axis. */
  readonly chunk: readonly number[];
  /** Order of the values in a chunk: C has the last axis run fastest, F the first. */
  readonly order: "C" | "F";
  /** What stands where no chunk was written. */
  readonly fill: number;
  /** The values of the chunk with these coordinates, as many as a whole chunk has; null where none was written. */
  numbers(chunk: readonly number[]): Promise<NumberArray | null>;
  /** The same in two steps, where the platform does the second beside other work: comes back once the chunk is read. */
  begin?(chunk: readonly number[]): Promise<{ readonly values: Promise<NumberArray | null> }>;
  /** Elements of a one-dimensional array of strings. */
  strings(): Promise<string[]>;
}

export type TreeNode = TreeGroup | TreeArray;

/** The root of a hierarchy, and what its format is called. */
export interface Tree {
  readonly format: "zarr-v2" | "zarr-v3" | "hdf5";
  readonly root: TreeNode;
}
