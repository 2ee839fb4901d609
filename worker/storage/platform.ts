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
import { chunks } from "../matrix/stream/chunks.ts";
import { Problem } from "../problem.ts";

/** The platform of the Worker and of the command line. */
export const platform: Platform = { sha256, gunzip, decompress };

function sha256(): ReturnType<Platform["sha256"]> {
  const hash = createHash("sha256");
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    hex: () => hash.digest("hex"),
  };
}

/**
 * Inflates gzip of one or several members; zero bytes after the last member are padding, as for gzip(1).
 * The stream fails with Problem `truncated-gzip` or `bad-gzip`, or with what `compressed` fails with.
 */
function gunzip(compressed: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const inflater = zlib.createGunzip({ chunkSize: LIMITS.readBytes });
  // What is wrong reaches whoever reads. Behind the padding after the last member nobody reads any more, and an `error` that
  // nobody listens to ends the process.
  inflater.on("error", () => undefined);
  feed(inflater, compressed);
  const inflated = inflater[Symbol.asyncIterator]();
  let ready: Uint8Array = new Uint8Array(0);
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      if (ready.length === 0) {
        const next = await inflated.next().catch((error: unknown) => {
          throw gzipProblem(error);
        });
        if (next.done) {
          controller.close();
          controller.byobRequest?.respond(0);
          return;
        }
        ready = next.value;
      }
      const view = controller.byobRequest?.view;
      if (view instanceof Uint8Array) {
        const taken = Math.min(view.length, ready.length);
        view.set(ready.subarray(0, taken));
        ready = ready.subarray(taken);
        controller.byobRequest?.respond(taken);
      } else {
        // A copy: enqueueing takes the memory away, and the inflater goes on to fill the rest of its buffer.
        controller.enqueue(new Uint8Array(ready));
        ready = new Uint8Array(0);
      }
    },
    cancel() {
      // Not by the iterator, which does nothing before its first step.
      inflater.destroy();
    },
  });
}

/** Writes all of `compressed`, each piece once the one before is used up: its memory is filled again. */
async function feed(inflater: zlib.Gunzip, compressed: ReadableStream<Uint8Array>): Promise<void> {
  try {
    for await (const piece of chunks(compressed)) {
      await new Promise<void>((resolve, reject) => {
        inflater.write(piece, (error) => (error ? reject(error) : resolve()));
      });
    }
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
