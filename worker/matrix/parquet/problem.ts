/** What is wrong with a Parquet file. */
import { Problem } from "../../problem.ts";

/** The problem of a damaged Parquet file; `what` completes "cannot be read: …". */
export function badParquet(what: string, cause?: unknown): Problem {
  return new Problem("bad-parquet", `The Parquet file cannot be read: ${what}.`, {}, cause);
}
