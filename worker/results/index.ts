/** A result as bytes, in pieces: JSON, NDJSON, CSV, TSV, GCT and Parquet. */
export { FORMAT_NAMES, type FormatName, RESULT_FORMATS, type ResultFormat } from "./formats.ts";
export { NOTICE } from "./notice.ts";
export { resultHead, type SampleRow, sampleRow, sampleRows } from "./rows.ts";
