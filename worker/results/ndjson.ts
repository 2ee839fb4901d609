/** A result as NDJSON: a line `{"head": ...}` with everything but the samples, then a line a sample. */
import type { ClassifiedResult } from "../engine/cohort/index.ts";
import { inChunks } from "./chunks.ts";
import { resultHead, sampleRows } from "./rows.ts";

/** The lines in chunks of about 64 KiB; a chunk ends at the end of a line. */
export function ndjsonChunks(result: ClassifiedResult): Generator<string> {
  return inChunks(ndjsonLines(result));
}

function* ndjsonLines(result: ClassifiedResult): Generator<string> {
  yield `${JSON.stringify({ head: resultHead(result) })}\n`;
  for (const row of sampleRows(result)) yield `${JSON.stringify(row)}\n`;
}
