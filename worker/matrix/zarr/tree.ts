/** A Zarr hierarchy as a tree of groups and arrays. Everything is fetched when it is asked for. */
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import { type NumberArray, numbersOf } from "../binary/numbers.ts";
import { fixedStrings, NameList, variableStrings, wideStrings } from "../binary/strings.ts";
import type { MatrixFolder, Platform } from "../source.ts";
import type { Attributes, Tree, TreeArray, TreeGroup, TreeNode } from "../tree/node.ts";
import { arrayV2, arrayV3, badZarr, isRecord, type Json, rawChunkBytes, shown, type ZarrArray } from "./metadata.ts";

/** A shard's index has two 64-bit numbers a chunk; all ones says that there is no such chunk. */
const INDEX_ENTRY_BYTES = 16;
const NO_CHUNK = 0xffffffffffffffffn;

interface Hierarchy {
  readonly folder: MatrixFolder;
  readonly platform: Platform;
  readonly version: 2 | 3;
}

/** @returns null where the folder is no Zarr hierarchy @throws Problem `bad-zarr` */
export async function openZarr(folder: MatrixFolder, platform: Platform): Promise<Tree | null> {
  for (const version of [3, 2] as const) {
    const root = await openNode({ folder, platform, version }, "");
    if (root !== null) return { format: `zarr-v${version}`, root };
  }
  return null;
}

const join = (path: string, name: string) => (path === "" ? name : `${path}/${name}`);

async function readJson({ folder }: Hierarchy, path: string): Promise<Json | null> {
  const bytes = await folder.read(path, LIMITS.metadataBytes);
  if (bytes === null) return null;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (isRecord(value)) return value;
  } catch (error) {
    throw new Problem("bad-zarr", `${path} is not JSON.`, { path }, error);
  }
  throw badZarr(path, "expected a JSON object");
}

function openNode(hierarchy: Hierarchy, path: string): Promise<TreeNode | null> {
  return hierarchy.version === 3 ? openV3(hierarchy, path) : openV2(hierarchy, path);
}

async function openV3(hierarchy: Hierarchy, path: string): Promise<TreeNode | null> {
  const meta = await readJson(hierarchy, join(path, "zarr.json"));
  if (meta === null) return null;
  if (meta.zarr_format !== 3) throw badZarr(path, `zarr_format is ${shown(meta.zarr_format)}; expected 3`);
  const attributes = isRecord(meta.attributes) ? meta.attributes : {};
  if (meta.node_type === "group") return group(hierarchy, path, attributes);
  if (meta.node_type === "array") return array(hierarchy, path, attributes, arrayV3(path, meta));
  throw badZarr(path, `node_type is ${shown(meta.node_type)}; expected "group" or "array"`);
}

async function openV2(hierarchy: Hierarchy, path: string): Promise<TreeNode | null> {
  const meta = await readJson(hierarchy, join(path, ".zarray"));
  if (meta === null && (await readJson(hierarchy, join(path, ".zgroup"))) === null) return null;
  const attributes = (await readJson(hierarchy, join(path, ".zattrs"))) ?? {};
  if (meta === null) return group(hierarchy, path, attributes);
  if (meta.zarr_format !== 2) throw badZarr(path, `zarr_format is ${shown(meta.zarr_format)}; expected 2`);
  return array(hierarchy, path, attributes, arrayV2(path, meta));
}

function group(hierarchy: Hierarchy, path: string, attributes: Attributes): TreeGroup {
  const { folder } = hierarchy;
  return {
    kind: "group",
    path,
    attributes,
    child: (name) => (isName(name) ? openNode(hierarchy, join(path, name)) : Promise.resolve(null)),
    names: async () => {
      const inside = path === "" ? "" : `${path}/`;
      const files = (await folder.list()).filter((file) => file.startsWith(inside));
      return [...new Set(files.map((file) => file.slice(inside.length).split("/")[0]))];
    },
  };
}

