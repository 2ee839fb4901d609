/** A folder on disk as a matrix of many files. */
import { open, readdir, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import type { MatrixFolder, MatrixSource } from "../../worker/matrix/source.ts";
import { Problem } from "../../worker/problem.ts";
import { fileSource, type Reads } from "./source.ts";

const MOST_LISTED = 1000;

/** A file, or a folder of files. @throws the system's error where it cannot be read */
export async function nodeMatrix(path: string, reads?: Reads): Promise<MatrixSource | MatrixFolder> {
  return (await stat(path)).isDirectory() ? nodeFolder(path, reads) : fileSource(path, reads);
}

export function nodeFolder(root: string, reads?: Reads): MatrixFolder {
  // Of many files none says how far the whole has come.
  const untold = reads && { begin: () => undefined, add: reads.add };
  const sizeOf = async (path: string): Promise<number | null> => {
    const found = await stat(join(root, path)).catch(() => null);
    return found?.isFile() ? found.size : null;
  };
  return {
    name: basename(root),
    file: async (path) => ((await sizeOf(path)) === null ? null : fileSource(join(root, path), untold)),
    read: async (path, limit) => {
      const size = await sizeOf(path);
      if (size === null) return null;
      if (size > limit) {
        throw new Problem("chunk-too-large", `${path} has ${size} bytes; the limit is ${limit}.`, { path, limit });
      }
      reads?.add(size);
      return wholeFile(join(root, path), size);
    },
    list: async () => (await walk(root)).map((path) => relative(root, path).split(sep).join("/")),
  };
}

/** Chunks are large: they go from the system's memory into ours in one step, without a second copy. */
async function wholeFile(path: string, size: number): Promise<Uint8Array> {
  const { buffer } = Buffer.allocUnsafeSlow(size);
  const bytes = new Uint8Array(buffer, 0, size);
  const file = await open(path);
  try {
    let filled = 0;
    while (filled < size) {
      const { bytesRead } = await file.read(bytes, filled, size - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await file.close();
  }
}

/** The first files of a tree, folder by folder from the top. */
async function walk(root: string): Promise<string[]> {
  const files: string[] = [];
  const folders = [root];
  for (let folder = folders.shift(); folder !== undefined && files.length < MOST_LISTED; folder = folders.shift()) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) files.push(path);
    }
  }
  return files.slice(0, MOST_LISTED);
}
