/**
 * Hashing and inflating by `node:crypto` and `node:zlib`, which workerd (flag nodejs_compat) and Node both have.
 *
 * Why not `DecompressionStream`: in workerd it refuses what follows the first gzip member, so bgzip files and
 * concatenated gzip fail. Fed with large pieces, `createGunzip` was no slower in workerd 2026-10-23; fed with the 4 KB pieces that
 * streams offer by themselves, it takes about twice as long.
 */
import { createHash } from "node:crypto";
import * as zlib from "node:zlib";
import { LIMITS } from "../limits.ts";
import { damagedBlock, decompressByStream } from "../matrix/codec/compression.ts";
import type { Compression, Platform } from "../matrix/source.ts";
import { Problem } from "../problem.ts";

/** The platform of the Worker and of the command line. */
export const platform: Platform = { sha256, gunzip: gunzipBy(LIMITS.readBytes), decompress };

function sha256(): ReturnType<Platform["sha256"]> {
  const hash = createHash("sha256");
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    hex: () => hash.digest("hex"),
  };
}

/** Inflated pieces that may wait: the inflater, which has a thread of its own in Node, goes on while one is worked on. */
const WAITING_PIECES = 2;

/**
 * {@link Platform.gunzip} of one or several members, in pieces of at most `bytes`; zero bytes after the last member are padding,
 * as for gzip(1).
 */
export function gunzipBy(bytes: number): Platform["gunzip"] {
  return (compressed) => gunzip(compressed, { chunkSize: bytes, highWaterMark: bytes });
}

/** @throws Problem `truncated-gzip` or `bad-gzip`, or what `compressed` fails with */
async function* gunzip(
  compressed: AsyncIterable<Uint8Array>,
  options: zlib.ZlibOptions & { readonly highWaterMark: number },
): AsyncGenerator<Uint8Array, void> {
  const inflater = zlib.createGunzip(options);
  const waiting: Uint8Array[] = [];
  const failures: unknown[] = [];
  let ended = false;
  let wake: () => void = () => undefined;
  inflater.on("data", (piece: Uint8Array) => {
    waiting.push(piece);
    if (waiting.length >= WAITING_PIECES) inflater.pause();
    wake();
  });
  inflater.once("end", () => {
    ended = true;
    wake();
  });
  // For good: behind the padding after the last member nobody reads any more, and an `error` that nobody listens to ends the
  // process.
  inflater.on("error", (error) => {
    failures.push(error);
    wake();
  });
  feed(inflater, compressed);
  try {
    for (;;) {
      const piece = waiting.shift();
      if (piece !== undefined) {
        if (inflater.isPaused()) inflater.resume();
        yield piece;
      } else if (failures.length > 0) throw gzipProblem(failures[0]);
      else if (ended) return;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    inflater.destroy();
  }
}

/** Writes all of `compressed`, a piece ahead, so that the inflater never waits for the next one. */
async function feed(inflater: zlib.Gunzip, compressed: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    let before = Promise.resolve();
    for await (const piece of compressed) {
      const written = new Promise<void>((resolve, reject) => {
        // A copy: the memory of the piece is filled again.
        inflater.write(piece.slice(), (error) => (error ? reject(error) : resolve()));
      });
      // Whoever waits for it learns of it.
      written.catch(() => undefined);
      await before;
      before = written;
    }
    await before;
    inflater.end();
  } catch (error) {
    // Whoever reads the inflated bytes learns of it; if the inflater failed itself, this changes nothing.
    inflater.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

type Decompressor = (block: Uint8Array, options: { maxOutputLength: number }) => Uint8Array;

const DECOMPRESS: Record<Compression, Decompressor | undefined> = {
  gzip: zlib.gunzipSync,
  zlib: zlib.inflateSync,
  "deflate-raw": zlib.inflateRawSync,
  // Since Node 22.15.
  zstd: zlib.zstdDecompressSync,
};

/**
 * workerd counts the room that a growing buffer takes, not the bytes in it, and refuses a block of 51,896 bytes whose limit is
 * just that. Blocks of 1 byte to 25 MB all pass with twice their size and this much (workerd 2026-10-23).
 */
const GROWTH_BYTES = 64 * 1024;

async function decompress(kind: Compression, block: Uint8Array, limit: number): Promise<Uint8Array> {
  const native = DECOMPRESS[kind];
  if (native === undefined) return decompressByStream(kind, block, limit);
  let undone: Uint8Array;
  try {
    // What comes is a Buffer, whose slices are not copies.
    const { buffer, byteOffset, length } = native(block, { maxOutputLength: 2 * limit + GROWTH_BYTES });
    undone = new Uint8Array(buffer, byteOffset, length);
  } catch (error) {
    throw damagedBlock(kind, error instanceof Error ? error.message : String(error), error);
  }
  if (undone.length > limit) throw damagedBlock(kind, `it holds more than the ${limit} bytes expected`);
  return undone;
}

function gzipProblem(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "Z_BUF_ERROR") {
    const detail = "The gzip data ends in the middle. Was the file copied completely?";
    return new Problem("truncated-gzip", detail, {}, error);
  }
  if (typeof code === "string" && code.startsWith("Z_")) {
    const what = error instanceof Error ? error.message : code;
    return new Problem("bad-gzip", `The gzip data cannot be inflated: ${what}.`, {}, error);
  }
  return error;
}
