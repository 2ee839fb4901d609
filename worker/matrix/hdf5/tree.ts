/** An HDF5 file as a tree of groups and arrays. */
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import { type NumberArray, numbersOf } from "../binary/numbers.ts";
import { fixedStrings, NameList } from "../binary/strings.ts";
import type { Platform, RangedSource } from "../source.ts";
import type { Tree, TreeArray, TreeGroup, TreeNode } from "../tree/node.ts";
import { readAttributes, type StringReader } from "./attribute.ts";
import { chunkFinder } from "./chunks/chunks.ts";
import { unfiltered } from "./chunks/filters.ts";
import { type Layout, readFilters, readLayout } from "./chunks/layout.ts";
import { type Dataspace, type Datatype, readDataspace, readDatatype } from "./datatype.ts";
import { badHdf5, type Hdf5File, openHdf5File } from "./file.ts";
import { readMembers } from "./group.ts";
import { cursorOf, findMessage, MESSAGE, type Message, readHeader } from "./header.ts";
import { globalHeap } from "./heap.ts";

/** Bytes of a piece of a dataset that is not cut into chunks. */
const PIECE_BYTES = 1024 * 1024;

interface Reading {
  readonly file: Hdf5File;
  readonly platform: Platform;
  readonly stringAt: StringReader;
}

/** @throws Problem `bad-hdf5`, `truncated-file`, `unsupported-feature` */
export async function openHdf5(source: RangedSource, platform: Platform): Promise<Tree> {
  const { file, root } = await openHdf5File(source);
  const node = await openNode({ file, platform, stringAt: globalHeap(file) }, "", root);
  if (node === null) throw badHdf5("its root is no group", root);
  return { format: "hdf5", root: node };
}

async function openNode(reading: Reading, path: string, address: number): Promise<TreeNode | null> {
  const { file, stringAt } = reading;
  const messages = await readHeader(file, address);
  const attributes = await readAttributes(file, messages, stringAt);
  const members = await readMembers(file, messages);
  if (members === null) return openArray(reading, path, messages, attributes);
  const child: TreeGroup["child"] = async (name) => {
    const [first, ...rest] = name.split("/");
    const member = members.get(first);
    if (member === undefined) return null;
    const node = await openNode(reading, path === "" ? first : `${path}/${first}`, member);
    if (rest.length === 0) return node;
    return node?.kind === "group" ? node.child(rest.join("/")) : null;
  };
  return { kind: "group", path, attributes, child, names: async () => [...members.keys()] };
}

/** @returns null for what is neither group nor dataset (a committed datatype) */
async function openArray(
  reading: Reading,
  path: string,
  messages: readonly Message[],
  attributes: TreeArray["attributes"],
): Promise<TreeArray | null> {
  const { file } = reading;
  const [space, typeBody, place] = [MESSAGE.dataspace, MESSAGE.datatype, MESSAGE.layout].map((type) =>
    findMessage(messages, type),
  );
  if (space === null || typeBody === null || place === null) return null;
  const dataspace = readDataspace(file, space);
  const type = readDatatype(typeBody);
  const layout = readLayout(file, place);
  const { shape } = dataspace;
  const chunk = layout.kind === "chunked" ? layout.chunk : pieceOf(shape, type.bytes);
  if (chunk.length !== shape.length) throw badHdf5(`${path} has ${shape.length} axes, its chunks ${chunk.length}`);
  const bytesOf = await chunkReader(reading, messages, layout, dataspace, chunk, type);
  const numbers = async (coordinates: readonly number[]): Promise<NumberArray | null> => {
    if (type.kind !== "number") throw badHdf5(`${path} holds no numbers`);
    const bytes = await atPath(path, () => bytesOf(coordinates));
    return bytes === null ? null : numbersOf(type.number, bytes, type.littleEndian);
  };
  const strings = async (): Promise<string[]> => {
    if (shape.length !== 1) throw badHdf5(`a list of names has the shape ${shape.join(" x ")}`);
    const list = new NameList(path);
    for (let index = 0; index * chunk[0] < shape[0]; index++) {
      const bytes = await atPath(path, () => bytesOf([index]));
      const wanted = Math.min(chunk[0], shape[0] - index * chunk[0]);
      if (bytes === null || bytes.length < wanted * type.bytes) throw badHdf5(`${path} ends within its names`);
      list.add(await stringsOf(reading, type, bytes, wanted));
    }
    return list.names;
  };
  return {
    kind: "array",
    path,
    attributes,
    shape,
    type: type.kind === "number" ? type.number : type.kind === "other" ? null : "string",
    typeName: type.kind === "other" ? type.name : type.kind,
    chunk,
    order: "C",
    fill: fillValue(findMessage(messages, MESSAGE.fill), type),
    numbers,
    strings,
  };
}

