/** Request bodies too large for memory, in R2 until their request is answered. */
import { type RangedSource, r2Source } from "./r2.ts";

/** An object that is written part by part; R2 wants all parts but the last of one size. */
export interface Spool {
  /** Begins to write the next part, which must stay as it is until the promise is kept. */
  write(part: Uint8Array): Promise<void>;
  /** Ends the object and gives it back as a source. */
  complete(): Promise<RangedSource>;
  /** Removes whatever was written, complete or not. */
  remove(): Promise<void>;
}

/**
 * Begins an object under `spool/` by multipart upload: `put` refuses streams of unknown length.
 *
 * @param name what messages call it
 */
export async function openSpool(bucket: R2Bucket, name: string): Promise<Spool> {
  const key = `spool/${crypto.randomUUID()}`;
  const upload = await bucket.createMultipartUpload(key);
  const parts: Promise<R2UploadedPart>[] = [];
  let completed = false;
  return {
    write: async (part) => {
      const uploading = upload.uploadPart(parts.length + 1, part);
      parts.push(uploading);
      await uploading;
    },
    complete: async () => {
      await upload.complete(await Promise.all(parts));
      completed = true;
      return r2Source(bucket, key, name);
    },
    remove: async () => {
      await Promise.allSettled(parts);
      await (completed ? bucket.delete(key) : upload.abort());
    },
  };
}
