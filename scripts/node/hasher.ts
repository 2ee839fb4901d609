/** The thread of `digest.ts`: hashes one file after the other. */
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import type { Hashed } from "./digest.ts";

const buffer = new Uint8Array(2 ** 18);

function sha256(path: string): string {
  const hash = createHash("sha256");
  const file = openSync(path, "r");
  try {
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer))
      hash.update(buffer.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}

parentPort?.on("message", (path: string) => {
  const tell = (hashed: Hashed) => parentPort?.postMessage(hashed);
  try {
    tell({ hex: sha256(path) });
  } catch (error) {
    tell({ error });
  }
});
