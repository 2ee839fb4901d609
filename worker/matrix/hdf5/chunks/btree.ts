/** B-trees: version 1 (section III.A.1) finds groups' names and chunks, version 2 (section III.A.2) all else. */
import type { Cursor } from "../../binary/cursor.ts";
import { badHdf5, type Hdf5File } from "../file.ts";

const MOST_DEPTH = 24;
const MOST_NODES = 100_000;

/** A node of a tree of version 1, its cursor at the first key. */
export interface NodeV1 {
  readonly level: number;
  readonly entries: number;
  readonly cursor: Cursor;
}

/** @param keyBytes of a key; between each two keys stands the address of a child */
export async function readNodeV1(file: Hdf5File, address: number, type: 0 | 1, keyBytes: number): Promise<NodeV1> {
  const headBytes = 8 + 2 * file.addressBytes;
  const head = await file.structure(address, headBytes);
  head.expect("TREE");
  if (head.u8() !== type) throw badHdf5("a tree is of the wrong kind", address);
  const [level, entries] = [head.u8(), head.u16()];
  if (level > MOST_DEPTH) throw badHdf5(`a tree has ${level} levels`, address);
  const cursor = await file.structure(address, headBytes + entries * (keyBytes + file.addressBytes) + keyBytes);
  cursor.skip(headBytes);
  return { level, entries, cursor };
}

/** Addresses of the leaves' children of a group's tree, in order. */
export async function symbolNodes(file: Hdf5File, address: number): Promise<number[]> {
  const found: number[] = [];
  let nodes = 0;
  const visit = async (at: number, above: number): Promise<void> => {
    if (++nodes > MOST_NODES) throw badHdf5("a tree has no end", address);
    const { level, entries, cursor } = await readNodeV1(file, at, 0, file.lengthBytes);
    if (level >= above) throw badHdf5("a tree's levels do not descend", at);
    const children: number[] = [];
    for (let i = 0; i < entries; i++) {
      cursor.skip(file.lengthBytes);
      children.push(cursor.uint(file.addressBytes));
    }
    if (level === 0) found.push(...children);
    else for (const child of children) await visit(child, level);
  };
  await visit(address, MOST_DEPTH + 1);
  return found;
}

/** Bytes that a number up to `limit` takes. */
const sizeOf = (limit: number) => Math.floor(Math.log2(Math.max(1, limit)) / 8) + 1;

/** Head and checksum of a node of version 2. */
const NODE_OVERHEAD = 10;
const MOST_RECORDS = 1_000_000;

/** The records of a tree of version 2, in order, and their type. */
export async function recordsV2(file: Hdf5File, address: number): Promise<{ type: number; records: Uint8Array[] }> {
  const { addressBytes, lengthBytes } = file;
  const head = await file.structure(address, 22 + addressBytes + lengthBytes);
  head.expect("BTHD");
  head.skip(1);
  const type = head.u8();
  const [nodeBytes, recordBytes, depth] = [head.u32(), head.u16(), head.u16()];
  head.skip(2);
  const [root, inRoot, total] = [head.uint(addressBytes), head.u16(), head.uint(lengthBytes)];
  if (depth > MOST_DEPTH || recordBytes === 0 || total > MOST_RECORDS || nodeBytes <= NODE_OVERHEAD) {
    throw badHdf5("a tree's header makes no sense", address);
  }
  const records: Uint8Array[] = [];
  if (!Number.isFinite(root)) return { type, records };

  // How many records a node of each level holds decides how many bytes their numbers take.
  const leafMost = Math.floor((nodeBytes - NODE_OVERHEAD) / recordBytes);
  const countBytes = sizeOf(leafMost);
  const totalBytes = [0];
  let below = leafMost;
  for (let level = 1; level <= depth; level++) {
    const pointer = addressBytes + countBytes + totalBytes[level - 1];
    const most = Math.floor((nodeBytes - NODE_OVERHEAD - pointer) / (recordBytes + pointer));
    below = (most + 1) * below + most;
    totalBytes.push(sizeOf(below));
  }
  let nodes = 0;
  const visit = async (at: number, count: number, level: number): Promise<void> => {
    if (++nodes > MOST_NODES || records.length > MOST_RECORDS) throw badHdf5("a tree has no end", address);
    const cursor = await file.structure(at, nodeBytes);
    cursor.expect(level === 0 ? "BTLF" : "BTIN");
    cursor.skip(2);
    const own = Array.from({ length: count }, () => cursor.take(recordBytes));
    if (level === 0) {
      records.push(...own);
      return;
    }
    for (let child = 0; child <= count; child++) {
      const [next, inChild] = [cursor.uint(addressBytes), cursor.uint(countBytes)];
      cursor.skip(totalBytes[level - 1]);
      await visit(next, inChild, level - 1);
      if (child < count) records.push(own[child]);
    }
  };
  await visit(root, inRoot, depth);
  return { type, records };
}
