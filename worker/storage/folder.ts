/** Objects below a prefix as a matrix of many files. */
import type { MatrixFolder } from "../matrix/source.ts";
import { Problem } from "../problem.ts";
import type { Store } from "./store.ts";

/**
 * @param prefix ends with a slash
 * @param name what messages call it
 */
export function storeFolder(store: Store, prefix: string, name: string): MatrixFolder {
  const file: MatrixFolder["file"] = async (path) => {
    try {
      return await store.source(prefix + path, `${name}${path}`);
    } catch (error) {
      if (error instanceof Problem && error.type === "unknown-key") return null;
      throw error;
    }
  };
  return {
    name,
    file,
    read: async (path, limit) => {
      const source = await file(path);
      if (source?.read === undefined) return null;
      const { size = 0 } = source;
      if (size > limit) {
        throw new Problem("chunk-too-large", `${path} has ${size} bytes; the limit is ${limit}.`, { path, limit });
      }
      return size === 0 ? new Uint8Array(0) : source.read(0, size);
    },
    list: async () => (await store.list(prefix)).objects.map(({ key }) => key.slice(prefix.length)),
  };
}
