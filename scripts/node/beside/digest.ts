/** SHA-256 of a file beside the work on it: a thread reads it too, from the system's memory, and hashes it. */
import type { Hashed } from "./task.ts";
import { beside } from "./thread.ts";

/** Bytes that are hashed in the time that a thread's start takes from the work; its isolate takes memory for as long as it lives. */
const WORTH_BYTES = 160 * 2 ** 20;
let bytes = 0;

/** Whether a thread is worth its start for the files of this process so far. @param size of one more */
export function isWorthThread(size: number): boolean {
  bytes += size;
  return bytes >= WORTH_BYTES;
}

/** SHA-256 of all bytes of a file, in hexadecimal. @throws the system's error where it cannot be read */
export async function hashBeside(path: string): Promise<string> {
  for await (const { answer } of beside<Hashed>({ kind: "hash", path })) return answer.hex;
  throw new Error("no answer came");
}
