/** A matrix in an R2 bucket. */
import type { MatrixSource } from "../matrix/source.ts";
import { Problem } from "../problem.ts";

/** A source whose ranges can be read. */
export type RangedSource = MatrixSource & Required<Pick<MatrixSource, "read">>;

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
      throw new Problem(
        "source-changed",
        `The object "${name}" was replaced or deleted while it was read. Send the request again.`,
      );
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
