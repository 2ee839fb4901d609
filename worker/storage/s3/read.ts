/** Matrices in any S3. */
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  ListObjectsV2Command,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { RangedSource } from "../../matrix/source.ts";
import { chunks } from "../../matrix/stream/chunks.ts";
import { Problem } from "../../problem.ts";
import { type Resumed, resumable } from "../resume.ts";
import { changedWhileRead, type Store } from "../store.ts";
import { type S3Options, s3Client, statusOf } from "./client.ts";

/**
 * A bucket behind an S3 endpoint.
 *
 * Requests that fail before their body are sent again (`client.ts`); a body that breaks off is taken up where it stopped
 * (`resume.ts`), which the SDK does not do.
 */
export function s3Store(options: S3Options): Store {
  const client = s3Client(options);
  const { bucket } = options;
  const source: Store["source"] = (Key, name = Key) => s3Source(client, { Bucket: bucket, Key }, name);
  return {
    source,
    open: async (key, name) => ({ ...(await source(key, name)), dispose: async () => undefined }),
    list: async (Prefix, ContinuationToken) => {
      const what = `the folder "${Prefix}"`;
      const input = { Bucket: bucket, Prefix, ContinuationToken };
      const page = await client.send(new ListObjectsV2Command(input)).catch(refused(what));
      const objects = (page.Contents ?? []).flatMap(({ Key, ETag, Size, LastModified }) =>
        Key === undefined || ETag === undefined
          ? []
          : [{ key: Key, version: bare(ETag), size: Size ?? 0, modified: LastModified?.getTime() ?? 0 }],
      );
      return { objects, cursor: page.IsTruncated ? page.NextContinuationToken : undefined };
    },
  };
}

interface Target {
  readonly Bucket: string;
  readonly Key: string;
}

async function s3Source(client: S3Client, target: Target, name: string): Promise<RangedSource> {
  const head = await client.send(new HeadObjectCommand(target)).catch((error: unknown) => {
    if (statusOf(error) === 404) throw new Problem("unknown-key", `There is no object "${name}".`, {}, error);
    return refused(`the object "${name}"`)(error);
  });
  const { ETag: etag, ContentLength: size, ContentType: contentType } = head;
  if (etag === undefined || size === undefined) throw unavailable(`the object "${name}"`, "it names no etag or length");
  /** The bytes [from, to) of the version first seen. */
  const get = async (from: number, to: number): Promise<Resumed> => {
    const range = { Range: `bytes=${from}-${to - 1}`, IfMatch: etag };
    const answer = await client.send(new GetObjectCommand({ ...target, ...range })).catch((error: unknown) => {
      if ([404, 412].includes(statusOf(error))) throw new Problem(...changedWhileRead(name), {}, error);
      return refused(`the object "${name}"`)(error);
    });
    return { bytes: chunks(bodyOf(answer)), position: startOf(answer) };
  };
  const open = async (from: number, to: number) =>
    from >= to ? new Blob([]).stream() : resumable(get, from, to, (why) => unavailable(`the object "${name}"`, why));
  return {
    name,
    size,
    contentType,
    version: bare(etag),
    open: () => open(0, size),
    read: async (offset, length) => {
      const range = await open(offset, Math.min(size, offset + length));
      return new Uint8Array(await new Response(range).arrayBuffer());
    },
  };
}

function bodyOf({ Body }: GetObjectCommandOutput): ReadableStream<Uint8Array> {
  if (Body === undefined) throw new Error("an S3 answer without a body");
  return Body.transformToWebStream();
}

/** Where the answer begins: a store that does not know ranges begins at 0 whatever was asked. */
function startOf({ ContentRange }: GetObjectCommandOutput): number {
  return Number(/^bytes (\d+)-/.exec(ContentRange ?? "")?.[1] ?? 0);
}

function bare(etag: string): string {
  return etag.replaceAll('"', "");
}

/** Names what could not be read; the store's own words stay in the cause, for the log. */
function refused(what: string): (error: unknown) => never {
  return (error) => {
    if ([401, 403].includes(statusOf(error))) {
      throw new Problem(
        "source-forbidden",
        `The bucket refuses to let the service read ${what}. Its credentials need permission to list and get.`,
        {},
        error,
      );
    }
    if (statusOf(error) === 404)
      throw new Problem("unknown-bucket", "The configured bucket does not exist.", {}, error);
    throw unavailable(what, "it did not answer", error);
  };
}

function unavailable(what: string, why: string, cause?: unknown): Problem {
  return new Problem("source-unavailable", `The bucket failed while ${what} was read: ${why}.`, {}, cause);
}
