/** Sorting the doubled ranks of a set; twin of worker/engine/methods/twins/sort.ts, which says why it is done so. */
import { u32At } from "./records";

/** Ranks up to which each is compared with all others, four at a time. */
const FEW: u32 = 64;
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
  if (count <= FEW && bits < 32 - FEW_BITS) {
    placeFew(ranks, count);
    return count;
  }
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

/** Bits of a place among FEW. */
const FEW_BITS: u32 = 6;
/** u32[FEW]: the ranks and, so that no two are equal, their places. */
const KEYS: usize = memory.data(64 * 4, 16);

/** The place of a rank is the number of those below it. */
function placeFew(ranks: usize, count: u32): void {
  const end = <usize>count << 2;
  const sorted = ranks + end;
  v128.store(KEYS + ((end - 4) & ~15), i32x4.splat(i32.MAX_VALUE));
  for (let i: u32 = 0; i < count; i++) put(KEYS, i, (u32At(ranks, i) << FEW_BITS) | i);
  for (let at: usize = 0; at < end; at += 4) {
    const key = i32x4.splat(load<u32>(KEYS + at));
    let below = i32x4.splat(0);
    for (let other: usize = 0; other < end; other += 16) {
      below = i32x4.sub(below, i32x4.lt_s(v128.load(KEYS + other), key));
    }
    const two = i64x2.extract_lane(below, 0) + i64x2.extract_lane(below, 1);
    store<u32>(sorted + (<usize>(<u32>two + <u32>(two >> 32)) << 2), load<u32>(ranks + at));
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
