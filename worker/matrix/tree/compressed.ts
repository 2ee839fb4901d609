/** Compressed sparse rows (CSR) whose rows are samples: AnnData's `csr_matrix`, and the `csc` of genes x barcodes in 10x files. */
import { Problem } from "../../problem.ts";
import type { NumberArray } from "../binary/numbers.ts";
import { heldSize } from "../binary/numbers.ts";
import type { SparseBlock } from "../reader.ts";
import { type NumericArray, rangeReader } from "./array.ts";

/** The three arrays of a compressed matrix: `indptr` has an element more than there are rows. */
export interface CompressedArrays {
  readonly path: string;
  readonly indptr: NumericArray;
  readonly indices: NumericArray;
  readonly data: NumericArray;
}

/** Stored values of a block, more only where one sample has more. */
const BLOCK_ENTRIES = 128 * 1024;

/** Bytes that {@link compressedRows} holds at once. */
export function compressedBytes({ indptr, indices, data }: CompressedArrays, genes: number): number {
  const entries = Math.max(BLOCK_ENTRIES, genes);
  const arrays = [indices, data].map(({ type, chunk }) => heldSize(type) * (entries + 2 * chunk[0]));
  return heldSize(indptr.type) * (indptr.shape[0] + 2 * indptr.chunk[0]) + arrays[0] + arrays[1];
}

/** @throws Problem `bad-sparse` if the arrays do not fit each other or the number of rows */
export function checkCompressed({ path, indptr, indices, data }: CompressedArrays, rows: number): void {
  for (const array of [indptr, indices, data]) {
    if (array.shape.length !== 1)
      throw contradiction(path, `${array.path} has ${array.shape.length} axes instead of one`);
  }
  if (indptr.shape[0] !== rows + 1) {
    throw contradiction(path, `indptr has ${indptr.shape[0]} elements, and ${rows} rows need ${rows + 1}`);
  }
  if (indices.shape[0] !== data.shape[0]) {
    throw contradiction(path, `there are ${indices.shape[0]} indices and ${data.shape[0]} values`);
  }
}

/** The pointers of the rows [first, last), one more than rows. @throws Problem `bad-sparse` */
export async function rowPointers(
  { path, indptr, data }: CompressedArrays,
  first: number,
  last: number,
  most: number,
): Promise<NumberArray> {
  const pointers = await rangeReader(indptr, true)(first, last + 1);
  let before = first === 0 ? 0 : pointers[0];
  for (const [i, pointer] of pointers.entries()) {
    if (!(pointer >= before && pointer - before <= most && pointer <= data.shape[0])) {
      const what = `row ${first + i} ends at entry ${pointer} after ${before}; there are ${data.shape[0]} entries, and a row has ${most} at most`;
      throw contradiction(path, what);
    }
    before = pointer;
  }
  if (first === 0 && pointers[0] !== 0) throw contradiction(path, `the first row begins at entry ${pointers[0]}`);
  return pointers;
}

/** The rows [first, last) as blocks; only the chunks that hold their entries are fetched. */
export async function* compressedRows(
  arrays: CompressedArrays,
  genes: number,
  first: number,
  last: number,
): AsyncGenerator<SparseBlock, void> {
  const pointers = await rowPointers(arrays, first, last, genes);
  const indicesOf = rangeReader(arrays.indices, true);
  const valuesOf = rangeReader(arrays.data);
  for (let row = 0; row < last - first; ) {
    let end = row + 1;
    while (end < last - first && pointers[end + 1] - pointers[row] <= BLOCK_ENTRIES) end++;
    const [from, to] = [pointers[row], pointers[end]];
    yield {
      samples: end - row,
      starts: Float64Array.from(pointers.subarray(row, end + 1), (pointer) => pointer - from),
      genes: await indicesOf(from, to),
      values: await valuesOf(from, to),
    };
    row = end;
  }
}

/** The problem of a sparse matrix whose arrays do not fit one another. */
export function contradiction(path: string, what: string): Problem {
  return new Problem("bad-sparse", `The sparse matrix ${path} contradicts itself: ${what}.`);
}
