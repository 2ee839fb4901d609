/** A result as bytes, in pieces: JSON, NDJSON, CSV and TSV. */
export { FORMAT_NAMES, type FormatName, RESULT_FORMATS, type ResultFormat } from "./formats.ts";
export { NOTICE } from "./notice.ts";
export { resultHead, type SampleRow, sampleRows } from "./rows.ts";
