/** Where the values of a dataset lie (section IV.A.2.i), and the filters they went through (IV.A.2.l). */
import { Problem } from "../../../problem.ts";
import type { Cursor } from "../../binary/cursor.ts";
import { badHdf5, type Hdf5File } from "../file.ts";
import { cursorOf } from "../header.ts";

/** How the chunks of a dataset are found. */
export type ChunkIndex =
  | { readonly kind: "tree-1" | "tree-2" | "fixed-array" | "extensible-array" | "implicit" }
  | { readonly kind: "single"; readonly bytes: number | null; readonly skipped: number };

export type Layout =
  | { readonly kind: "compact"; readonly bytes: Uint8Array }
  | { readonly kind: "contiguous"; readonly address: number; readonly bytes: number }
  | {
      readonly kind: "chunked";
      readonly chunk: readonly number[];
      readonly address: number;
      readonly index: ChunkIndex;
    };

const CLASSES = ["compact", "contiguous", "chunked", "virtual"];
const INDICES = ["", "single", "implicit", "fixed-array", "extensible-array", "tree-2"] as const;

/** How a dataset's values are laid out (section IV.A.2.i). @throws Problem `bad-hdf5`, `unsupported-feature` */
export function readLayout(file: Hdf5File, body: Uint8Array): Layout {
  const cursor = cursorOf(body);
  const version = cursor.u8();
  if (version < 3 || version > 5) throw unsupported(`layout messages of version ${version}`);
  const kind = CLASSES[cursor.u8()];
  if (kind === "compact") return { kind, bytes: cursor.take(cursor.u16()) };
  if (kind === "contiguous") {
    return { kind, address: cursor.uint(file.addressBytes), bytes: cursor.uint(file.lengthBytes) };
  }
  if (kind !== "chunked") throw unsupported(`${kind ?? "unknown"} datasets`);
  return version === 3 ? chunkedVersion3(file, cursor) : chunkedVersion4(file, cursor);
}

function chunkedVersion3(file: Hdf5File, cursor: Cursor): Layout {
  const axes = cursor.u8() - 1;
  const address = cursor.uint(file.addressBytes);
  const chunk = checkChunk(Array.from({ length: Math.max(0, axes) }, () => cursor.u32()));
  return { kind: "chunked", chunk, address, index: { kind: "tree-1" } };
}

function chunkedVersion4(file: Hdf5File, cursor: Cursor): Layout {
  const flags = cursor.u8();
  const axes = cursor.u8() - 1;
  const extentBytes = cursor.u8();
  const chunk = checkChunk(Array.from({ length: Math.max(0, axes) }, () => cursor.uint(extentBytes)));
  cursor.skip(extentBytes);
  const kind = INDICES[cursor.u8()];
  let index: ChunkIndex;
  if (kind === "single") {
    const filtered = (flags & 2) !== 0;
    index = { kind, bytes: filtered ? cursor.uint(file.lengthBytes) : null, skipped: filtered ? cursor.u32() : 0 };
  } else if (kind === "implicit") index = { kind };
  else if (kind === "fixed-array") {
    cursor.skip(1);
    index = { kind };
  } else if (kind === "extensible-array") {
    cursor.skip(5);
    index = { kind };
  } else if (kind === "tree-2") {
    cursor.skip(6);
    index = { kind };
  } else throw unsupported("this kind of chunk index");
  return { kind: "chunked", chunk, address: cursor.uint(file.addressBytes), index };
}

function checkChunk(chunk: number[]): number[] {
  if (chunk.length > 0 && chunk.every((extent) => Number.isSafeInteger(extent) && extent > 0)) return chunk;
  throw badHdf5(`chunks of ${chunk.join(" x ")} values make no sense`);
}

export interface Filter {
  readonly id: number;
  readonly values: readonly number[];
}

/** What a dataset's chunks went through, first to last (section IV.A.2.l). @throws Problem `bad-hdf5` */
export function readFilters(body: Uint8Array): Filter[] {
  const cursor = cursorOf(body);
  const [version, count] = [cursor.u8(), cursor.u8()];
  if (version < 1 || version > 2) throw badHdf5(`filters of version ${version} are not known`);
  if (version === 1) cursor.skip(6);
  return Array.from({ length: count }, () => {
    const id = cursor.u16();
    const named = version === 1 || id >= 256;
    const nameBytes = named ? cursor.u16() : 0;
    cursor.skip(2);
    const values = cursor.u16();
    cursor.skip(version === 1 ? Math.ceil(nameBytes / 8) * 8 : nameBytes);
    const list = Array.from({ length: values }, () => cursor.u32());
    if (version === 1 && values % 2 === 1) cursor.skip(4);
    return { id, values: list };
  });
}

function unsupported(what: string): Problem {
  return new Problem("unsupported-feature", `The HDF5 file holds ${what}, which cannot be read here.`, { found: what });
}
