/** How much text of a matrix is in memory at once. */
import { LIMITS } from "../../limits.ts";
import { HEAD_BYTES } from "./layout/head.ts";
import type { TextLayout } from "./layout/layout.ts";

/** Room for a piece of the stream and for lines several times as long as those seen. */
export function windowBytes({ longestLine }: TextLayout): number {
  const longest = Math.min(LIMITS.lineBytes, 8 * longestLine);
  return Math.max(2 * HEAD_BYTES, longest + HEAD_BYTES);
}
