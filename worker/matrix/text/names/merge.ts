/** Several rows of one gene become one. */
import type { DuplicatePolicy } from "./names.ts";

/**
 * Merges the rows of a gene, sample by sample; missing values are left out.
 * The mean adds up in ascending order, so that its last bit does not depend on the order of the rows.
 *
 * @param rows at least one, of equal length, in the order of the matrix
 */
export function mergeRows(rows: readonly Float64Array[], policy: Exclude<DuplicatePolicy, "error">): Float64Array {
  if (policy === "first") return rows[0];
  return rows[0].map((_, sample) => {
    const held = rows.map((row) => row[sample]).filter((value) => !Number.isNaN(value));
    if (held.length === 0) return Number.NaN;
    if (policy === "max") return Math.max(...held);
    return held.sort((a, b) => a - b).reduce((sum, value) => sum + value, 0) / held.length;
  });
}
