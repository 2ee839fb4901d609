/** A folder on disk as a matrix of many files. */
import { readdir, readFile, stat } from "node:fs/promises";
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
      return new Uint8Array(await readFile(join(root, path)));
    },
    list: async () => (await walk(root)).map((path) => relative(root, path).split(sep).join("/")),
  };
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
