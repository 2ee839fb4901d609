/**
 * Hashing and inflating by `node:crypto` and `node:zlib`, which workerd (flag nodejs_compat) and Node both have.
 *
 * Why not `DecompressionStream`: in workerd it refuses what follows the first gzip member, so bgzip files and
 * concatenated gzip fail, and it is not faster once both are fed and read in pieces of 256 KB. Measured in workerd
 * 2026-10-23 on a 20,000 x 400 matrix (24.1 MB, inflates to 56.7 MB), read from R2, medians of five:
 *
 *     DecompressionStream, read by BYOB      216 ms   one member only
 *     createGunzip, as below                 191 ms   one member; 205 ms as 869 members of 64 KB (BGZF)
 *
 * Fed with the 4 KB pieces that streams offer by themselves, `createGunzip` takes about twice as long.
 */
import { createHash } from "node:crypto";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { LIMITS } from "../limits.ts";
import { chunks } from "../matrix/chunks.ts";
import type { Platform } from "../matrix/source.ts";
import { Problem } from "../problem.ts";

/** The platform of the Worker and of the command line. */
export const platform: Platform = { sha256, gunzip };

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
  const inflater = createGunzip({ chunkSize: LIMITS.readBytes });
  // Errors of either side arrive at the iterator below: the callback has nothing to add, but without one they are thrown.
  pipeline(chunks(compressed), inflater, () => undefined);
  const inflated = inflater[Symbol.asyncIterator]();
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      const next = await inflated.next().catch((error: unknown) => {
        throw gzipProblem(error);
      });
      if (next.done) {
        controller.close();
        controller.byobRequest?.respond(0);
      } else {
        // A copy: enqueueing takes the memory away, and the inflater goes on to fill the rest of its buffer.
        controller.enqueue(new Uint8Array(next.value));
      }
    },
    async cancel() {
      await inflated.return?.();
    },
  });
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
