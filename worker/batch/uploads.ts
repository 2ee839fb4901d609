/** Matrices that arrive in parts, by as many requests as it takes. */
import type { Env } from "../env.ts";
import { LIMITS } from "../limits.ts";
import { Problem } from "../problem.ts";
import { type ObjectName, UPLOADS } from "../storage/buckets.ts";
import { checkLength } from "../storage/key.ts";
import { batchConfig } from "./config.ts";
import { registryOf, type Upload, type UploadedPart } from "./job/registry.ts";

const HOUR_MS = 3_600_000;
/** R2 and S3 take so many parts. */
const MOST_PARTS = 10_000;

/** An upload as its sender sees it. */
export interface UploadState {
  readonly id: string;
  /** Every part but the last has so many bytes. */
  readonly partBytes: number;
  /** Parts that have arrived, in order. */
  readonly parts: readonly { readonly part: number; readonly size: number }[];
  readonly expires: string;
  readonly complete: boolean;
  /** What requests name it by once it is complete. */
  readonly source: ObjectName;
}

/**
 * @param prefix start of the keys that the sender sees
 * @param name file name, a hint of the format
 * @throws Problem `bad-key`
 */
export async function beginUpload(env: Env, prefix: string, name: string): Promise<UploadState> {
  const id = crypto.randomUUID();
  const key = `${prefix}${id}/${name}`;
  checkLength(UPLOADS.folder + key);
  const { uploadId } = await env.MATRICES.createMultipartUpload(UPLOADS.folder + key);
  const expires = Date.now() + batchConfig(env).uploadHours * HOUR_MS;
  const upload = { id, key, upload: uploadId, expires };
  await registryOf(env).addUpload(upload);
  return stateOf({ ...upload, state: "open" }, []);
}

/** @throws Problem `unknown-upload` where it never was, was removed, or has expired */
export async function uploadState(env: Env, prefix: string, id: string): Promise<UploadState> {
  return stateOf(await find(env, prefix, id), await registryOf(env).uploadParts(id));
}

/** A part as it arrives. */
export interface ArrivingPart {
  /** From 1. */
  readonly part: number;
  readonly body: ReadableStream<Uint8Array>;
  /** Of the body, in bytes. */
  readonly length: number;
}

/**
 * Takes a part; one that is sent again takes the place of the earlier one.
 *
 * @throws Problem `unknown-upload`, `bad-part`, `body-too-large`
 */
export async function takePart(
  env: Env,
  prefix: string,
  id: string,
  { part, body, length }: ArrivingPart,
): Promise<void> {
  const { key, upload, state } = await find(env, prefix, id);
  if (state === "complete") throw badPart("The upload is complete; begin another one.");
  if (!Number.isInteger(part) || part < 1 || part > MOST_PARTS) {
    throw badPart(`Parts are numbered from 1 to ${MOST_PARTS}.`);
  }
  if (length === 0 || length > LIMITS.uploadPartBytes) {
    const detail = `A part has 1 to ${LIMITS.uploadPartBytes} bytes, and all but the last have that many.`;
    throw new Problem("body-too-large", detail, { limit: LIMITS.uploadPartBytes, found: length });
  }
  const { etag } = await env.MATRICES.resumeMultipartUpload(UPLOADS.folder + key, upload).uploadPart(part, body);
  await registryOf(env).addUploadPart(id, { part, etag, size: length });
}

/** @throws Problem `unknown-upload`; `bad-part` naming the parts that are missing or short */
export async function completeUpload(env: Env, prefix: string, id: string): Promise<UploadState> {
  const found = await find(env, prefix, id);
  const parts = await registryOf(env).uploadParts(id);
  if (found.state === "open") {
    checkParts(parts);
    const upload = env.MATRICES.resumeMultipartUpload(UPLOADS.folder + found.key, found.upload);
    const isThere = async () => (await env.MATRICES.head(UPLOADS.folder + found.key)) !== null;
    await upload.complete(parts.map(({ part, etag }) => ({ partNumber: part, etag }))).catch(async (error: unknown) => {
      // An earlier call may have got as far as here and not further.
      if (!(await isThere())) throw error;
    });
    await registryOf(env).completeUpload(id);
  }
  return stateOf({ ...found, state: "complete" }, parts);
}

/** Removes an upload and what has arrived of it; also one that is expired or not known any more. */
export async function cancelUpload(env: Env, prefix: string, id: string): Promise<void> {
  const upload = await registryOf(env).upload(id);
  if (upload?.key.startsWith(prefix)) await removeUpload(env, upload);
}

/** Removes the object or the parts that have arrived, and forgets the upload. */
export async function removeUpload(env: Env, { id, key, upload, state }: Upload): Promise<void> {
  if (state === "complete") await env.MATRICES.delete(UPLOADS.folder + key);
  // R2 forgets unfinished uploads by itself after a week; then there is nothing to abort.
  else
    await env.MATRICES.resumeMultipartUpload(UPLOADS.folder + key, upload)
      .abort()
      .catch(() => undefined);
  await registryOf(env).removeUpload(id);
}

async function find(env: Env, prefix: string, id: string): Promise<Upload> {
  const upload = await registryOf(env).upload(id);
  if (upload?.key.startsWith(prefix)) return upload;
  throw new Problem("unknown-upload", "There is no such upload, or it has expired; begin another one.");
}

function checkParts(parts: readonly UploadedPart[]): void {
  if (parts.length === 0) throw badPart("No part has arrived.");
  const last = parts[parts.length - 1].part;
  const there = new Set(parts.map(({ part }) => part));
  const missing = Array.from({ length: last }, (_, at) => at + 1).filter((part) => !there.has(part));
  if (missing.length > 0) throw badPart(`${missing.length} parts are missing.`, { missing: missing.slice(0, 100) });
  const short = parts.slice(0, -1).filter(({ size }) => size !== LIMITS.uploadPartBytes);
  if (short.length === 0) return;
  const detail = `${short.length} parts before the last have not ${LIMITS.uploadPartBytes} bytes.`;
  throw badPart(detail, {
    parts: short.slice(0, 100).map(({ part }) => part),
    expected: `${LIMITS.uploadPartBytes} bytes`,
  });
}

function badPart(detail: string, details = {}): Problem {
  return new Problem("bad-part", detail, details);
}

function stateOf({ id, key, state, expires }: Upload, parts: readonly UploadedPart[]): UploadState {
  return {
    id,
    partBytes: LIMITS.uploadPartBytes,
    parts: parts.map(({ part, size }) => ({ part, size })),
    expires: new Date(expires).toISOString(),
    complete: state === "complete",
    source: { bucket: UPLOADS.name, key },
  };
}
