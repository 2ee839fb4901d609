/** The ladders of the samples of a run, and counting on them: the twin of assembly/ladder.ts and count.ts. */
import { Bins, suitsLogarithm } from "./bins.ts";
import type { PanelRow } from "./rows.ts";
import { createOrder, type Order, orderRows, singleKey } from "./sort.ts";

/** The ladders of several samples, in shared arrays; sample s owns the s-th slice of each. */
export interface Ladders {
  readonly samples: number;
  readonly panel: number;
  /** samples x (panel + 1): before `climb` the panel values in panel order, then the rungs, ascending, then NaN, then values below them. */
  readonly rungs: Float64Array;
  /** samples x (2 panel + 2): counts of gaps (even) and rungs (odd). */
  readonly counts: Uint32Array;
  /** samples x panel: rung of each gene, or the place of its value behind the rungs. */
  readonly positions: Uint16Array;
  /** samples x panel where row order is asked for. */
  readonly earlier: Uint32Array | null;
  /** Whether bins are linear in the order key of a value, and not in the value. */
  readonly logarithmic: Uint8Array;
  readonly distinct: Uint32Array;
  readonly measured: Uint32Array;
  /** Room to sort a panel. */
  readonly order: Order;
}

export const NO_RUNG = 0xffff;

/** Memory of {@link createLadders} of the same arguments, in bytes. */
export function ladderBytes(samples: number, panel: number, rowOrder: boolean): number {
  return samples * (8 * (panel + 1) + 4 * (2 * panel + 2) + 2 * panel + (rowOrder ? 4 * panel : 0) + 9) + 16 * panel;
}

/** Empty ladders of `samples` samples for `panel` genes; `rowOrder` keeps a fifth number a gene. */
export function createLadders(samples: number, panel: number, rowOrder: boolean): Ladders {
  return {
    samples,
    panel,
    rungs: new Float64Array(samples * (panel + 1)).fill(Number.NaN),
    counts: new Uint32Array(samples * (2 * panel + 2)),
    positions: new Uint16Array(samples * panel),
    earlier: rowOrder ? new Uint32Array(samples * panel) : null,
    logarithmic: new Uint8Array(samples),
    distinct: new Uint32Array(samples),
    measured: new Uint32Array(samples),
    order: createOrder(panel),
  };
}

/** The rungs of a sample that has been climbed. */
function rungsOf({ rungs, distinct, panel }: Ladders, sample: number): Float64Array {
  const base = sample * (panel + 1);
  return rungs.subarray(base, base + distinct[sample]);
}

function countsOf({ counts, panel }: Ladders, sample: number): Uint32Array {
  return counts.subarray(sample * (2 * panel + 2), (sample + 1) * (2 * panel + 2));
}

/**
 * Turns the gathered values of a sample into rungs and chooses the map from value to bin.
 *
 * @param keep how many of the highest values become rungs, and those that singles do not tell from the lowest of them
 */
export function climb(ladders: Ladders, sample: number, keep: number): void {
  const { rungs, positions, earlier, panel, order } = ladders;
  const base = sample * (panel + 1);
  const gathered = rungs.slice(base, base + panel);
  const places = positions.subarray(sample * panel, (sample + 1) * panel).fill(NO_RUNG);
  let distinct = 0;
  const ascending = orderRows(gathered, order);
  const below = keptFrom(gathered, ascending, keep);
  for (const gene of ascending.subarray(below)) {
    const value = gathered[gene];
    if (distinct === 0 || value !== rungs[base + distinct - 1]) rungs[base + distinct++] = value;
    places[gene] = distinct - 1;
  }
  rungs[base + distinct] = Number.NaN;
  for (const [place, gene] of ascending.subarray(0, below).entries()) {
    places[gene] = distinct + 1 + place;
    rungs[base + distinct + 1 + place] = gathered[gene];
  }
  countsOf(ladders, sample).fill(0);
  earlier?.fill(0, sample * panel, (sample + 1) * panel);
  ladders.distinct[sample] = distinct;
  ladders.measured[sample] = 0;
  ladders.logarithmic[sample] = Number(suitsLogarithm(rungsOf(ladders, sample)));
}

