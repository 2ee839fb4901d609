/** Counting without sorting in TypeScript: the twin of assembly/ladder.ts, where the idea is described. */

/** The ladders of several samples, in shared arrays; sample s owns the s-th slice of each. */
export interface Ladders {
  readonly samples: number;
  readonly panel: number;
  readonly bins: number;
  /** samples x (panel + 1): before `climb` the panel values in panel order, then the rungs, ascending, then NaN. */
  readonly rungs: Float64Array;
  /** samples x (2 panel + 2): counts of gaps (even) and rungs (odd). */
  readonly counts: Uint32Array;
  /** samples x (bins + 3): first rung of each bin. */
  readonly starts: Uint16Array;
  /** samples x panel: rung of each gene. */
  readonly positions: Uint16Array;
  /** samples x panel where row order is asked for. */
  readonly earlier: Uint32Array | null;
  readonly low: Float64Array;
  readonly scale: Float64Array;
  readonly lowKey: Int32Array;
  /** Bits of the high key word that make one bin; -1 for the linear map. */
  readonly shift: Int8Array;
  readonly distinct: Uint32Array;
  readonly measured: Uint32Array;
}

export const NO_RUNG = 0xffff;

/** Memory of {@link createLadders} of the same arguments, in bytes. */
export function ladderBytes(samples: number, panel: number, bins: number, rowOrder: boolean): number {
  return (
    samples * (8 * (panel + 1) + 4 * (2 * panel + 2) + 2 * (bins + 3) + 2 * panel + (rowOrder ? 4 * panel : 0) + 29)
  );
}

/** Empty ladders of `samples` samples for `panel` genes, looked up through `bins` bins; `rowOrder` keeps a fifth number a gene. */
export function createLadders(samples: number, panel: number, bins: number, rowOrder: boolean): Ladders {
  return {
    samples,
    panel,
    bins,
    rungs: new Float64Array(samples * (panel + 1)).fill(Number.NaN),
    counts: new Uint32Array(samples * (2 * panel + 2)),
    starts: new Uint16Array(samples * (bins + 3)),
    positions: new Uint16Array(samples * panel),
    earlier: rowOrder ? new Uint32Array(samples * panel) : null,
    low: new Float64Array(samples),
    scale: new Float64Array(samples),
    lowKey: new Int32Array(samples),
    shift: new Int8Array(samples),
    distinct: new Uint32Array(samples),
    measured: new Uint32Array(samples),
  };
}

const word = new Float64Array(1);
const words = new Int32Array(word.buffer);

/** High word of the order key: monotone in the value, and fine enough to choose a bin. */
function highKey(value: number): number {
  word[0] = value;
  return words[1] ^ ((words[1] >> 31) & 0x7fffffff);
}

function linearBin(value: number, low: number, scale: number, bins: number): number {
  const place = (value - low) * scale;
  // Infinite distances times a scale of 0 are NaN, which must land among the rungs.
  return place >= bins ? bins + 1 : place <= -1 ? 0 : (place | 0) + 1;
}

function keyBin(value: number, lowKey: number, shift: number, bins: number): number {
  const key = highKey(value);
  if (key < lowKey) return 0;
  // The distance of two 32-bit keys is below 2^32, so the unsigned shift sees it whole.
  const bin = (key - lowKey) >>> shift;
  return bin < bins ? bin + 1 : bins + 1;
}

