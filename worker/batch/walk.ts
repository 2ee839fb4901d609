/** Finds objects to score: page by page through the configured sources, and by event notifications. */
import type { Env } from "../env.ts";
import { openBucket } from "../storage/buckets.ts";
import { OWN_FOLDERS } from "../storage/key.ts";
import { batchConfig } from "./config.ts";
import { submitListed } from "./job/submit.ts";
import type { BucketEvent, JobMessage } from "./message.ts";
import { logEvent } from "./metrics.ts";
import { currentObject } from "./run/source.ts";

const CREATIONS = ["PutObject", "CopyObject", "CompleteMultipartUpload"];

/** Submits what is new on a page of a source, and sends for the next one. */
export async function walkPage(env: Env, { source, cursor }: Extract<JobMessage, { source: number }>): Promise<void> {
  const { sources, request } = batchConfig(env);
  const folder = sources[source];
  if (folder === undefined) return;
  const { bucket, prefix } = folder;
  const { store, prefix: root } = openBucket(env, bucket);
  const page = await store.list(root + prefix, cursor);
  const objects = page.objects
    .filter(({ key }) => isMatrix(key))
    .map(({ key, ...rest }) => ({ ...rest, bucket, key: key.slice(root.length) }));
  const fresh = await submitListed(env, objects, request);
  logEvent("walk", { source, objects: objects.length, fresh });
  if (page.cursor !== undefined) await env.JOBS.send({ source, cursor: page.cursor });
}

/** Submits the object of an event, if a source covers it. */
export async function submitEvent(env: Env, { action, bucket: bucketName, object }: BucketEvent): Promise<void> {
  if (!CREATIONS.includes(action) || !isMatrix(object.key)) return;
  const { sources, request } = batchConfig(env);
  for (const { bucket, prefix } of sources) {
    const entry = env.BUCKETS[bucket];
    const root = entry.prefix ?? "";
    const isHere = "binding" in entry && entry.bucketName === bucketName && object.key.startsWith(root + prefix);
    if (!isHere) continue;
    // The event may be older than the object.
    const now = await currentObject(env, { bucket, key: object.key.slice(root.length) });
    if (now !== null) await submitListed(env, [now], request);
  }
}

/** Folder markers, the service's own folders and the files of Zarr hierarchies are no matrices by themselves. */
function isMatrix(key: string): boolean {
  return !key.endsWith("/") && !key.includes(".zarr/") && !OWN_FOLDERS.some((own) => key.startsWith(own));
}
