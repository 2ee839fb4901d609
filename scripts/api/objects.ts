/** The objects that the examples name, in a local bucket. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { putObject } from "../node/server.ts";
import { OBJECTS } from "./examples.ts";

/** Puts them into the local R2 at `storage`, before a Worker is started on it. */
export async function putObjects(storage: string): Promise<void> {
  const file = join(storage, "object");
  for (const [key, text] of Object.entries(OBJECTS)) {
    writeFileSync(file, text);
    await putObject(storage, key, file);
  }
}
