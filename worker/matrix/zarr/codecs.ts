/** Codecs of Zarr chunks, by the names that numcodecs (version 2) and Zarr 3 give them. */
import { Problem } from "../../problem.ts";
import { blosc } from "../codec/blosc.ts";
import { damagedBlock } from "../codec/compression.ts";
import { checkedBlock } from "../codec/crc32c.ts";
import { lz4Block } from "../codec/lz4.ts";
import { unshuffle } from "../codec/shuffle.ts";
import type { Compression, Platform } from "../source.ts";

/**
 * Undoes one codec.
 *
 * @param limit most bytes that may come out
 * @throws Problem `bad-chunk`, `unsupported-feature`
 */
export interface Codec {
  (bytes: Uint8Array, limit: number, decompress: Platform["decompress"]): Uint8Array | Promise<Uint8Array>;
  /** Whether `decompress` undoes the whole of it. */
  readonly isByPlatform?: boolean;
}

const COMPRESSIONS: Record<string, Compression> = { gzip: "gzip", zlib: "zlib", zstd: "zstd" };

/** @throws Problem `unsupported-feature` naming the codec */
export function codecOf(path: string, name: string, configuration: Readonly<Record<string, unknown>>): Codec {
  const id = name.replace(/^numcodecs\./, "");
  if (Object.hasOwn(COMPRESSIONS, id)) {
    const undo: Codec = (bytes, limit, decompress) => decompress(COMPRESSIONS[id], bytes, limit);
    return Object.assign(undo, { isByPlatform: true });
  }
  if (id === "blosc") return blosc;
  if (id === "lz4") return sizedLz4;
  if (id === "crc32c") return checkedBlock;
  const elementBytes = Number(configuration.elementsize);
  if (id === "shuffle" && Number.isInteger(elementBytes) && elementBytes > 0) {
    return (bytes) => unshuffle(bytes, elementBytes);
  }
  const expected = "none, gzip, zlib, zstd, lz4 or blosc";
  throw new Problem(
    "unsupported-feature",
    `${path} is encoded by "${name}", which cannot be undone here. Write it with ${expected}.`,
    {
      path,
      found: name,
      expected,
    },
  );
}

/** numcodecs writes the size before the block. */
function sizedLz4(bytes: Uint8Array, limit: number): Uint8Array {
  const size = bytes.length < 4 ? -1 : new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true);
  if (size < 0 || size > limit)
    throw damagedBlock("lz4", `it announces ${size} bytes, and ${limit} were expected at most`);
  return lz4Block(bytes.subarray(4), size);
}
