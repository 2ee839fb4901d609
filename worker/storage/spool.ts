/** Request bodies too large for memory, in R2 until their request is answered. */
import type { RangedSource } from "../matrix/source.ts";

/** A body that is written part by part. */
export interface Spool {
  /** Begins to write the next part, which must stay as it is until the promise is kept. */
  write(part: Uint8Array): Promise<void>;
  /** Ends the body and gives it back as a source. */
  complete(): Promise<RangedSource>;
  /** Removes whatever was written, complete or not. */
  remove(): Promise<void>;
}

/** An object that holds a stretch of the body. */
interface Stretch {
  readonly key: string;
  /** Offset of its first byte in the body. */
  readonly start: number;
  readonly length: number;
}

/**
 * Begins a body under `spool/`, each part an object of its own. One object would have to be a multipart upload, since `put`
 * refuses streams of unknown length; its parts cannot be had before it is complete, nor be smaller than 5 MiB.
 *
 * @param name what messages call it
 */
export function openSpool(bucket: R2Bucket, name: string): Spool {
  const folder = `spool/${crypto.randomUUID()}`;
  const stretches: Stretch[] = [];
  const writing: Promise<unknown>[] = [];
  let size = 0;
  return {
    write: async (part) => {
      const key = `${folder}/${stretches.length}`;
      stretches.push({ key, start: size, length: part.length });
      size += part.length;
      const put = bucket.put(key, part);
      writing.push(put);
      await put;
    },
    complete: async () => {
      await Promise.all(writing);
      return joined(bucket, stretches, name, size);
    },
    remove: async () => {
      await Promise.allSettled(writing);
      const keys = stretches.map(({ key }) => key);
      for (let at = 0; at < keys.length; at += MOST_DELETED) await bucket.delete(keys.slice(at, at + MOST_DELETED));
    },
  };
}

/** R2 deletes so many objects at once. */
const MOST_DELETED = 1000;

/** The stretches, one after the other, as one source. */
function joined(bucket: R2Bucket, stretches: readonly Stretch[], name: string, size: number): RangedSource {
  const get = async (key: string, range?: R2Range): Promise<R2ObjectBody> => {
    const object = await bucket.get(key, { range });
    if (object === null) throw new Error("a spooled body was removed while it was read");
    return object;
  };
  return {
    name,
    size,
    open: async () => {
      const { readable, writable } = new FixedLengthStream(size);
      const pump = async () => {
        for (const { key } of stretches)
          await (await get(key)).body.pipeTo(writable, { preventClose: true, preventAbort: true });
        await writable.close();
      };
      // Whoever reads sees the failure; a reader that leaves early is none.
      pump().catch((error: unknown) => writable.abort(error).catch(() => undefined));
      return readable;
    },
    read: async (offset, length) => {
      const range = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      for (const { key, start, length: most } of stretches) {
        const from = Math.max(0, offset - start);
        const to = Math.min(most, offset + range.length - start);
        if (from >= to) continue;
        const bytes = await (await get(key, { offset: from, length: to - from })).arrayBuffer();
        range.set(new Uint8Array(bytes), start + from - offset);
      }
      return range;
    },
  };
}
