/** Sorting the doubled ranks of a set; twin of worker/engine/methods/twins/sort.ts, which says why it is done so. */
import { u32At } from "./records";

const SMALL: u32 = 128;
const BUCKETS: u32 = 256;
const HISTOGRAM: usize = memory.data(1024, 16);

// @ts-ignore: decorator
@inline
function put(array: usize, index: u32, value: u32): void {
  store<u32>(array + (<usize>index << 2), value);
}

/**
 * @param ranks u32[2 count]: the ranks, then room for as many
 * @param bits number of significant bits of the largest rank
 * @returns where in `ranks` the sorted ones begin: 0 or `count`
 */
export function sortRanks(ranks: usize, count: u32, bits: u32): u32 {
  if (count <= SMALL) {
    scatter(ranks, 0, count, count, bits > 7 ? bits - 7 : 0);
    for (let i = count + 1; i < 2 * count; i++) {
      const rank = u32At(ranks, i);
      let j = i;
      for (; j > count && u32At(ranks, j - 1) > rank; j--) put(ranks, j, u32At(ranks, j - 1));
      put(ranks, j, rank);
    }
    return count;
  }
  let from: u32 = 0;
  for (let shift: u32 = 0; shift < bits; shift += 8) {
    scatter(ranks, from, count - from, count, shift);
    from = count - from;
  }
  return from;
}

function scatter(ranks: usize, from: u32, to: u32, count: u32, shift: u32): void {
  memory.fill(HISTOGRAM, 0, BUCKETS << 2);
  const end = from + count;
  for (let i = from; i < end; i++) {
    const bucket = (u32At(ranks, i) >>> shift) & (BUCKETS - 1);
    put(HISTOGRAM, bucket, u32At(HISTOGRAM, bucket) + 1);
  }
  const full = to + count;
  for (let bucket: u32 = 0, next = to; next < full; bucket++) {
    const size = u32At(HISTOGRAM, bucket);
    put(HISTOGRAM, bucket, next);
    next += size;
  }
  for (let i = from; i < end; i++) {
    const rank = u32At(ranks, i);
    const bucket = (rank >>> shift) & (BUCKETS - 1);
    const slot = u32At(HISTOGRAM, bucket);
    put(HISTOGRAM, bucket, slot + 1);
    put(ranks, slot, rank);
  }
}
