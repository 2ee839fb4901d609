/**
 * What Zarr says of an array, versions 2 and 3 brought into one form.
 * Sources: Zarr storage specification 2, Zarr core protocol 3.0, and the numcodecs configurations that Python writes.
 */
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import { isNumberType, NUMBER_TYPES, type NumberType } from "../binary/numbers.ts";
import { type Codec, codecOf } from "./codecs.ts";

/** What the elements of an array are. */
export type ElementType =
  | { readonly kind: "number"; readonly number: NumberType; readonly littleEndian: boolean }
  | { readonly kind: "variable-string" }
  /** One byte a character. */
  | { readonly kind: "fixed-string"; readonly bytes: number }
  /** Four bytes a character. */
  | { readonly kind: "wide-string"; readonly bytes: number; readonly littleEndian: boolean }
  | { readonly kind: "other"; readonly name: string };

/** Chunks that lie together in one file, with an index of where each begins. */
export interface Shards {
  /** Chunks of a shard along each axis. */
  readonly grid: readonly number[];
  readonly indexCodecs: readonly Codec[];
  readonly indexAtEnd: boolean;
}

export interface ZarrArray {
  readonly shape: readonly number[];
  readonly chunk: readonly number[];
  readonly order: "C" | "F";
  readonly element: ElementType;
  readonly typeName: string;
  readonly fill: number;
  /** In the order in which they are undone. */
  readonly codecs: readonly Codec[];
  readonly shards: Shards | null;
  /** File of a chunk (or shard) relative to the array. */
  readonly key: (chunk: readonly number[]) => string;
}

export type Json = Readonly<Record<string, unknown>>;

/** Whether parsed JSON is an object, neither list nor null. */
export function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value of a description for a message; never the inside of one, which may be nested without end. */
export function shown(value: unknown): string {
  if (Array.isArray(value))
    return value.every((item) => typeof item === "number") ? `[${value.slice(0, 8)}]` : "a list";
  return typeof value === "string" ? `"${value.slice(0, 80)}"` : isRecord(value) ? "an object" : String(value);
}

/** A name, for what should be one. */
function nameOf(value: unknown): string {
  return typeof value === "string" ? value : shown(value);
}

/** The problem of a hierarchy that is described wrongly at `path`. */
export function badZarr(path: string, what: string): Problem {
  return new Problem("bad-zarr", `${path === "" ? "The root of the Zarr hierarchy" : path}: ${what}.`, { path });
}

/** @param bytes `.zarray` @throws Problem `bad-zarr`, `unsupported-feature` */
export function arrayV2(path: string, meta: Json): ZarrArray {
  const shape = extents(path, meta.shape, "shape", 0);
  const chunk = extents(path, meta.chunks, "chunks", 1);
  checkAxes(path, shape, chunk);
  const filters = Array.isArray(meta.filters) ? meta.filters : [];
  const strings = filters.some((filter) => isRecord(filter) && filter.id === "vlen-utf8");
  const typeName = nameOf(meta.dtype);
  const element: ElementType = typeName === "|O" && strings ? { kind: "variable-string" } : elementV2(typeName);
  const compressor = isRecord(meta.compressor) ? [codecOf(path, nameOf(meta.compressor.id), meta.compressor)] : [];
  const others = filters.filter((filter) => !(isRecord(filter) && filter.id === "vlen-utf8"));
  const undoFilters = others
    .map((filter) => codecOf(path, isRecord(filter) ? nameOf(filter.id) : "?", isRecord(filter) ? filter : {}))
    .reverse();
  const separator = meta.dimension_separator === "/" ? "/" : ".";
  return {
    shape,
    chunk,
    order: meta.order === "F" ? "F" : "C",
    element,
    typeName,
    fill: fillValue(meta.fill_value),
    codecs: [...compressor, ...undoFilters],
    shards: null,
    key: (coordinates) => (coordinates.length === 0 ? "0" : coordinates.join(separator)),
  };
}

const KINDS: Record<string, string> = { i: "int", u: "uint", f: "float" };

function elementV2(dtype: string): ElementType {
  const [, endian, kind, size] = /^([<>|])([a-zA-Z])(\d+)$/.exec(dtype) ?? [];
  const bytes = Number(size);
  const littleEndian = endian !== ">";
  const number = `${KINDS[kind]}${8 * bytes}`;
  if (isNumberType(number)) return { kind: "number", number, littleEndian };
  if (kind === "b") return { kind: "number", number: "uint8", littleEndian };
  if (kind === "S" && bytes > 0) return { kind: "fixed-string", bytes };
  if (kind === "U" && bytes > 0) return { kind: "wide-string", bytes: 4 * bytes, littleEndian };
  return { kind: "other", name: dtype };
}

