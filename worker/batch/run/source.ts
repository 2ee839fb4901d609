/** The object of a job, in the version that the job is about. */
import type { Env } from "../../env.ts";
import type { RangedSource } from "../../matrix/source.ts";
import { Problem } from "../../problem.ts";
import { locateObject, type ObjectName } from "../../storage/buckets.ts";
import { changedWhileRead } from "../../storage/store.ts";
import type { NewJob } from "../job/registry.ts";
import type { JobObject } from "../job/request.ts";

/** @throws Problem `source-changed` where it was replaced or deleted since, and those of the store */
export async function openSource(env: Env, { bucket, key, version }: NewJob): Promise<RangedSource> {
  const { store, key: full } = locateObject(env, { bucket, key });
  const source = await store.source(full, key).catch((error: unknown) => {
    if (error instanceof Problem && error.type === "unknown-key") throw new Problem(...changedWhileRead(key));
    throw error;
  });
  if (source.version !== version) throw new Problem(...changedWhileRead(key));
  return source;
}

/** The object as it is now, or null if it is gone. */
export async function currentObject(env: Env, { bucket, key }: ObjectName): Promise<JobObject | null> {
  const { store, key: full } = locateObject(env, { bucket, key });
  try {
    const { version, size } = await store.source(full, key);
    return version === undefined || size === undefined ? null : { bucket, key, version, size };
  } catch (error) {
    if (error instanceof Problem && error.type === "unknown-key") return null;
    throw error;
  }
}
