/** A result as text, in chunks: JSON, NDJSON, CSV and TSV. The same result gives the same bytes. */
export { csvChunks, tsvChunks } from "./csv.ts";
export { jsonChunks } from "./json.ts";
export { ndjsonChunks } from "./ndjson.ts";
export { NOTICE } from "./notice.ts";
export { resultHead, type SampleRow, sampleRows } from "./rows.ts";
