/**
 * Sparse matrices that are stored gene by gene, or in no order, as samples. The entries are read several times: once to count
 * them, then once for each range of samples whose entries fit the memory.
 */
import { LIMITS } from "../limits.ts";
import { Problem } from "../problem.ts";
import type { NumberArray } from "./binary/numbers.ts";
import type { SparseBlock } from "./reader.ts";

/** Some entries, in parallel arrays of which the first `count` places are used. */
export interface Entries {
  readonly count: number;
  readonly samples: ArrayLike<number>;
  readonly genes: ArrayLike<number>;
  readonly values: NumberArray;
}

/** Bytes of an entry that waits in its sample's place. */
const ENTRY_BYTES = 12;
const MOST_ENTRIES = Math.floor((2 * LIMITS.blockBytes) / ENTRY_BYTES);
/** More readings than this take longer than anybody waits for. */
const MOST_READINGS = 24;

/** Bytes that {@link transposeEntries} holds at once, without what reading takes. */
export function transposeBytes(stored: number, samples: number): number {
  return ENTRY_BYTES * Math.min(stored, MOST_ENTRIES) + 8 * (samples + 1);
}

/**
 * @param open a fresh reading of all entries
 * @param advice how to write the matrix instead, for one that is too large
 * @throws Problem `too-many-cells`, and what reading throws
 */
export async function* transposeEntries(
  open: () => AsyncIterable<Entries>,
  first: number,
  last: number,
  advice: string,
): AsyncGenerator<SparseBlock, void> {
  const counts = new Uint32Array(last - first);
  let stored = 0;
  for await (const { count, samples } of open()) {
    for (let i = 0; i < count; i++) {
      const sample = samples[i] - first;
      if (sample >= 0 && sample < counts.length) {
        counts[sample]++;
        stored++;
      }
    }
  }
  if (stored > MOST_READINGS * MOST_ENTRIES) {
    const detail = `The matrix is stored gene by gene, and its ${stored} values are too many to be turned round here. ${advice}`;
    throw new Problem("too-many-cells", detail, { limit: MOST_READINGS * MOST_ENTRIES, found: stored });
  }
  for (let from = 0; from < counts.length; ) {
    const starts = new Float64Array(counts.length - from + 1);
    let to = from;
    while (to < counts.length && (to === from || starts[to - from] + counts[to] <= MOST_ENTRIES)) {
      starts[to - from + 1] = starts[to - from] + counts[to];
      to++;
    }
    yield await fill(open(), first + from, to - from, starts.subarray(0, to - from + 1));
    from = to;
  }
}

async function fill(
  reading: AsyncIterable<Entries>,
  first: number,
  samples: number,
  starts: Float64Array,
): Promise<SparseBlock> {
  const next = starts.slice(0, samples);
  const genes = new Uint32Array(starts[samples]);
  const values = new Float64Array(starts[samples]);
  for await (const entries of reading) {
    for (let i = 0; i < entries.count; i++) {
      const sample = entries.samples[i] - first;
      if (!(sample >= 0 && sample < samples)) continue;
      const at = next[sample]++;
      if (at >= starts[sample + 1]) throw changed();
      genes[at] = entries.genes[i];
      values[at] = entries.values[i];
    }
  }
  if (next.some((at, sample) => at !== starts[sample + 1])) throw changed();
  return { samples, starts, genes, values };
}

function changed(): Problem {
  return new Problem("source-changed", "The matrix was not the same when it was read again. Please try again.");
}
