/** Finds objects to score: page by page through the configured sources, and by event notifications. */
import type { Env } from "../env.ts";
import { openBucket } from "../storage/buckets.ts";
import { folderState } from "../storage/folder.ts";
import { OWN_FOLDERS } from "../storage/key.ts";
import { batchConfig } from "./config.ts";
import type { JobObject } from "./job/request.ts";
import { submitListed } from "./job/submit.ts";
import type { BucketEvent, JobMessage } from "./message.ts";
import { logEvent } from "./metrics.ts";
import { currentObject } from "./run/source.ts";

/** Version 3, and the two kinds of version 2. */
const ZARR_ROOT = /^((?:(?!\.zarr\/).)*\.zarr\/)(?:zarr\.json|\.zgroup|\.zarray)$/;
const CREATIONS = ["PutObject", "CopyObject", "CompleteMultipartUpload"];

/** Submits what is new on a page of a source, and sends for the next one. */
export async function walkPage(env: Env, { source, cursor }: Extract<JobMessage, { source: number }>): Promise<void> {
  const { sources, request, folderQuietSeconds } = batchConfig(env);
  const folder = sources[source];
  if (folder === undefined) return;
  const { bucket, prefix } = folder;
  const { store, prefix: root } = openBucket(env, bucket);
  const page = await store.list(root + prefix, cursor);
  const objects = page.objects
    .filter(({ key }) => isMatrix(key))
    .map(({ key, version, size }): JobObject => ({ bucket, key: key.slice(root.length), version, size }));
  for (const key of zarrRoots(page.objects.map(({ key }) => key))) {
    const state = await folderState(store, key);
    // While it is being written it is another folder at each look.
    if (state === null || Date.now() - state.modified < 1000 * folderQuietSeconds) continue;
    objects.push({ bucket, key: key.slice(root.length), version: state.version, size: state.size });
  }
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

/** Folders that begin on a page: a Zarr hierarchy is known by the metadata at its root, which is listed once. */
function zarrRoots(keys: readonly string[]): string[] {
  const roots = keys.map((key) => ZARR_ROOT.exec(key)?.[1]).filter((root) => root !== undefined);
  return [...new Set(roots)].filter((root) => !OWN_FOLDERS.some((own) => root.startsWith(own)));
}

/** Folder markers, the service's own folders and the files of Zarr hierarchies are no matrices by themselves. */
function isMatrix(key: string): boolean {
  return !key.endsWith("/") && !key.includes(".zarr/") && !OWN_FOLDERS.some((own) => key.startsWith(own));
}
