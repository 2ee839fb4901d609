/** What the ties of one whole column say: the twin of assembly/ties.ts. */
import type { MiddleTies } from "../panel.ts";

export interface ColumnTies {
  /** Sum of t^3 - t over the groups of t equal values. */
  readonly tieMoment: number;
  readonly middle: MiddleTies;
}

/** @param column one sample's values, NaN where missing; left as they are */
export function columnTies(column: Float64Array): ColumnTies {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  const count = sorted.length;
  let tieMoment = 0;
  let tied = 1;
  for (let i = 1; i <= count; i++) {
    if (sorted[i] === sorted[i - 1]) tied++;
    else {
      tieMoment += tied * tied * tied - tied;
      tied = 1;
    }
  }
  const [lowerBelow, lowerTied] = group(sorted, (count - 1) >> 1);
  const [upperBelow, upperTied] = group(sorted, count >> 1);
  return { tieMoment, middle: { lowerBelow, lowerTied, upperBelow, upperTied } };
}

/** How many values lie below that at `index`, and how many equal it; zeros where there is none. */
function group(sorted: Float64Array, index: number): readonly [below: number, tied: number] {
  if (sorted.length === 0) return [0, 0];
  let first = index;
  while (first > 0 && sorted[first - 1] === sorted[index]) first--;
  let last = index + 1;
  while (last < sorted.length && sorted[last] === sorted[index]) last++;
  return [first, last - first];
}
