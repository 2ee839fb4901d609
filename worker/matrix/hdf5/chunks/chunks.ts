/** Finding the chunks of a dataset, whatever keeps their index. */
import { LIMITS } from "../../../limits.ts";
import type { Dataspace } from "../datatype.ts";
import { badHdf5, type Hdf5File } from "../file.ts";
import { cursorOf } from "../header.ts";
import { readNodeV1, recordsV2 } from "./btree.ts";
import { extensibleArray } from "./extensible-array.ts";
import { fixedArray } from "./fixed-array.ts";
import type { Layout } from "./layout.ts";

/** A chunk as it is stored. */
export interface StoredChunk {
  readonly address: number;
  readonly bytes: number;
  /** A bit for each filter it did not go through. */
  readonly skipped: number;
}

/** The chunk at these coordinates (counted in chunks), or null where none was written. */
export type ChunkFinder = (coordinates: readonly number[]) => Promise<StoredChunk | null>;

/** The chunk with this number, if its array says so: reads an element of an index. */
export type ElementReader = (index: number) => Promise<StoredChunk | null>;

type Chunked = Extract<Layout, { kind: "chunked" }>;

/** @param chunkBytes bytes of a chunk before its filters */
export async function chunkFinder(
  file: Hdf5File,
  layout: Chunked,
  { shape, most }: Dataspace,
  chunkBytes: number,
  filtered: boolean,
): Promise<ChunkFinder> {
  const { index, address, chunk } = layout;
  if (!Number.isFinite(address)) return async () => null;
  if (index.kind === "tree-1") return treeFinder(file, address, chunk);
  if (index.kind === "tree-2") return recordFinder(file, address, chunk.length, chunkBytes);
  if (index.kind === "single") {
    const only = { address, bytes: index.bytes ?? chunkBytes, skipped: index.skipped };
    return async () => only;
  }
  // Arrays number the chunks by how far the axes may grow; one without limit comes first.
  const grows = most.map((extent, axis) => (Number.isFinite(extent) ? extent : shape[axis]));
  const counts = grows.map((extent, axis) => Math.ceil(extent / chunk[axis]));
  const free = most.findIndex((extent) => !Number.isFinite(extent));
  const axes = [...counts.keys()];
  const order = free > 0 ? [free, ...axes.filter((axis) => axis !== free)] : axes;
  const numberOf = (coordinates: readonly number[]) =>
    order.reduce((sum, axis) => sum * counts[axis] + coordinates[axis], 0);
  if (index.kind === "implicit") {
    return async (coordinates) => ({
      address: address + numberOf(coordinates) * chunkBytes,
      bytes: chunkBytes,
      skipped: 0,
    });
  }
  const open = index.kind === "fixed-array" ? fixedArray : extensibleArray;
  const element = await open(file, address, filtered ? null : chunkBytes);
  return (coordinates) => element(numberOf(coordinates));
}

/** Walks a tree of version 1 down to the chunk (section III.A.1, node type 1). */
function treeFinder(file: Hdf5File, root: number, chunk: readonly number[]): ChunkFinder {
  const axes = chunk.length;
  const keyBytes = 8 + 8 * (axes + 1);
  return async (coordinates) => {
    let address = root;
    for (let above = Number.POSITIVE_INFINITY; ; ) {
      const { level, entries, cursor } = await readNodeV1(file, address, 1, keyBytes);
      if (level >= above) throw badHdf5("a tree's levels do not descend", address);
      above = level;
      let found: (StoredChunk & { readonly exact: boolean }) | null = null;
      for (let entry = 0; entry < entries; entry++) {
        const [bytes, skipped] = [cursor.u32(), cursor.u32()];
        const offsets = Array.from({ length: axes }, () => cursor.uint(8));
        cursor.skip(8);
        const child = cursor.uint(file.addressBytes);
        const order = compare(offsets, coordinates, chunk);
        if (order > 0) break;
        found = { address: child, bytes, skipped, exact: order === 0 };
      }
      if (found === null) return null;
      if (level === 0) return found.exact ? found : null;
      address = found.address;
    }
  };
}

function compare(offsets: readonly number[], coordinates: readonly number[], chunk: readonly number[]): number {
  for (let axis = 0; axis < offsets.length; axis++) {
    const difference = offsets[axis] - coordinates[axis] * chunk[axis];
    if (difference !== 0) return difference;
  }
  return 0;
}

const PLAIN_CHUNKS = 10;
const FILTERED_CHUNKS = 11;

/** All chunks of a tree of version 2 by their coordinates (section III.A.2, record types 10 and 11). */
async function recordFinder(file: Hdf5File, root: number, axes: number, chunkBytes: number): Promise<ChunkFinder> {
  const { type, records } = await recordsV2(file, root);
  if (type !== PLAIN_CHUNKS && type !== FILTERED_CHUNKS) throw badHdf5("a tree is of the wrong kind", root);
  const chunks = new Map<string, StoredChunk>();
  for (const record of records) {
    const cursor = cursorOf(record, root);
    const address = cursor.uint(file.addressBytes);
    const sizeBytes = record.length - file.addressBytes - 4 - 8 * axes;
    const bytes = type === FILTERED_CHUNKS ? cursor.uint(sizeBytes) : chunkBytes;
    const skipped = type === FILTERED_CHUNKS ? cursor.u32() : 0;
    chunks.set(Array.from({ length: axes }, () => cursor.uint(8)).join(), { address, bytes, skipped });
  }
  return async (coordinates) => chunks.get(coordinates.join()) ?? null;
}

/**
 * Reads an element of an array index: an address, and behind filters the stored size and the filters left out.
 *
 * @param chunkBytes of a chunk without filters, null behind filters
 */
export async function readElement(
  file: Hdf5File,
  address: number,
  elementBytes: number,
  chunkBytes: number | null,
): Promise<StoredChunk | null> {
  const cursor = await file.structure(address, elementBytes);
  const chunk = cursor.uint(file.addressBytes);
  if (!Number.isFinite(chunk)) return null;
  if (chunkBytes !== null) return { address: chunk, bytes: chunkBytes, skipped: 0 };
  const bytes = cursor.uint(elementBytes - file.addressBytes - 4);
  if (bytes > LIMITS.chunkBytes) throw badHdf5(`a chunk has ${bytes} bytes`, address);
  return { address: chunk, bytes, skipped: cursor.u32() };
}