/** Names come from requests and from attributes: none may lead out of the hierarchy. */
function isName(name: string): boolean {
  return name !== "" && name.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

function array(hierarchy: Hierarchy, path: string, attributes: Attributes, meta: ZarrArray): TreeArray {
  const { element, typeName, shape, chunk, order, fill } = meta;
  const storedAt = meta.shards === null ? fileChunks(hierarchy, path, meta) : shardChunks(hierarchy, path, meta);
  const raw = Math.min(rawChunkBytes(meta), LIMITS.chunkBytes);
  const undo = ({ file, bytes }: StoredChunk) => atFile(file, () => undone(hierarchy, meta.codecs, bytes, raw));
  const type = element.kind === "number" ? element.number : element.kind === "other" ? null : "string";
  const numbersIn = async (reading: ReturnType<StoredChunks>): Promise<NumberArray | null> => {
    const stored = await reading;
    if (element.kind !== "number") throw badZarr(path, `it holds ${typeName}, not numbers`);
    return stored === null ? null : numbersOf(element.number, await undo(stored), element.littleEndian);
  };
  const numbers = (coordinates: readonly number[]) => numbersIn(storedAt(coordinates));
  const begin: TreeArray["begin"] = async (coordinates) => {
    const reading = storedAt(coordinates);
    // Whoever waits for the values learns of it.
    await reading.catch(() => undefined);
    return { values: numbersIn(reading) };
  };
  const strings = async (): Promise<string[]> => {
    if (shape.length !== 1) throw badZarr(path, `a list of names has the shape ${shape.join(" x ")}`);
    const list = new NameList(path);
    for (let index = 0; index * chunk[0] < shape[0]; index++) {
      const stored = await storedAt([index]);
      const wanted = Math.min(chunk[0], shape[0] - index * chunk[0]);
      const absent = () => Array<string>(Math.min(wanted, LIMITS.genes)).fill("");
      const found = stored === null ? absent() : stringsOf(await undo(stored), meta);
      if (found.length < wanted) throw badZarr(path, `chunk ${index} holds ${found.length} names instead of ${wanted}`);
      list.add(found, wanted);
    }
    return list.names;
  };
  const isBeside = hierarchy.platform.isBeside && meta.codecs.some((codec) => codec.isByPlatform);
  const steps = isBeside ? { begin } : {};
  return { kind: "array", path, attributes, shape, type, typeName, chunk, order, fill, numbers, ...steps, strings };
}

function stringsOf(bytes: Uint8Array, { element, typeName }: ZarrArray): string[] {
  if (element.kind === "variable-string") return variableStrings(bytes);
  if (element.kind === "fixed-string") return fixedStrings(bytes, element.bytes);
  if (element.kind === "wide-string") return wideStrings(bytes, element.bytes, element.littleEndian);
  throw new Problem("unsupported-feature", `Names are expected as strings; found ${typeName}.`, { found: typeName });
}

/** A chunk before its codecs are undone, and where it is. */
interface StoredChunk {
  readonly file: string;
  readonly bytes: Uint8Array;
}

type StoredChunks = (coordinates: readonly number[]) => Promise<StoredChunk | null>;

async function undone({ platform }: Hierarchy, codecs: ZarrArray["codecs"], stored: Uint8Array, raw: number) {
  let bytes = stored;
  // Room for checksums that a later step takes off.
  for (const codec of codecs) bytes = await codec(bytes, raw + 64, platform.decompress);
  return bytes;
}

function fileChunks({ folder }: Hierarchy, path: string, meta: ZarrArray): StoredChunks {
  return async (coordinates) => {
    const file = join(path, meta.key(coordinates));
    const bytes = await folder.read(file, LIMITS.chunkBytes);
    return bytes && { file, bytes };
  };
}

function shardChunks(hierarchy: Hierarchy, path: string, meta: ZarrArray): StoredChunks {
  const { grid, indexCodecs, indexAtEnd } = meta.shards ?? { grid: [], indexCodecs: [], indexAtEnd: true };
  const chunks = grid.reduce((product, extent) => product * extent, 1);
  let held: { file: string; index: DataView | null } | null = null;

  const indexOf = async (file: string): Promise<DataView | null> => {
    if (held?.file === file) return held.index;
    const source = await hierarchy.folder.file(file);
    if (source === null) {
      held = { file, index: null };
      return null;
    }
    // A checksum adds four bytes; nothing else is used for the index.
    const bytes = chunks * INDEX_ENTRY_BYTES + 4 * indexCodecs.length;
    if (source.read === undefined || source.size === undefined || bytes > LIMITS.metadataBytes) {
      throw badZarr(path, `the index of its shards cannot be read`);
    }
    const stored = await source.read(indexAtEnd ? source.size - bytes : 0, bytes);
    const index = await atFile(file, () => undone(hierarchy, indexCodecs, stored, bytes));
    if (index.length < chunks * INDEX_ENTRY_BYTES) throw badZarr(file, "its index is too short");
    held = { file, index: new DataView(index.buffer, index.byteOffset, index.length) };
    return held.index;
  };

  return async (coordinates) => {
    const file = join(path, meta.key(coordinates.map((at, axis) => Math.floor(at / grid[axis]))));
    const index = await indexOf(file);
    const place = coordinates.reduce((sum, at, axis) => sum * grid[axis] + (at % grid[axis]), 0);
    const offset = index?.getBigUint64(INDEX_ENTRY_BYTES * place, true) ?? NO_CHUNK;
    const length = index?.getBigUint64(INDEX_ENTRY_BYTES * place + 8, true) ?? NO_CHUNK;
    if (offset === NO_CHUNK && length === NO_CHUNK) return null;
    if (length > LIMITS.chunkBytes)
      throw badZarr(file, `a chunk in it has ${length} bytes; the limit is ${LIMITS.chunkBytes}`);
    const source = await hierarchy.folder.file(file);
    const bytes = await source?.read?.(Number(offset), Number(length));
    if (bytes === undefined || BigInt(bytes.length) !== length) throw badZarr(file, "it ends within a chunk");
    return { file, bytes };
  };
}

/** Says in which file a block is damaged. */
async function atFile<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem) || error.type !== "bad-chunk") throw error;
    throw new Problem("bad-chunk", `${file}: ${error.message}`, { ...error.details, path: file }, error);
  }
}
