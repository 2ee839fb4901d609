/** Which objects a request may name, and who keeps them. */
import type { BucketEntry, Env, S3Entry } from "../env.ts";
import { Problem } from "../problem.ts";
import { checkFolder, checkKey, checkLength } from "./key.ts";
import { r2Store } from "./r2.ts";
import type { S3Options } from "./s3/client.ts";
import { s3Store } from "./s3/read.ts";
import { s3Sink } from "./s3/write.ts";
import type { Sink, Store } from "./store.ts";

/** Finished uploads, which a request names as `{"bucket": "uploads", "key": …}` without configuration. */
export const UPLOADS = { name: "uploads", folder: "uploads/" } as const;

/** What is looked at of the bindings; the buckets and secrets that `BUCKETS` names are among them. */
type BucketEnv = Pick<Env, "BUCKETS" | "MATRICES">;

/** An object as a request names it. */
export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
}

/** An object as its store knows it. */
export interface LocatedObject {
  readonly store: Store;
  readonly key: string;
}

/**
 * Finds the store and the full key of an object that a request names; whether the object exists is not looked at.
 *
 * @throws Problem `unknown-bucket`, `bad-key`
 */
export function locateObject(env: BucketEnv, name: ObjectName): LocatedObject {
  checkKey(name.key);
  if (name.bucket === UPLOADS.name) {
    const key = UPLOADS.folder + name.key;
    checkLength(key);
    return { store: r2Store(env.MATRICES), key };
  }
  const { store, prefix } = openBucket(env, name.bucket);
  const key = prefix + name.key;
  checkFolder(key);
  checkLength(key);
  return { store, key };
}

/**
 * A configured bucket and the prefix of its keys.
 *
 * @throws Problem `unknown-bucket`
 */
export function openBucket(env: BucketEnv, name: string): { readonly store: Store; readonly prefix: string } {
  const known = Object.keys(env.BUCKETS);
  if (!known.includes(name)) {
    const expected = known.join(", ");
    throw new Problem("unknown-bucket", `There is no bucket "${name}"; requests may name: ${expected}.`, { expected });
  }
  const entry = env.BUCKETS[name];
  return { store: storeOf(env, entry), prefix: entry.prefix ?? "" };
}

/**
 * The bucket that results are copied to, and the prefix of their keys.
 *
 * @throws Error where the configuration has no such bucket, or none that may be written to: it is the operator's to mend
 */
export function openSink(env: BucketEnv, name: string): { readonly sink: Sink; readonly prefix: string } {
  const entry = Object.hasOwn(env.BUCKETS, name) ? env.BUCKETS[name] : undefined;
  if (entry === undefined) throw new Error(`there is no bucket ${name} in BUCKETS to write results to`);
  if ("binding" in entry) throw new Error(`the bucket ${name} is not behind S3; results are in MATRICES anyway`);
  if (entry.write !== true) throw new Error(`results go to the bucket ${name}, for which BUCKETS does not say write`);
  return { sink: once(s3Sinks, entry, () => s3Sink(optionsOf(env, entry))), prefix: entry.prefix ?? "" };
}

/** One client a bucket and isolate: it keeps connections and the signing key of the day. */
const s3Stores = new WeakMap<S3Entry, Store>();
const s3Sinks = new WeakMap<S3Entry, Sink>();

function once<Opened>(known: WeakMap<S3Entry, Opened>, entry: S3Entry, open: () => Opened): Opened {
  const opened = known.get(entry) ?? open();
  known.set(entry, opened);
  return opened;
}

function storeOf(env: BucketEnv, entry: BucketEntry): Store {
  if (!("binding" in entry)) return once(s3Stores, entry, () => s3Store(optionsOf(env, entry)));
  const bucket: unknown = Reflect.get(env, entry.binding);
  if (!isBucket(bucket)) throw new Error(`BUCKETS names the binding ${entry.binding}, which is not an R2 bucket`);
  return r2Store(bucket);
}

function optionsOf(env: BucketEnv, entry: S3Entry): S3Options {
  const { endpoint, bucket, region = "auto", pathStyle = false, credentials } = entry;
  const accessKeyId = secret(env, credentials.accessKeyId);
  const secretAccessKey = secret(env, credentials.secretAccessKey);
  return { endpoint, bucket, region, pathStyle, credentials: { accessKeyId, secretAccessKey } };
}

function secret(env: BucketEnv, name: string): string {
  const value: unknown = Reflect.get(env, name);
  if (typeof value !== "string" || value === "") throw new Error(`BUCKETS names the secret ${name}, which is not set`);
  return value;
}

function isBucket(binding: unknown): binding is R2Bucket {
  return typeof binding === "object" && binding !== null && "createMultipartUpload" in binding;
}
