/** Objects below a prefix as a matrix of many files. */
import type { MatrixFolder } from "../matrix/source.ts";
import { Problem } from "../problem.ts";
import { platform } from "./platform.ts";
import type { Store } from "./store.ts";

/** A folder as it is now. */
export interface FolderState {
  /** Digest of its listing: another one where any object in it is another. */
  readonly version: string;
  /** Of all objects together, in bytes. */
  readonly size: number;
  /** When the latest of them was written, in milliseconds since 1970. */
  readonly modified: number;
}

const VERSION_DIGITS = 32;

/**
 * @param prefix ends with a slash
 * @returns null where nothing is below it
 * @throws Problem as {@link Store.list}
 */
export async function folderState(store: Store, prefix: string): Promise<FolderState | null> {
  const digest = platform.sha256();
  const encoder = new TextEncoder();
  let [size, modified, count] = [0, 0, 0];
  let cursor: string | undefined;
  do {
    const page = await store.list(prefix, cursor);
    for (const object of page.objects) {
      digest.update(encoder.encode(JSON.stringify([object.key.slice(prefix.length), object.version, object.size])));
      size += object.size;
      modified = Math.max(modified, object.modified);
      count++;
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return count === 0 ? null : { version: digest.hex().slice(0, VERSION_DIGITS), size, modified };
}

/**
 * @param prefix ends with a slash
 * @param name what messages call it
 * @param version as {@link folderState} gave it
 */
export function storeFolder(store: Store, prefix: string, name: string, version?: string): MatrixFolder {
  const ifThere = async <Found>(found: Promise<Found>): Promise<Found | null> => {
    try {
      return await found;
    } catch (error) {
      if (error instanceof Problem && error.type === "unknown-key") return null;
      throw error;
    }
  };
  return {
    name,
    version,
    file: (path) => ifThere(store.source(prefix + path, `${name}${path}`)),
    read: async (path, limit) => {
      const object = await ifThere(store.open(prefix + path, `${name}${path}`));
      if (object === null) return null;
      try {
        const { size = 0 } = object;
        if (size > limit) {
          throw new Problem("chunk-too-large", `${path} has ${size} bytes; the limit is ${limit}.`, { path, limit });
        }
        return new Uint8Array(await new Response(await object.open()).arrayBuffer());
      } finally {
        await object.dispose();
      }
    },
    list: async () => (await store.list(prefix)).objects.map(({ key }) => key.slice(prefix.length)),
  };
}
