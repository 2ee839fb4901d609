/** What the stages are measured against: ranks by sorting each column, as one writes them without a second thought. */
export interface NaiveRanks {
  readonly below: Uint32Array;
  readonly tied: Uint32Array;
}

/** For each gene of a column how many lie below it, and how many have its value. */
export function naiveRanks(column: Float32Array): NaiveRanks {
  const order = new Uint32Array(column.length).map((_, gene) => gene).sort((a, b) => column[a] - column[b]);
  const below = new Uint32Array(column.length);
  const tied = new Uint32Array(column.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && column[order[to]] === column[order[from]]) to++;
    for (let at = from; at < to; at++) {
      below[order[at]] = from;
      tied[order[at]] = to - from;
    }
    from = to;
  }
  return { below, tied };
}
