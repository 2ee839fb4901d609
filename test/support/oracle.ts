/**
 * Ranks by definition: sort the column and look. Slow and obvious on purpose; everything that counts instead of sorting is
 * compared with it.
 */
import type { PanelRanks } from "../../worker/engine/panel.ts";

/**
 * Ranks of `panel` genes in one sample.
 *
 * @param column the value of every gene of the matrix in row order, NaN where missing
 * @param panel row of each panel gene, -1 for a gene that the matrix does not hold; by default every row
 */
export function oracleRanks(
  column: ArrayLike<number>,
  panel: readonly number[] = Array.from(column, (_, row) => row),
): PanelRanks {
  const values = Array.from(column);
  const measured = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const below = new Map<number, number>();
  const tied = new Map<number, number>();
  measured.forEach((value, position) => {
    if (!tied.has(value)) below.set(value, position);
    tied.set(value, (tied.get(value) ?? 0) + 1);
  });
  const seen = new Map<number, number>();
  const earlier = values.map((value) => {
    const before = seen.get(value) ?? 0;
    seen.set(value, before + 1);
    return before;
  });
  const value = Float64Array.from(panel, (row) => (row < 0 ? Number.NaN : values[row]));
  const lower = measured[Math.floor((measured.length + 1) / 2) - 1];
  const upper = measured[Math.ceil((measured.length + 1) / 2) - 1];
  return {
    value,
    below: Uint32Array.from(value, (x) => below.get(x) ?? 0),
    tied: Uint32Array.from(value, (x) => tied.get(x) ?? 0),
    earlier: Uint32Array.from(panel, (row) => (row < 0 || Number.isNaN(values[row]) ? 0 : earlier[row])),
    measured: measured.length,
    rows: values.length,
    tieMoment: [...tied.values()].reduce((sum, t) => sum + t ** 3 - t, 0),
    middle:
      measured.length === 0
        ? undefined
        : {
            lowerBelow: below.get(lower) ?? 0,
            lowerTied: tied.get(lower) ?? 0,
            upperBelow: below.get(upper) ?? 0,
            upperTied: tied.get(upper) ?? 0,
          },
  };
}
