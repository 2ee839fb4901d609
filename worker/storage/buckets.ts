/** Which objects a request may name. */
import type { Env } from "../env.ts";
import { Problem } from "../problem.ts";

/** Folders that the service writes to; they are never sources. */
export const OWN_FOLDERS = ["spool/", "results/", "stage/"] as const;

/** R2 takes keys of up to 1,024 bytes. */
const KEY_BYTES = 1024;

/** An object as a request names it. */
export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
}

/** An object as a binding reaches it. */
export interface LocatedObject {
  readonly bucket: R2Bucket;
  readonly key: string;
}

/**
 * Finds the binding and the full key of an object that a request names; whether the object exists is not looked at.
 *
 * @throws Problem `unknown-bucket`, `bad-key`
 */
export function locateObject(env: Env, name: ObjectName): LocatedObject {
  const known = Object.keys(env.BUCKETS);
  if (!known.includes(name.bucket)) {
    const expected = known.join(", ");
    throw new Problem("unknown-bucket", `There is no bucket "${name.bucket}"; requests may name: ${expected}.`, {
      expected,
    });
  }
  checkKey(name.key);
  const { binding, prefix = "" } = env.BUCKETS[name.bucket];
  const key = prefix + name.key;
  checkFolder(key);
  if (new TextEncoder().encode(key).length > KEY_BYTES) throw badKey(`is longer than ${KEY_BYTES} bytes`);
  const bucket: unknown = Reflect.get(env, binding);
  if (!isBucket(bucket)) throw new Error(`BUCKETS names the binding ${binding}, which is not an R2 bucket`);
  return { bucket, key };
}

function checkKey(key: string): void {
  if (key === "") throw badKey("is empty");
  if (key.startsWith("/")) throw badKey("starts with a slash");
  if (key.split("/").includes("..")) throw badKey('has a ".." in its path');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(key)) throw badKey("has control characters");
  checkFolder(key);
}

function checkFolder(key: string): void {
  const folder = OWN_FOLDERS.find((own) => key.startsWith(own));
  if (folder !== undefined) throw badKey(`lies in ${folder}, which is the service's own`);
}

function badKey(what: string): Problem {
  return new Problem("bad-key", `The object key ${what}.`);
}

function isBucket(binding: unknown): binding is R2Bucket {
  return typeof binding === "object" && binding !== null && "createMultipartUpload" in binding;
}
