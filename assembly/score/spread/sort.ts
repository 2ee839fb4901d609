/** Sorting the doubled ranks of a set; twin of worker/engine/methods/twins/sort.ts, which says why it is done so. */
import { u32At } from "../records";

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
    deal(ranks, count, bits > 7 ? bits - 7 : 0);
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

/** {@link scatter} of at most 128 ranks by 7 bits, behind them: tallies and places are bytes, sixteen of which are added up at a time. */
function deal(ranks: usize, count: u32, shift: u32): void {
  memory.fill(HISTOGRAM, 0, SMALL);
  const end = ranks + (<usize>count << 2);
  for (let at = ranks; at < end; at += 4) {
    const bucket = HISTOGRAM + <usize>(load<u32>(at) >>> shift);
    store<u8>(bucket, load<u8>(bucket) + 1);
  }
  const none = i64x2.splat(0);
  let before = none;
  for (let at = HISTOGRAM; at < HISTOGRAM + SMALL; at += 16) {
    const sizes = v128.load(at);
    let sums = i8x16.add(sizes, i8x16.shuffle(none, sizes, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30));
    sums = i8x16.add(sums, i8x16.shuffle(none, sums, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29));
    sums = i8x16.add(sums, i8x16.shuffle(none, sums, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27));
    sums = i8x16.add(sums, i8x16.shuffle(none, sums, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23));
    sums = i8x16.add(sums, before);
    v128.store(at, i8x16.sub(sums, sizes));
    before = i8x16.shuffle(sums, sums, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15);
  }
  for (let at = ranks; at < end; at += 4) {
    const rank = load<u32>(at);
    const bucket = HISTOGRAM + <usize>(rank >>> shift);
    const place = load<u8>(bucket);
    store<u8>(bucket, place + 1);
    store<u32>(end + (<usize>place << 2), rank);
  }
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