function rungsBelow(rungs: Float64Array, base: number, value: number, low: number, high: number): number {
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rungs[base + middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Fills the bins for the map that is set and returns the sum of squares of rungs per bin. */
function spread(ladders: Ladders, sample: number): number {
  const { rungs, starts, bins, panel, low, scale, lowKey, shift } = ladders;
  const base = sample * (panel + 1);
  const first = sample * (bins + 3);
  const distinct = ladders.distinct[sample];
  let bin = 0;
  let work = 0;
  let inBin = 0;
  for (let rung = 0; rung < distinct; rung++) {
    const value = rungs[base + rung];
    const target =
      shift[sample] < 0
        ? linearBin(value, low[sample], scale[sample], bins)
        : keyBin(value, lowKey[sample], shift[sample], bins);
    if (target >= bin) {
      work += inBin * inBin;
      inBin = 0;
      for (; bin <= target; bin++) starts[first + bin] = rung;
    }
    inBin++;
  }
  for (; bin < bins + 3; bin++) starts[first + bin] = distinct;
  return work + inBin * inBin;
}

/** Turns the gathered values of a sample into rungs and chooses the map from value to bin. */
export function climb(ladders: Ladders, sample: number): void {
  const { rungs, counts, positions, earlier, panel, bins } = ladders;
  const base = sample * (panel + 1);
  const gathered = rungs.slice(base, base + panel);
  // A typed array's own sort puts NaN last.
  const sorted = Float64Array.from(gathered).sort();
  let distinct = 0;
  for (const value of sorted) {
    if (Number.isNaN(value)) break;
    if (distinct === 0 || value !== rungs[base + distinct - 1]) rungs[base + distinct++] = value;
  }
  rungs[base + distinct] = Number.NaN;
  for (let gene = 0; gene < panel; gene++) {
    const value = gathered[gene];
    positions[sample * panel + gene] = Number.isNaN(value) ? NO_RUNG : rungsBelow(rungs, base, value, 0, distinct);
  }
  counts.fill(0, sample * (2 * panel + 2), (sample + 1) * (2 * panel + 2));
  earlier?.fill(0, sample * panel, (sample + 1) * panel);
  ladders.distinct[sample] = distinct;
  ladders.measured[sample] = 0;

  const low = distinct > 0 ? rungs[base] : 0;
  const high = distinct > 0 ? rungs[base + distinct - 1] : 0;
  ladders.low[sample] = low;
  ladders.scale[sample] = high > low ? bins / (high - low) : 0;
  ladders.lowKey[sample] = highKey(low);
  const span = Math.floor((highKey(high) - highKey(low)) / bins);
  ladders.shift[sample] = Math.min(31, 32 - Math.clz32(span));
  const logarithmic = spread(ladders, sample);
  const shift = ladders.shift[sample];
  ladders.shift[sample] = -1;
  if (spread(ladders, sample) > logarithmic) {
    ladders.shift[sample] = shift;
    spread(ladders, sample);
  }
}

/** Counts values[from .. to) into a sample's ladder; NaN is missing. */
export function countRun(ladders: Ladders, sample: number, values: Float64Array, from: number, to: number): void {
  const { rungs, counts, starts, bins, panel } = ladders;
  const base = sample * (panel + 1);
  const slots = sample * (2 * panel + 2);
  const first = sample * (bins + 3);
  const shift = ladders.shift[sample];
  const low = ladders.low[sample];
  const scale = ladders.scale[sample];
  const lowKey = ladders.lowKey[sample];
  let missing = 0;
  for (let i = from; i < to; i++) {
    const value = values[i];
    // biome-ignore lint/suspicious/noSelfCompare: the quickest test for NaN on the hottest line
    if (value !== value) {
      missing++;
      continue;
    }
    const bin = first + (shift < 0 ? linearBin(value, low, scale, bins) : keyBin(value, lowKey, shift, bins));
    const rung = rungsBelow(rungs, base, value, starts[bin], starts[bin + 1]);
    counts[slots + 2 * rung + (rungs[base + rung] === value ? 1 : 0)]++;
  }
  ladders.measured[sample] += to - from - missing;
}

/** What a gene's rung holds at this moment: the tied genes that came before its own row. */
export function noteEarlier(ladders: Ladders, sample: number, gene: number): void {
  const { positions, counts, earlier, panel } = ladders;
  const position = positions[sample * panel + gene];
  if (earlier === null || position === NO_RUNG) return;
  earlier[sample * panel + gene] = counts[sample * (2 * panel + 2) + 2 * position + 1];
}

/**
 * Counts the zeros of a sparse column at once; the stored values, none of which is 0, have been counted.
 *
 * @param earlierZeros zeros in the rows before each panel gene of value 0; null unless row order is asked for
 */
export function countZeros(ladders: Ladders, sample: number, zeros: number, earlierZeros: Uint32Array | null): void {
  const { rungs, counts, positions, earlier, panel } = ladders;
  const base = sample * (panel + 1);
  const rung = rungsBelow(rungs, base, 0, 0, ladders.distinct[sample]);
  const on = rungs[base + rung] === 0;
  counts[sample * (2 * panel + 2) + 2 * rung + (on ? 1 : 0)] += zeros;
  ladders.measured[sample] += zeros;
  if (earlier === null || earlierZeros === null || !on) return;
  for (let gene = 0; gene < panel; gene++) {
    if (positions[sample * panel + gene] === rung) earlier[sample * panel + gene] = earlierZeros[gene];
  }
}

/** Prefix sums over gaps and rungs: value, below and tied of every panel gene of a sample. */
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
    value[gene] = known ? rungs[sample * (panel + 1) + position] : Number.NaN;
    below[gene] = known ? belowRung[position] : 0;
    tied[gene] = known ? counts[slots + 2 * position + 1] : 0;
  }
}
