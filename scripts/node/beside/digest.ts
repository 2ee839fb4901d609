/** SHA-256 of a file beside the work on it: a thread reads it too, from the system's memory, and hashes it. */
import type { Hashed } from "./task.ts";
import { beside } from "./thread.ts";

/** SHA-256 of all bytes of a file, in hexadecimal. @throws the system's error where it cannot be read */
export async function hashBeside(path: string): Promise<string> {
  for await (const { answer } of beside<Hashed>({ kind: "hash", path })) return answer.hex;
  throw new Error("no answer came");
}
