/** A file, or standard input, as a matrix source. */
import { createWriteStream, mkdtempSync, readSync, rmSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { LIMITS } from "../../worker/limits.ts";
import type { MatrixSource } from "../../worker/matrix/source.ts";
import { hashBeside, LARGE_FILE } from "./digest.ts";

/** Told of what is read of a file, for progress. */
export interface Reads {
  /** A reading from the start of a file of `size` bytes begins. */
  begin(size: number): void;
  /** So many bytes were read, there or elsewhere in the file. */
  add(bytes: number): void;
}

const UNTOLD: Reads = { begin: () => undefined, add: () => undefined };

/** @throws the system's error where the file cannot be read */
export async function fileSource(path: string, reads = UNTOLD): Promise<MatrixSource> {
  const { size } = await stat(path);
  return {
    name: basename(path),
    size,
    sha256: size < LARGE_FILE ? undefined : () => hashBeside(path),
    open: async () => {
      reads.begin(size);
      return fileStream(path, reads);
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

/**
 * The bytes of a file, as many at a time as its reader has room for. They are mostly in the system's memory, or it reads ahead:
 * going there and back through another thread would take longer than to copy them.
 */
async function fileStream(path: string, reads: Reads): Promise<ReadableStream<Uint8Array>> {
  const file = await open(path);
  return new ReadableStream({
    type: "bytes",
    autoAllocateChunkSize: LIMITS.readBytes,
    async pull(controller) {
      const request = controller.byobRequest;
      const bytesRead = readSync(file.fd, request?.view as Uint8Array);
      reads.add(bytesRead);
      if (bytesRead === 0) {
        await file.close();
        controller.close();
      }
      request?.respond(bytesRead);
    },
    cancel: () => file.close(),
  });
}

/** Standard input can be read once, and a matrix is read twice: it goes to a temporary file, removed at exit. */
export async function standardInput(reads = UNTOLD): Promise<MatrixSource> {
  const folder = mkdtempSync(join(tmpdir(), "crossresist-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "standard-input");
  await pipeline(process.stdin, createWriteStream(path));
  return fileSource(path, reads);
}
