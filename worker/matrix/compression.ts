/** Undoing compressed blocks by what every platform has: for browsers, and for streams out of zip archives. */
import { Problem } from "../problem.ts";
import type { Compression, Platform } from "./source.ts";

const FORMATS: Partial<Record<Compression, "gzip" | "deflate" | "deflate-raw">> = {
  gzip: "gzip",
  zlib: "deflate",
  "deflate-raw": "deflate-raw",
};

/** {@link Platform.decompress} by `DecompressionStream`, which knows no zstd. */
export const decompressByStream: Platform["decompress"] = async (kind, block, limit) => {
  const format = FORMATS[kind];
  if (format === undefined) throw unsupportedCompression(kind);
  const stream = new Blob([block.slice()]).stream().pipeThrough(new DecompressionStream(format));
  const pieces: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > limit) throw damagedBlock(kind, `it holds more than the ${limit} bytes expected`);
      pieces.push(value);
    }
  } catch (error) {
    throw error instanceof Problem ? error : damagedBlock(kind, String(error), error);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
};

export function unsupportedCompression(kind: string): Problem {
  const detail = `Blocks compressed by ${kind} cannot be undone here. Write the file with gzip, or score it on the server.`;
  return new Problem("unsupported-feature", detail, { found: kind });
}

export function damagedBlock(kind: string, why: string, cause?: unknown): Problem {
  return new Problem("bad-chunk", `A block compressed by ${kind} cannot be undone: ${why}.`, { found: kind }, cause);
}
