/** What the ties of one whole column say: the twin of assembly/ties.ts. */
import type { MiddleTies } from "../panel.ts";

export interface ColumnTies {
  /** Sum of t^3 - t over the groups of t equal values. */
  readonly tieMoment: number;
  readonly middle: MiddleTies;
}

/** A sorted column whose zeros may be a number instead of values. */
interface SortedColumn {
  readonly stored: Float64Array;
  /** Zeros that are not stored; they stand before the stored value at `zeroAt`. */
  readonly zeros: number;
  readonly zeroAt: number;
}

const moment = (tied: number) => tied * tied * tied - tied;

/**
 * @param column one sample's values, NaN where missing; left as they are
 * @param zeros zeros of the sample that are not among the values; where there are some, none of the values is 0
 */
export function columnTies(column: Float64Array, zeros: number): ColumnTies {
  const stored = column.filter((value) => !Number.isNaN(value)).sort();
  const firstAbove = zeros > 0 ? stored.findIndex((value) => value > 0) : 0;
  const zeroAt = firstAbove < 0 ? stored.length : firstAbove;
  const sorted = { stored, zeros, zeroAt };
  let tieMoment = zeros > 0 && zeroAt === 0 ? moment(zeros) : 0;
  let tied = 1;
  for (let i = 1; i <= stored.length; i++) {
    if (stored[i] === stored[i - 1]) tied++;
    else {
      tieMoment += moment(tied);
      tied = 1;
      if (i === zeroAt) tieMoment += moment(zeros);
    }
  }
  const measured = stored.length + zeros;
  const [lowerBelow, lowerTied] = group(sorted, (measured - 1) >> 1);
  const [upperBelow, upperTied] = group(sorted, measured >> 1);
  return { tieMoment, middle: { lowerBelow, lowerTied, upperBelow, upperTied } };
}

/** How many values lie below that at `index`, and how many equal it; zeros where there is none. */
function group({ stored, zeros, zeroAt }: SortedColumn, index: number): readonly [below: number, tied: number] {
  if (stored.length + zeros === 0) return [0, 0];
  if (index >= zeroAt && index < zeroAt + zeros) return [zeroAt, zeros];
  const place = index < zeroAt ? index : index - zeros;
  let first = place;
  while (first > 0 && stored[first - 1] === stored[place]) first--;
  let last = place + 1;
  while (last < stored.length && stored[last] === stored[place]) last++;
  return [index < zeroAt ? first : first + zeros, last - first];
}
