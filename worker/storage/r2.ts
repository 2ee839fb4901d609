/** Matrices in an R2 bucket. */
import type { RangedSource } from "../matrix/source.ts";
import { Problem } from "../problem.ts";
import { changedWhileRead, type OpenObject, type Store } from "./store.ts";

export type { RangedSource } from "../matrix/source.ts";

/**
 * An object as a source; every read demands the etag of the first look, so that no matrix is mixed from two versions.
 *
 * @param name what messages call it; the key by default
 * @throws Problem `unknown-key`
 */
export async function r2Source(bucket: R2Bucket, key: string, name = key): Promise<RangedSource> {
  return sourceOf(bucket, existing(await bucket.head(key), name), name);
}

/** The same, of which one request to the bucket brings the first look and the bytes of the first opening. */
async function openR2(bucket: R2Bucket, key: string, name = key): Promise<OpenObject> {
  const object = existing(await bucket.get(key), name);
  const source = sourceOf(bucket, object, name);
  let coming: ReadableStream<Uint8Array> | null = object.body;
  const take = () => {
    const body = coming;
    coming = null;
    return body;
  };
  return { ...source, open: async () => take() ?? source.open(), dispose: async () => take()?.cancel() };
}

function existing<Found extends R2Object>(object: Found | null, name: string): Found {
  if (object === null) throw new Problem("unknown-key", `There is no object "${name}".`);
  return object;
}

function sourceOf(bucket: R2Bucket, object: R2Object, name: string): RangedSource {
  const { key, etag, size, httpMetadata, checksums } = object;
  const onlyIf = { etagMatches: etag };
  const body = async (range?: R2Range): Promise<R2ObjectBody> => {
    const object = await bucket.get(key, { onlyIf, range });
    if (object === null || !("body" in object)) {
      throw new Problem(...changedWhileRead(name));
    }
    return object;
  };
  return {
    ...storedDigest(checksums),
    name,
    size,
    contentType: httpMetadata?.contentType,
    version: etag,
    open: async () => (await body()).body,
    read: async (offset, length) => new Uint8Array(await (await body({ offset, length })).arrayBuffer()),
  };
}

/**
 * R2 takes an object that comes with a SHA-256 only if its bytes have it, and every read demands the version that was taken: they
 * need not be hashed again, which is a good part of the work on plain text.
 */
function storedDigest({ sha256 }: R2Checksums): Pick<RangedSource, "sha256"> {
  return sha256 === undefined ? {} : { sha256: async () => new Uint8Array(sha256).toHex() };
}

/** A bucket that is bound to the Worker. */
export function r2Store(bucket: R2Bucket): Store {
  return {
    source: (key, name) => r2Source(bucket, key, name),
    open: (key, name) => openR2(bucket, key, name),
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
