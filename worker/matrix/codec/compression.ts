/** Undoing compressed blocks by what every platform has: for browsers, and for streams out of zip archives. */
import { Problem } from "../../problem.ts";
import type { Compression, Platform } from "../source.ts";
import { joinBytes } from "../stream/join.ts";

const FORMATS: Partial<Record<Compression, "gzip" | "deflate" | "deflate-raw">> = {
  gzip: "gzip",
  zlib: "deflate",
  "deflate-raw": "deflate-raw",
};

/** {@link Platform.decompress} by `DecompressionStream`; it knows no zstd, for which a decoder in JavaScript is loaded. */
export const decompressByStream: Platform["decompress"] = async (kind, block, limit) => {
  if (kind === "zstd") return decompressZstd(block, limit);
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
  return joinBytes(pieces, length);
};

async function decompressZstd(block: Uint8Array, limit: number): Promise<Uint8Array> {
  const size = zstdContentSize(block);
  if (size === null) throw unsupportedCompression("zstd without its size");
  if (size > limit) throw damagedBlock("zstd", `it announces ${size} bytes, and ${limit} were expected at most`);
  const { decompress } = await import("fzstd");
  try {
    // Given a place for what comes out, the decoder does not make one by the window that the block asks for.
    return decompress(block, new Uint8Array(size)).subarray(0, size);
  } catch (error) {
    throw damagedBlock("zstd", error instanceof Error ? error.message : String(error), error);
  }
}

/** Bytes that a frame announces, or null where it does not. Source: RFC 8878, section 3.1.1.1. */
function zstdContentSize(frame: Uint8Array): number | null {
  const descriptor = frame[4] ?? 0;
  const isSingle = (descriptor & 0x20) !== 0;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6];
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3];
  if (sizeBytes === 0) return null;
  const start = 5 + (isSingle ? 0 : 1) + dictionaryBytes;
  let size = 0;
  for (let i = sizeBytes - 1; i >= 0; i--) size = size * 256 + (frame[start + i] ?? 0);
  return size + (sizeBytes === 2 ? 256 : 0);
}

/** The problem of a compression that nothing here can undo. */
export function unsupportedCompression(kind: string): Problem {
  const detail = `Blocks compressed by ${kind} cannot be undone here. Write the file with gzip, or score it on the server.`;
  return new Problem("unsupported-feature", detail, { found: kind });
}

/** The problem of a block that does not inflate to what it should. */
export function damagedBlock(kind: string, why: string, cause?: unknown): Problem {
  return new Problem("bad-chunk", `A block compressed by ${kind} cannot be undone: ${why}.`, { found: kind }, cause);
}
