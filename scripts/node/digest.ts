/** SHA-256 of a file beside the work on it: a thread reads it too, from the system's memory, and hashes it. */
import { Worker } from "node:worker_threads";

/** Bytes from which on a thread is worth its start. */
export const LARGE_FILE = 8 * 2 ** 20;

/** What the thread answers. */
export type Hashed = { readonly hex: string } | { readonly error: unknown };

/** The thread, where it has nothing to do; it does not keep the process alive then. */
let idle: Worker | null = null;

/** SHA-256 of all bytes of a file, in hexadecimal. @throws the system's error where it cannot be read */
export function hashBeside(path: string): Promise<string> {
  const thread = idle ?? new Worker(new URL("./hasher.ts", import.meta.url));
  idle = null;
  thread.ref();
  return new Promise((resolve, reject) => {
    thread.once("error", reject);
    thread.once("message", (hashed: Hashed) => {
      thread.off("error", reject);
      thread.unref();
      idle = thread;
      if ("hex" in hashed) resolve(hashed.hex);
      else reject(hashed.error);
    });
    thread.postMessage(path);
  });
}
