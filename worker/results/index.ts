/** A result as bytes, in pieces: JSON, NDJSON, CSV, TSV, GCT and Parquet, and a report for people. */
export { FORMAT_NAMES, type FormatName, RESULT_FORMATS, type ResultFormat } from "./formats.ts";
export { NOTICE } from "./notice.ts";
export { type ReportFacts, reportFacts, reportText } from "./report/index.ts";
export { type ResultDocument, type ResultHead, resultHead, type SampleRow, sampleRow, sampleRows } from "./rows.ts";
