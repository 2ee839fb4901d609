/** The matrix of a job, an object or a folder of objects, in the version that the job is about. */
import type { Env } from "../../env.ts";
import type { MatrixFolder, RangedSource } from "../../matrix/source.ts";
import { Problem } from "../../problem.ts";
import { locateObject, type ObjectName } from "../../storage/buckets.ts";
import { folderState, storeFolder } from "../../storage/folder.ts";
import { changedWhileRead } from "../../storage/store.ts";
import type { NewJob } from "../job/registry.ts";
import type { JobObject } from "../job/request.ts";

/** Whether a key names a matrix of many objects. */
export const isFolderKey = (key: string) => key.endsWith("/");

/**
 * Opens the matrix. Every read of an object demands its version; a folder has none that a read could demand, so it is looked
 * through whenever a step opens it, and once more before results are published.
 *
 * @throws Problem `source-changed` where it was replaced or deleted since, and those of the store
 */
export async function openSource(env: Env, { bucket, key, version }: NewJob): Promise<RangedSource | MatrixFolder> {
  const { store, key: full } = locateObject(env, { bucket, key });
  if (isFolderKey(key)) {
    if ((await folderState(store, full))?.version !== version) throw new Problem(...changedWhileRead(key));
    return storeFolder(store, full, key, version);
  }
  const source = await store.source(full, key).catch((error: unknown) => {
    if (error instanceof Problem && error.type === "unknown-key") throw new Problem(...changedWhileRead(key));
    throw error;
  });
  if (source.version !== version) throw new Problem(...changedWhileRead(key));
  return source;
}

/** The object or folder as it is now. @throws Problem `unknown-key`, and those of the store */
export async function describeObject(env: Env, { bucket, key }: ObjectName): Promise<JobObject> {
  const { store, key: full } = locateObject(env, { bucket, key });
  if (isFolderKey(key)) {
    const state = await folderState(store, full);
    if (state === null) throw new Problem("unknown-key", `There is no object below "${key}".`);
    return { bucket, key, version: state.version, size: state.size };
  }
  const { version, size } = await store.source(full, key);
  if (version === undefined || size === undefined) throw new Error("a store gave an object without version or size");
  return { bucket, key, version, size };
}

/** The object as it is now, or null if it is gone. */
export async function currentObject(env: Env, name: ObjectName): Promise<JobObject | null> {
  try {
    return await describeObject(env, name);
  } catch (error) {
    if (error instanceof Problem && error.type === "unknown-key") return null;
    throw error;
  }
}
