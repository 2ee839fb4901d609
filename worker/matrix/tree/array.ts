/** Parts of chunked arrays: ranges of one axis, and rows of two. */
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import { allocate, heldSize, type NumberArray, type NumberType } from "../binary/numbers.ts";
import type { DenseBlock } from "../reader.ts";
import type { TreeArray } from "./node.ts";

export type NumericArray = TreeArray & { readonly type: NumberType };

/** @throws Problem `unsupported-feature` if the array does not hold numbers, `chunk-too-large` */
export function numeric(array: TreeArray): NumericArray {
  const { type } = array;
  if (type === null || type === "string") {
    const detail = `${array.path} holds ${array.typeName}, not numbers.`;
    throw new Problem("unsupported-feature", detail, { found: array.typeName, expected: "integers or floats" });
  }
  const bytes = chunkBytes({ ...array, type });
  if (bytes > LIMITS.chunkBytes) {
    const detail =
      `A chunk of ${array.path} has ${array.chunk.join(" x ")} values, ${bytes} bytes; the limit is ${LIMITS.chunkBytes}. ` +
      "Write it with smaller chunks, for instance of 256 samples.";
    throw new Problem("chunk-too-large", detail, { limit: LIMITS.chunkBytes, found: bytes });
  }
  return { ...array, type };
}

function chunkBytes({ chunk, type }: NumericArray): number {
  return heldSize(type) * chunk.reduce((product, extent) => product * extent, 1);
}

/** A chunk's values. @throws Problem `bad-chunk` if it is shorter than `needed` values */
async function valuesOf(array: NumericArray, chunk: readonly number[], needed: number): Promise<NumberArray | null> {
  return checked(array, chunk, needed, await array.numbers(chunk));
}

function checked(
  array: NumericArray,
  chunk: readonly number[],
  needed: number,
  values: NumberArray | null,
): NumberArray | null {
  if (values === null || values.length >= needed) return values;
  const detail = `Chunk ${chunk.join(", ")} of ${array.path} holds ${values.length} values; at least ${needed} were expected.`;
  throw new Problem("bad-chunk", detail, { found: values.length, expected: `${needed} values` });
}

/** Reads ranges [first, last) of a one-dimensional array; ranges that follow each other share the chunk between them. */
export type RangeReader = (first: number, last: number) => Promise<NumberArray>;

/** @param sparse whether chunks may be missing; otherwise that is an error */
export function rangeReader(array: NumericArray, sparse = false): RangeReader {
  const [extent] = array.chunk;
  let held: { readonly index: number; readonly values: NumberArray | null } | null = null;
  return async (first, last) => {
    const range = allocate(array.type, last - first);
    for (let index = Math.floor(first / extent); index * extent < last; index++) {
      const start = index * extent;
      const from = Math.max(first, start);
      const to = Math.min(last, start + extent);
      if (held?.index !== index) {
        const needed = Math.min(extent, array.shape[0] - start);
        held = { index, values: await valuesOf(array, [index], needed) };
      }
      if (held.values !== null) range.set(held.values.subarray(from - start, to - start), from - first);
      else if (sparse) range.fill(array.fill, from - first, to - first);
      else throw missingChunk(array, [index]);
    }
    return range;
  };
}

/** Bytes that {@link rowBlocks} holds at once: a chunk as it is stored and undone, and the values that are worked on meanwhile. */
export function rowBlockBytes(array: NumericArray): number {
  if (!isWide(array)) return 2 * chunkBytes(array) + rowsAtOnce(array) * array.shape[1] * heldSize(array.type);
  return (array.begin === undefined ? 2 : 3) * chunkBytes(array);
}

/** Whether chunks hold whole rows, as they are handed on. */
function isWide({ chunk, shape, order }: NumericArray): boolean {
  return chunk[1] === shape[1] && order === "C";
}

/** Rows of a block that is put together from several chunks. */
function rowsAtOnce({ chunk, shape, type }: NumericArray): number {
  return Math.max(1, Math.min(chunk[0], Math.floor(LIMITS.blockBytes / (shape[1] * heldSize(type)))));
}

/**
 * The rows [first, last) of a two-dimensional array, in blocks that end where chunks end. Only their chunks are fetched; each is
 * fetched once, or more often where a row of chunks is larger than {@link LIMITS.blockBytes}.
 */
export async function* rowBlocks(array: NumericArray, first: number, last: number): AsyncGenerator<DenseBlock, void> {
  if (isWide(array)) {
    yield* wideBlocks(array, first, last);
    return;
  }
  const [height] = array.chunk;
  for (let band = Math.floor(first / height); band * height < last; band++) {
    const top = band * height;
    const from = Math.max(first, top);
    const to = Math.min(last, top + height);
    const most = rowsAtOnce(array);
    for (let start = from; start < to; start += most) {
      const rows = Math.min(most, to - start);
      yield { samples: rows, values: await assemble(array, band, start - top, rows) };
    }
  }
}

/** Chunks of whole rows; the next one is undone while one is worked on, where that is beside the work. */
async function* wideBlocks(array: NumericArray, first: number, last: number): AsyncGenerator<DenseBlock, void> {
  const [height, columns] = array.chunk;
  let ahead: Awaited<ReturnType<NonNullable<NumericArray["begin"]>>> | null = null;
  try {
    for (let band = Math.floor(first / height); band * height < last; band++) {
      const place = [band, 0];
      const rows = Math.min(height, last - band * height);
      const values = checked(array, place, rows * columns, await (ahead?.values ?? array.numbers(place)));
      if (values === null) throw missingChunk(array, place);
      ahead = (band + 1) * height < last ? ((await array.begin?.([band + 1, 0])) ?? null) : null;
      // Whoever asks for the chunk learns of it.
      ahead?.values.catch(() => undefined);
      const skip = Math.max(0, first - band * height);
      yield { samples: rows - skip, values: values.subarray(skip * columns, rows * columns) };
    }
  } finally {
    // Its memory is lent until then.
    await ahead?.values.catch(() => undefined);
  }
}

/** Rows [skip, skip + rows) of a band of chunks, side by side. */
async function assemble(array: NumericArray, band: number, skip: number, rows: number): Promise<NumberArray> {
  const { chunk, shape, order, fill } = array;
  const [height, width] = chunk;
  const columns = shape[1];
  const block = allocate(array.type, rows * columns);
  let found = false;
  for (let index = 0; index * width < columns; index++) {
    const left = index * width;
    const wide = Math.min(width, columns - left);
    const values = await valuesOf(array, [band, index], height * width);
    if (values !== null) found = true;
    for (let row = 0; row < rows; row++) {
      const into = row * columns + left;
      if (values === null) block.fill(fill, into, into + wide);
      else if (order === "C") {
        const at = (skip + row) * width;
        block.set(values.subarray(at, at + wide), into);
      } else for (let column = 0; column < wide; column++) block[into + column] = values[column * height + skip + row];
    }
  }
  // Writers leave out chunks of zeros, but a sample without any expression is more likely an upload that is not complete.
  if (!found) throw missingChunk(array, [band, 0]);
  return block;
}

function missingChunk({ path }: TreeArray, chunk: readonly number[]): Problem {
  const detail = `Chunk ${chunk.join(", ")} of ${path} is missing. Was the matrix uploaded completely?`;
  return new Problem("truncated-file", detail, { found: "no chunk" });
}
