/** Objects written to any S3. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { LIMITS } from "../../limits.ts";
import type { Sink } from "../store.ts";
import { type S3Options, s3Client } from "./client.ts";

/**
 * A bucket behind an S3 endpoint that objects are written to: in one request what fits a part, in parts what is longer.
 *
 * Every request is sent again as `client.ts` says. An upload that fails nevertheless is aborted, and so is one of the same key
 * that an earlier writer was stopped in, where the store can list them: nothing is left that costs and is not seen.
 */
export function s3Sink(options: S3Options): Sink {
  const client = s3Client(options);
  const targetOf = (Key: string) => ({ Bucket: options.bucket, Key });
  return {
    put: async (key, { size, pieces }, ContentType) => {
      const parts = counted(partsOf(pieces(), LIMITS.sentPartBytes), size, key);
      if (size > LIMITS.sentPartBytes) return putInParts(client, targetOf(key), parts, ContentType);
      let Body = new Uint8Array(0);
      for await (const part of parts) Body = part;
      await client.send(new PutObjectCommand({ ...targetOf(key), Body, ContentType }));
    },
    remove: async (key) => {
      await client.send(new DeleteObjectCommand(targetOf(key)));
    },
  };
}

interface Target {
  readonly Bucket: string;
  readonly Key: string;
}

type Bytes = Uint8Array<ArrayBuffer>;

async function putInParts(
  client: S3Client,
  target: Target,
  parts: AsyncIterable<Bytes>,
  ContentType: string,
): Promise<void> {
  await abortEarlier(client, target);
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...target, ContentType }));
  const upload = { ...target, UploadId };
  try {
    const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
    for await (const Body of parts) {
      const PartNumber = Parts.length + 1;
      const { ETag } = await client.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
      Parts.push({ PartNumber, ETag });
    }
    await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand(upload)).catch(leftOver);
    throw error;
  }
}

/** Aborts what writers of the same key were stopped in. A store that does not list uploads keeps them until its own rules end them. */
async function abortEarlier(client: S3Client, target: Target): Promise<void> {
  const listing = new ListMultipartUploadsCommand({ Bucket: target.Bucket, Prefix: target.Key });
  const { Uploads = [] } = await client.send(listing).catch(() => ({ Uploads: [] }));
  for (const { Key, UploadId } of Uploads) {
    if (Key === target.Key) await client.send(new AbortMultipartUploadCommand({ ...target, UploadId })).catch(leftOver);
  }
}

function leftOver(error: unknown): void {
  console.log(JSON.stringify({ event: "upload-left", level: "warn", error: String(error) }));
}

/** Pieces as parts of `most` bytes, all but the last; each is valid until the next is asked for. */
async function* partsOf(pieces: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Bytes, void> {
  const part = new Uint8Array(most);
  let filled = 0;
  for await (const piece of pieces) {
    for (let rest = piece; rest.length > 0; ) {
      const taken = rest.subarray(0, most - filled);
      part.set(taken, filled);
      filled += taken.length;
      rest = rest.subarray(taken.length);
      if (filled < most) continue;
      yield part;
      filled = 0;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}

/** @throws Error where the parts are not `size` bytes together: what ended early must not be taken for whole */
async function* counted(parts: AsyncIterable<Bytes>, size: number, key: string): AsyncGenerator<Bytes, void> {
  let sent = 0;
  for await (const part of parts) {
    sent += part.length;
    yield part;
  }
  if (sent !== size) throw new Error(`${key} ended after ${sent} of ${size} bytes`);
}
