/** Matrices in an R2 bucket. */
import type { RangedSource } from "../matrix/source.ts";
import { Problem } from "../problem.ts";
import { changedWhileRead, type Store } from "./store.ts";

export type { RangedSource } from "../matrix/source.ts";

/**
 * An object as a source; every read demands the etag of the first look, so that no matrix is mixed from two versions.
 *
 * @param name what messages call it; the key by default
 * @throws Problem `unknown-key`
 */
export async function r2Source(bucket: R2Bucket, key: string, name = key): Promise<RangedSource> {
  const head = await bucket.head(key);
  if (head === null) throw new Problem("unknown-key", `There is no object "${name}".`);
  const onlyIf = { etagMatches: head.etag };
  const body = async (range?: R2Range): Promise<R2ObjectBody> => {
    const object = await bucket.get(key, { onlyIf, range });
    if (object === null || !("body" in object)) {
      throw new Problem(...changedWhileRead(name));
    }
    return object;
  };
  return {
    name,
    size: head.size,
    contentType: head.httpMetadata?.contentType,
    version: head.etag,
    open: async () => (await body()).body,
    read: async (offset, length) => new Uint8Array(await (await body({ offset, length })).arrayBuffer()),
  };
}

/** A bucket that is bound to the Worker. */
export function r2Store(bucket: R2Bucket): Store {
  return {
    source: (key, name) => r2Source(bucket, key, name),
    list: async (prefix, cursor) => {
      const page = await bucket.list({ prefix, cursor });
      const objects = page.objects.map(({ key, etag, size, uploaded }) => ({
        key,
        version: etag,
        size,
        modified: uploaded.getTime(),
      }));
      return { objects, cursor: page.truncated ? page.cursor : undefined };
    },
  };
}
