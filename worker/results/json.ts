/** A result as one JSON document: the head's members, then `samples`, a sample a line. */
import type { ClassifiedResult } from "../engine/cohort/index.ts";
import { inChunks } from "./chunks.ts";
import { resultHead, sampleRows } from "./rows.ts";

/** The document in chunks of about 64 KiB; numbers as JavaScript prints them, which reads back to the same double. */
export function jsonChunks(result: ClassifiedResult): Generator<string> {
  return inChunks(jsonPieces(result));
}

function* jsonPieces(result: ClassifiedResult): Generator<string> {
  yield `${JSON.stringify(resultHead(result)).slice(0, -1)},"samples":[`;
  let separator = "\n";
  for (const row of sampleRows(result)) {
    yield separator + JSON.stringify(row);
    separator = ",\n";
  }
  yield "\n]}\n";
}
