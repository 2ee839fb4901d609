/** A file, or standard input, as a matrix source. */
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { MatrixSource } from "../../worker/matrix/source.ts";

/** @throws the system's error where the file cannot be read */
export async function fileSource(path: string): Promise<MatrixSource> {
  const { size } = await stat(path);
  return {
    name: basename(path),
    size,
    async open() {
      const file = await open(path);
      return file.readableWebStream({ autoClose: true }) as unknown as ReadableStream<Uint8Array>;
    },
    async read(offset, length) {
      const file = await open(path);
      try {
        const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, offset);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
  };
}

/** Standard input can be read once, and a matrix is read twice: it goes to a temporary file, removed at exit. */
export async function standardInput(): Promise<MatrixSource> {
  const folder = mkdtempSync(join(tmpdir(), "crossresist-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "standard-input");
  await pipeline(process.stdin, createWriteStream(path));
  return fileSource(path);
}