/** How many of the lowest values do not become rungs. @param ascending genes */
function keptFrom(gathered: Float64Array, ascending: Uint32Array, keep: number): number {
  let below = Math.max(0, ascending.length - keep);
  if (below === 0) return 0;
  const least = singleKey(gathered[ascending[below]]);
  while (below > 0 && singleKey(gathered[ascending[below - 1]]) === least) below--;
  return below;
}

/** How many of the counted values lie on the lowest rung or above it. */
export function highest({ measured, counts, panel }: Ladders, sample: number): number {
  return measured[sample] - counts[sample * (2 * panel + 2)];
}

/**
 * Counts a column, or a stretch of it, into a sample's ladder.
 *
 * @param values NaN = missing
 * @param single whether the values were narrowed to singles: so are the rungs then
 * @param bins to count with
 * @param rows of the panel among the values, ascending, where row order is asked for
 */
export function countColumn(
  ladders: Ladders,
  sample: number,
  values: Float64Array,
  single: boolean,
  bins: number,
  rows: readonly PanelRow[],
): void {
  const rungs = rungsOf(ladders, sample);
  if (rungs.length === 0) {
    for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) ladders.measured[sample]++;
    return;
  }
  const counts = countsOf(ladders, sample);
  const narrowed = single ? rungs.map(Math.fround) : rungs;
  const { panel, earlier } = ladders;
  const order = earlier && { rows, earlier: earlier.subarray(sample * panel, (sample + 1) * panel) };
  const counting = new Bins({ rungs: narrowed, counts }, bins, ladders.logarithmic[sample] === 1, order);
  counting.add(values, 0, values.length);
  ladders.measured[sample] += counting.finish();
}

/**
 * Counts the zeros of a sparse column at once; the stored values, none of which is 0, have been counted.
 *
 * @param earlierZeros zeros in the rows before each panel gene of value 0; null unless row order is asked for
 */
export function countZeros(ladders: Ladders, sample: number, zeros: number, earlierZeros: Uint32Array | null): void {
  const { positions, earlier, panel } = ladders;
  const rungs = rungsOf(ladders, sample);
  const above = rungs.findIndex((rung) => rung >= 0);
  const rung = above < 0 ? rungs.length : above;
  const on = rungs[rung] === 0;
  countsOf(ladders, sample)[2 * rung + (on ? 1 : 0)] += zeros;
  ladders.measured[sample] += zeros;
  if (earlier === null || earlierZeros === null || !on) return;
  for (let gene = 0; gene < panel; gene++) {
    if (positions[sample * panel + gene] === rung) earlier[sample * panel + gene] = earlierZeros[gene];
  }
}

/** Prefix sums over gaps and rungs: value, below and tied of every panel gene of a sample; 0 and 1 for genes below all rungs. */
export function resolve(
  ladders: Ladders,
  sample: number,
  value: Float64Array,
  below: Uint32Array,
  tied: Uint32Array,
): void {
  const { rungs, counts, positions, panel } = ladders;
  const slots = sample * (2 * panel + 2);
  const belowRung = new Uint32Array(ladders.distinct[sample]);
  let sum = 0;
  for (let rung = 0; rung < belowRung.length; rung++) {
    sum += counts[slots + 2 * rung];
    belowRung[rung] = sum;
    sum += counts[slots + 2 * rung + 1];
  }
  for (let gene = 0; gene < panel; gene++) {
    const position = positions[sample * panel + gene];
    const known = position !== NO_RUNG;
    const ranked = position < belowRung.length;
    value[gene] = known ? rungs[sample * (panel + 1) + position] : Number.NaN;
    below[gene] = ranked ? belowRung[position] : 0;
    tied[gene] = ranked ? counts[slots + 2 * position + 1] : Number(known);
  }
}
