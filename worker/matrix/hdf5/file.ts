/**
 * An HDF5 file, read by ranges: descriptions come through a cache of pages, values directly.
 * Source of this folder: "HDF5 File Format Specification Version 3.0" (The HDF Group); section numbers refer to it.
 *
 * Why not a library: jsfive takes the whole file in memory, and h5wasm's module may not be compiled in a Worker. Figures in
 * docs/formats.md.
 */
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import { Cursor } from "../binary/cursor.ts";
import type { RangedSource } from "../source.ts";

const PAGE_BYTES = 64 * 1024;
const PAGES = 48;

export interface Hdf5File {
  readonly size: number;
  /** Bytes of an address and of a length. */
  readonly addressBytes: number;
  readonly lengthBytes: number;
  /** Where addresses count from. */
  readonly base: number;
  /** A structure of the file's description. @throws Problem `truncated-file` */
  structure(address: number, bytes: number): Promise<Cursor>;
  /** Stored values. @throws Problem `truncated-file` */
  values(address: number, bytes: number): Promise<Uint8Array>;
}

/** Bytes that the cache of pages takes. */
export const HDF5_CACHE_BYTES = PAGES * PAGE_BYTES;

/** The problem of a damaged file: `what` is wrong at byte `where`. */
export function badHdf5(what: string, where?: number): Problem {
  const at = where === undefined ? "" : ` at byte ${where}`;
  return new Problem(
    "bad-hdf5",
    `The HDF5 file is damaged${at}: ${what}.`,
    where === undefined ? {} : { offset: where },
  );
}

/**
 * Opens the file by its superblock (section II.A), versions 0 to 3.
 *
 * @returns the file and the address of the root group's header
 * @throws Problem `bad-hdf5`, `truncated-file`
 */
export async function openHdf5File(source: RangedSource): Promise<{ file: Hdf5File; root: number }> {
  const { size = 0 } = source;
  const structure = pageReader(source, size);
  const head = await structure(0, Math.min(size, 96));
  head.skip(8);
  const version = head.u8();
  if (version > 3) throw badHdf5(`superblock version ${version} is not known`, 8);
  if (version <= 1) head.skip(4);
  const [addressBytes, lengthBytes] = [head.u8(), head.u8()];
  if (![4, 8].includes(addressBytes) || ![4, 8].includes(lengthBytes)) {
    throw badHdf5(`addresses of ${addressBytes} bytes and lengths of ${lengthBytes} bytes are not known`, 9);
  }
  if (version <= 1) head.skip(1 + 4 + 4 + (version === 1 ? 4 : 0));
  else head.skip(1);
  const base = head.uint(addressBytes);
  head.skip(addressBytes);
  const end = head.uint(addressBytes);
  head.skip(version <= 1 ? 2 * addressBytes : 0);
  const root = head.uint(addressBytes);
  if (end > size) {
    const detail = `The HDF5 file should have ${end} bytes and has ${size}. Was it copied completely?`;
    throw new Problem("truncated-file", detail, { found: size, expected: `${end} bytes` });
  }
  const file: Hdf5File = {
    size,
    addressBytes,
    lengthBytes,
    base,
    structure: (address, bytes) => structure(base + address, bytes),
    values: (address, bytes) => read(source, size, base + address, bytes),
  };
  return { file, root };
}

async function read(source: RangedSource, size: number, offset: number, bytes: number): Promise<Uint8Array> {
  if (!(offset >= 0 && bytes >= 0 && offset + bytes <= size)) throw beyond(offset, bytes, size);
  if (bytes > LIMITS.chunkBytes) {
    const detail = `A block of ${bytes} bytes at byte ${offset} is over the limit of ${LIMITS.chunkBytes}. Write it with smaller chunks.`;
    throw new Problem("chunk-too-large", detail, { offset, limit: LIMITS.chunkBytes });
  }
  const found = bytes === 0 ? new Uint8Array(0) : await source.read(offset, bytes);
  if (found.length !== bytes) throw beyond(offset, bytes, offset + found.length);
  return found;
}

function beyond(offset: number, bytes: number, size: number): Problem {
  const detail = `The HDF5 file has ${size} bytes, and ${bytes} bytes at ${offset} were needed. Was it copied completely?`;
  return new Problem("truncated-file", detail, { offset, found: size });
}

/** Structures from pages that are kept, the least recently used given up. */
function pageReader(source: RangedSource, size: number): Hdf5File["structure"] {
  const pages = new Map<number, Promise<Uint8Array>>();
  const page = (index: number): Promise<Uint8Array> => {
    const held = pages.get(index);
    const start = index * PAGE_BYTES;
    const found = held ?? read(source, size, start, Math.min(PAGE_BYTES, size - start));
    pages.delete(index);
    pages.set(index, found);
    if (pages.size > PAGES) pages.delete(pages.keys().next().value ?? index);
    return found;
  };
  return async (offset, bytes) => {
    const fail = (what: string) => badHdf5(what, offset);
    if (!(offset >= 0 && bytes >= 0 && offset + bytes <= size)) throw beyond(offset, bytes, size);
    if (bytes > PAGE_BYTES) return new Cursor(await read(source, size, offset, bytes), fail);
    const first = Math.floor(offset / PAGE_BYTES);
    const from = offset - first * PAGE_BYTES;
    const head = await page(first);
    if (from + bytes <= head.length) return new Cursor(head.subarray(from, from + bytes), fail);
    const joined = new Uint8Array(bytes);
    joined.set(head.subarray(from));
    joined.set((await page(first + 1)).subarray(0, bytes - (head.length - from)), head.length - from);
    return new Cursor(joined, fail);
  };
}
