/** Which keys requests may use, in whatever bucket. */
import { Problem } from "../problem.ts";

/** Folder of what jobs publish. */
export const RESULTS = "results/";

/** Folders that the service writes to; no bucket of a request or of the batch reaches into them. */
export const OWN_FOLDERS = ["spool/", RESULTS, "stage/", "uploads/"] as const;

/** R2 and S3 take keys of up to 1,024 bytes. */
const KEY_BYTES = 1024;

/** @throws Problem `bad-key` where a request may not use such a key, or beginning of keys */
export function checkKey(key: string): void {
  if (key === "") throw badKey("is empty");
  if (key.startsWith("/")) throw badKey("starts with a slash");
  if (key.split("/").includes("..")) throw badKey('has a ".." in its path');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(key)) throw badKey("has control characters");
  checkFolder(key);
}

/** @throws Problem `bad-key` where a full key lies in a folder of the service */
export function checkFolder(key: string): void {
  const folder = OWN_FOLDERS.find((own) => key.startsWith(own));
  if (folder !== undefined) throw badKey(`lies in ${folder}, which is the service's own`);
}

/** @throws Problem `bad-key` where a full key is too long for a bucket */
export function checkLength(key: string): void {
  if (new TextEncoder().encode(key).length > KEY_BYTES) throw badKey(`is longer than ${KEY_BYTES} bytes`);
}

function badKey(what: string): Problem {
  return new Problem("bad-key", `The object key ${what}.`);
}
