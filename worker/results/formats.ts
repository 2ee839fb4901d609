/** The representations of a result: the one list that HTTP, the command line and the page choose from. */
import type { ClassifiedResult } from "../engine/cohort/index.ts";
import { csvChunks, tsvChunks } from "./csv.ts";
import { gctChunks } from "./gct.ts";
import { jsonChunks } from "./json.ts";
import { ndjsonChunks } from "./ndjson.ts";
import { parquetChunks } from "./parquet.ts";
import { reportChunks } from "./report/index.ts";

/** A representation of a result. */
export interface ResultFormat {
  readonly mediaType: string;
  /** Whether it names the digest of the matrix; tables tell of the samples alone. */
  readonly hasDigest: boolean;
  /** The result in pieces of about 64 KB, of a binary format larger ones; the same result gives the same bytes. */
  chunks(result: ClassifiedResult): Generator<string> | Generator<Uint8Array>;
}

/** By the name that `format=` and `--accept` take; the first is the default. */
export const RESULT_FORMATS = {
  json: { mediaType: "application/json", hasDigest: true, chunks: jsonChunks },
  ndjson: { mediaType: "application/x-ndjson", hasDigest: true, chunks: ndjsonChunks },
  csv: { mediaType: "text/csv", hasDigest: false, chunks: csvChunks },
  tsv: { mediaType: "text/tab-separated-values", hasDigest: false, chunks: tsvChunks },
  gct: { mediaType: "text/x-gct", hasDigest: false, chunks: gctChunks },
  html: { mediaType: "text/html", hasDigest: true, chunks: reportChunks },
  parquet: { mediaType: "application/vnd.apache.parquet", hasDigest: false, chunks: parquetChunks },
} as const satisfies Record<string, ResultFormat>;

/** A name of {@link RESULT_FORMATS}. */
export type FormatName = keyof typeof RESULT_FORMATS;

/** In the order in which they are offered; the first is the default. */
export const FORMAT_NAMES = Object.keys(RESULT_FORMATS) as FormatName[];
