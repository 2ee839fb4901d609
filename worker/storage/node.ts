/** The platform of Node, which is the Worker's but for large blocks: zlib undoes those in threads of its own. */
import * as zlib from "node:zlib";
import { damagedBlock } from "../matrix/codec/compression.ts";
import type { Compression, Platform } from "../matrix/source.ts";
import { platform } from "./platform.ts";

export const nodePlatform: Platform = { ...platform, decompress, isBeside: true };

/** Bytes of a block below which the way to a thread and back takes too large a part. */
const LARGE_BLOCK = 2 ** 19;

type Decompressor = (
  block: Uint8Array,
  options: { chunkSize: number; maxOutputLength: number },
  done: (error: (Error & { code?: string }) | null, undone: Buffer<ArrayBuffer>) => void,
) => void;

const DECOMPRESS: Record<Compression, Decompressor | undefined> = {
  gzip: zlib.gunzip,
  zlib: zlib.inflate,
  "deflate-raw": zlib.inflateRaw,
  // Since Node 22.15.
  zstd: zlib.zstdDecompress,
};

function decompress(kind: Compression, block: Uint8Array, limit: number): Promise<Uint8Array> {
  const native = DECOMPRESS[kind];
  if (native === undefined || limit < LARGE_BLOCK) return platform.decompress(kind, block, limit);
  return new Promise((resolve, reject) => {
    // In one step, into one buffer: with a byte to spare, so that zlib does not ask for another where the limit is just met.
    native(block, { chunkSize: limit + 1, maxOutputLength: limit }, (error, undone) => {
      if (error === null) resolve(new Uint8Array(undone.buffer, undone.byteOffset, undone.length));
      else if (error.code !== "ERR_BUFFER_TOO_LARGE") reject(damagedBlock(kind, error.message, error));
      else reject(damagedBlock(kind, `it holds more than the ${limit} bytes expected`, error));
    });
  });
}
