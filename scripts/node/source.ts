/** A file, or standard input, as a matrix source. */
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { MatrixSource } from "../../worker/matrix/source.ts";
import { isGzip } from "../../worker/matrix/stream/bytes.ts";
import { hashBeside, isWorthThread } from "./beside/digest.ts";
import { INFLATING_BYTES, inflateBeside } from "./beside/inflate.ts";
import { fileStream } from "./stream.ts";

/** Told of what is read of a file, for progress. */
export interface Reads {
  /** A reading from the start of a file of `size` bytes begins. */
  begin(size: number): void;
  /** So many bytes were read, there or elsewhere in the file. */
  add(bytes: number): void;
}

/** Bytes of a file from which on threads are thought of. */
const LARGE_FILE = 8 * 2 ** 20;

const UNTOLD: Reads = { begin: () => undefined, add: () => undefined };

/** @throws the system's error where the file cannot be read */
export async function fileSource(path: string, reads = UNTOLD): Promise<MatrixSource> {
  const { size } = await stat(path);
  const isLarge = size >= LARGE_FILE;
  const isPacked = isLarge && (await isGzip({ open: () => fileStream(path, () => undefined) }));
  const isHashedBeside = isPacked || (isLarge && isWorthThread(size));
  let heldBytes = 0;
  const inflated = async function* (onStored: (bytes: number) => void) {
    reads.begin(size);
    heldBytes += INFLATING_BYTES;
    try {
      yield* inflateBeside(path, (bytes) => {
        reads.add(bytes);
        onStored(bytes);
      });
    } finally {
      heldBytes -= INFLATING_BYTES;
    }
  };
  return {
    name: basename(path),
    size,
    get heldBytes() {
      return heldBytes;
    },
    sha256: isHashedBeside ? () => hashBeside(path) : undefined,
    inflated: isPacked ? inflated : undefined,
    open: async () => {
      reads.begin(size);
      return fileStream(path, reads.add);
    },
    async read(offset, length) {
      const file = await open(path);
      try {
        const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, offset);
        reads.add(bytesRead);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
  };
}

/** Standard input can be read once, and a matrix is read twice: it goes to a temporary file, removed at exit. */
export async function standardInput(reads = UNTOLD): Promise<MatrixSource> {
  const folder = mkdtempSync(join(tmpdir(), "crossresist-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "standard-input");
  await pipeline(process.stdin, createWriteStream(path));
  return fileSource(path, reads);
}
