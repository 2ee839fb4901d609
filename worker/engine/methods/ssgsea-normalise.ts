/**
 * The second pass of ssGSEA. It makes a score depend on the other samples and sets of the same call, so it is never done
 * unless asked for.
 */

export const NORMALISATIONS = ["none", "gsva", "signature"] as const;

/**
 * - `none`: raw scores.
 * - `gsva`: divided by the range over all sets and samples (Barbie et al. 2009; GSVA `normalize = TRUE`).
 * - `signature`: each set's scores mapped onto 0..1 over the samples (hacksig `sample_norm = "separate"`).
 */
export type Normalisation = (typeof NORMALISATIONS)[number];

/**
 * @param columns raw scores, one array a set, one number a sample, NaN for null
 * @returns new columns of the same shape; all NaN where the range is 0
 */
export function normaliseSsgsea(columns: readonly Float64Array[], normalisation: Normalisation): Float64Array[] {
  if (normalisation === "none") return columns.map((column) => column.slice());
  if (normalisation === "signature") {
    return columns.map((column) => {
      const { low, range } = spread([column]);
      return column.map((score) => (range > 0 ? (score - low) / range : Number.NaN));
    });
  }
  const { range } = spread(columns);
  return columns.map((column) => column.map((score) => (range > 0 ? score / range : Number.NaN)));
}

function spread(columns: readonly Float64Array[]): { low: number; range: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const column of columns) {
    for (const score of column) {
      if (score < low) low = score;
      if (score > high) high = score;
    }
  }
  return { low, range: high - low };
}