/** Whole rows of about a megabyte. */
function pieceOf(shape: readonly number[], elementBytes: number): number[] {
  const row = shape.slice(1).reduce((product, extent) => product * extent, elementBytes);
  return shape.map((extent, axis) =>
    axis === 0 ? Math.max(1, Math.min(extent, Math.floor(PIECE_BYTES / Math.max(1, row)))) : Math.max(1, extent),
  );
}

type ChunkBytes = (coordinates: readonly number[]) => Promise<Uint8Array | null>;

async function chunkReader(
  { file, platform }: Reading,
  messages: readonly Message[],
  layout: Layout,
  dataspace: Dataspace,
  chunk: readonly number[],
  type: Datatype,
): Promise<ChunkBytes> {
  const chunkBytes = chunk.reduce((product, extent) => product * extent, type.bytes);
  if (layout.kind !== "chunked") {
    const total = dataspace.shape.reduce((product, extent) => product * extent, type.bytes);
    const held = layout.kind === "compact" ? layout.bytes.length : layout.bytes;
    if (held < total && Number.isFinite(layout.kind === "compact" ? 0 : layout.address)) {
      throw badHdf5(`a dataset has ${held} bytes, and its values take ${total}`);
    }
    return async ([index]) => {
      const from = index * chunkBytes;
      const bytes = Math.min(chunkBytes, total - from);
      if (layout.kind === "compact") return layout.bytes.subarray(from, from + bytes);
      return Number.isFinite(layout.address) ? file.values(layout.address + from, bytes) : null;
    };
  }
  const filterBody = findMessage(messages, MESSAGE.filters);
  const filters = filterBody === null ? [] : readFilters(filterBody);
  const find = await chunkFinder(file, layout, dataspace, chunkBytes, filters.length > 0);
  return async (coordinates) => {
    const stored = await find(coordinates);
    if (stored === null) return null;
    const bytes = await file.values(stored.address, stored.bytes);
    const limit = Math.min(chunkBytes, LIMITS.chunkBytes);
    const values = await unfiltered(bytes, filters, stored.skipped, type.bytes, limit, platform.decompress);
    return values.subarray(0, chunkBytes);
  };
}

async function stringsOf({ stringAt }: Reading, type: Datatype, bytes: Uint8Array, count: number): Promise<string[]> {
  const cells = bytes.subarray(0, count * type.bytes);
  // Fortran programs pad with blanks.
  if (type.kind === "fixed-string") return fixedStrings(cells, type.bytes).map((name) => name.trimEnd());
  const names: string[] = [];
  if (type.kind !== "variable-string") {
    throw new Problem("unsupported-feature", "Names are expected as strings; found other values.", {
      found: type.kind,
    });
  }
  for (let at = 0; at < cells.length; at += type.bytes) names.push(await stringAt(cells.subarray(at, at + type.bytes)));
  return names;
}

/** Section IV.A.2.f; 0 where none was chosen. */
function fillValue(body: Uint8Array | null, type: Datatype): number {
  if (body === null || type.kind !== "number") return 0;
  const cursor = cursorOf(body);
  const version = cursor.u8();
  if (version < 3) cursor.skip(2);
  const flags = cursor.u8();
  const isDefined = version < 3 ? flags !== 0 : (flags & 0x20) !== 0;
  if (!isDefined || cursor.left < 4) return 0;
  const bytes = cursor.u32();
  return bytes === type.bytes ? numbersOf(type.number, cursor.take(bytes), type.littleEndian)[0] : 0;
}

/** Says which dataset holds a damaged block. */
async function atPath<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem) || error.type !== "bad-chunk") throw error;
    throw new Problem("bad-chunk", `${path}: ${error.message}`, { ...error.details, path }, error);
  }
}