/** @param meta `zarr.json` of an array @throws Problem `bad-zarr`, `unsupported-feature` */
export function arrayV3(path: string, meta: Json): ZarrArray {
  const shape = extents(path, meta.shape, "shape", 0);
  const grid = configuration(meta.chunk_grid);
  const outer = extents(path, grid.chunk_shape, "chunk_shape", 1);
  checkAxes(path, shape, outer);
  const [first] = codecList(path, meta.codecs);
  const sharded = isRecord(first) && first.name === "sharding_indexed" ? configuration(first) : null;
  const chunk = sharded === null ? outer : extents(path, sharded.chunk_shape, "chunk_shape of the shards", 1);
  checkAxes(path, shape, chunk);
  if (chunk.some((extent, axis) => outer[axis] % extent !== 0)) {
    throw badZarr(path, `shards of ${outer.join(" x ")} cannot be divided into chunks of ${chunk.join(" x ")}`);
  }
  const encoded = encoding(path, sharded === null ? meta.codecs : sharded.codecs, shape.length);
  const shards =
    sharded === null
      ? null
      : {
          grid: outer.map((extent, axis) => extent / chunk[axis]),
          indexCodecs: encoding(path, sharded.index_codecs, shape.length).codecs,
          indexAtEnd: sharded.index_location !== "start",
        };
  return {
    shape,
    chunk,
    order: encoded.order,
    ...elementV3(meta.data_type, encoded.littleEndian),
    fill: fillValue(meta.fill_value),
    codecs: encoded.codecs,
    shards,
    key: keyV3(path, meta.chunk_key_encoding),
  };
}

function elementV3(type: unknown, littleEndian: boolean): { element: ElementType; typeName: string } {
  const name = nameOf(isRecord(type) ? type.name : type);
  const { length_bytes: length } = configuration(type);
  const bytes = typeof length === "number" && length > 0 ? length : 0;
  const element = (): ElementType => {
    if (isNumberType(name)) return { kind: "number", number: name, littleEndian };
    if (name === "bool") return { kind: "number", number: "uint8", littleEndian };
    if (name === "string" || name === "variable_length_utf8") return { kind: "variable-string" };
    if (name === "null_terminated_bytes" && bytes > 0) return { kind: "fixed-string", bytes };
    if (name === "fixed_length_utf32" && bytes > 0) return { kind: "wide-string", bytes, littleEndian };
    return { kind: "other", name };
  };
  return { element: element(), typeName: name };
}

/** The codecs of a chunk, last first: what turns bytes into values comes out as byte order and order of the axes. */
function encoding(path: string, value: unknown, axes: number) {
  let littleEndian = true;
  let order: "C" | "F" = "C";
  const codecs: Codec[] = [];
  for (const codec of codecList(path, value)) {
    const name = nameOf(isRecord(codec) ? codec.name : codec);
    const { endian, order: axisOrder } = configuration(codec);
    if (name === "bytes") littleEndian = endian !== "big";
    else if (name === "vlen-utf8") continue;
    else if (name === "transpose") order = transposition(path, axisOrder, axes);
    else codecs.unshift(codecOf(path, name, configuration(codec)));
  }
  return { littleEndian, order, codecs };
}

function transposition(path: string, order: unknown, axes: number): "C" | "F" {
  const isOrder = (expected: readonly number[]) =>
    Array.isArray(order) && order.length === axes && expected.every((axis, at) => order[at] === axis);
  const natural = [...Array(axes).keys()];
  if (order === "C" || isOrder(natural)) return "C";
  if (order === "F" || isOrder(natural.reverse())) return "F";
  throw badZarr(path, `its axes are transposed by ${shown(order)}, which is no order of ${axes} axes`);
}

function keyV3(path: string, value: unknown): ZarrArray["key"] {
  const name = isRecord(value) ? value.name : value;
  const { separator } = configuration(value);
  if (name === "v2") {
    return (chunk) => (chunk.length === 0 ? "0" : chunk.join(separator === "/" ? "/" : "."));
  }
  if (name !== "default") throw badZarr(path, `chunk keys of the kind ${shown(name)} are not known`);
  return (chunk) => ["c", ...chunk].join(separator === "." ? "." : "/");
}

function codecList(path: string, value: unknown): unknown[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > 16) throw badZarr(path, "it has no list of codecs");
  return value;
}

function configuration(value: unknown): Json {
  return isRecord(value) && isRecord(value.configuration) ? value.configuration : {};
}

const MOST_AXES = 8;

function extents(path: string, value: unknown, what: string, least: number): number[] {
  const isExtent = (extent: unknown): extent is number =>
    typeof extent === "number" && Number.isSafeInteger(extent) && extent >= least;
  if (Array.isArray(value) && value.length <= MOST_AXES && value.every(isExtent)) return value;
  throw badZarr(path, `${what} is ${shown(value)}; expected a list of whole numbers from ${least}`);
}

function checkAxes(path: string, shape: readonly number[], chunk: readonly number[]): void {
  if (shape.length !== chunk.length) {
    throw badZarr(path, `the shape has ${shape.length} axes and its chunks have ${chunk.length}`);
  }
}

function fillValue(value: unknown): number {
  if (typeof value === "number") return value;
  if (value === "NaN") return Number.NaN;
  if (value === "Infinity") return Number.POSITIVE_INFINITY;
  if (value === "-Infinity") return Number.NEGATIVE_INFINITY;
  return value === true ? 1 : 0;
}

/** Bytes of a chunk before compression; for strings, whose length is not known, the most that is allowed. */
export function rawChunkBytes({ element, chunk }: ZarrArray): number {
  const values = chunk.reduce((product, extent) => product * extent, 1);
  if (element.kind === "number") return values * NUMBER_TYPES[element.number];
  if (element.kind === "fixed-string" || element.kind === "wide-string") return values * element.bytes;
  return LIMITS.chunkBytes;
}
