/**
 * The dispersion of at most 64 ranks of 16 bits, without a branch: they are put in order by a network, eight at a time, and the
 * deviations in the middle are looked for among all pairs that could hold them.
 */

export const MOST_FEW: u32 = 64;
/** u16[64]: the ranks in order, those that are not there above all others; and 16 more of these behind them. */
const SORTED: usize = memory.data(160, 16);

// @ts-ignore: decorator
@inline
function vector(index: usize): v128 {
  return v128.load(SORTED + (index << 4));
}

// @ts-ignore: decorator
@inline
function put(index: usize, ranks: v128): void {
  v128.store(SORTED + (index << 4), ranks);
}

/** Eight of the ranks, from the `from`-th; those from `count` on are the highest number. */
// @ts-ignore: decorator
@inline
function take(ranks: usize, from: u32, count: u32, shift: i32): v128 {
  const at = ranks + (<usize>from << 2);
  const taken = i16x8.narrow_i32x4_u(i32x4.shr_u(v128.load(at), shift), i32x4.shr_u(v128.load(at, 16), shift));
  return v128.or(taken, i16x8.ge_s(i16x8(0, 1, 2, 3, 4, 5, 6, 7), i16x8.splat(<i16>(<i32>count - <i32>from))));
}

/** The two halves of `a` and `b`, value by value in turn. */
// @ts-ignore: decorator
@inline
function turnsLow(a: v128, b: v128): v128 {
  return v128.shuffle<u16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

// @ts-ignore: decorator
@inline
function turnsHigh(a: v128, b: v128): v128 {
  return v128.shuffle<u16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

/** Lays the ranks into `SORTED` as eight vectors, each of which is in order. */
function sortEights(ranks: usize, count: u32, shift: i32): void {
  const p = take(ranks, 0, count, shift);
  const q = take(ranks, 8, count, shift);
  const r = take(ranks, 16, count, shift);
  const s = take(ranks, 24, count, shift);
  const t = take(ranks, 32, count, shift);
  const u = take(ranks, 40, count, shift);
  const v = take(ranks, 48, count, shift);
  const w = take(ranks, 56, count, shift);
  // The network of 19 comparators for eight values (Knuth, The Art of Computer Programming 3, 5.3.4), on the lanes.
  const a1 = i16x8.min_u(p, r);
  const c1 = i16x8.max_u(p, r);
  const b1 = i16x8.min_u(q, s);
  const d1 = i16x8.max_u(q, s);
  const e1 = i16x8.min_u(t, v);
  const g1 = i16x8.max_u(t, v);
  const f1 = i16x8.min_u(u, w);
  const h1 = i16x8.max_u(u, w);
  const a2 = i16x8.min_u(a1, e1);
  const e2 = i16x8.max_u(a1, e1);
  const b2 = i16x8.min_u(b1, f1);
  const f2 = i16x8.max_u(b1, f1);
  const c2 = i16x8.min_u(c1, g1);
  const g2 = i16x8.max_u(c1, g1);
  const d2 = i16x8.min_u(d1, h1);
  const h2 = i16x8.max_u(d1, h1);
  const a = i16x8.min_u(a2, b2);
  const b3 = i16x8.max_u(a2, b2);
  const c3 = i16x8.min_u(c2, d2);
  const d3 = i16x8.max_u(c2, d2);
  const e3 = i16x8.min_u(e2, f2);
  const f3 = i16x8.max_u(e2, f2);
  const g3 = i16x8.min_u(g2, h2);
  const h = i16x8.max_u(g2, h2);
  const c4 = i16x8.min_u(c3, e3);
  const e4 = i16x8.max_u(c3, e3);
  const d4 = i16x8.min_u(d3, f3);
  const f4 = i16x8.max_u(d3, f3);
  const b5 = i16x8.min_u(b3, e4);
  const e5 = i16x8.max_u(b3, e4);
  const d5 = i16x8.min_u(d4, g3);
  const g5 = i16x8.max_u(d4, g3);
  const b = i16x8.min_u(b5, c4);
  const c = i16x8.max_u(b5, c4);
  const d = i16x8.min_u(d5, e5);
  const e = i16x8.max_u(d5, e5);
  const f = i16x8.min_u(f4, g5);
  const g = i16x8.max_u(f4, g5);
  // Lanes become vectors.
  const ae = turnsLow(a, e);
  const bf = turnsLow(b, f);
  const cg = turnsLow(c, g);
  const dh = turnsLow(d, h);
  const aceg = turnsLow(ae, cg);
  const bdfh = turnsLow(bf, dh);
  put(0, turnsLow(aceg, bdfh));
  put(1, turnsHigh(aceg, bdfh));
  const ACEG = turnsHigh(ae, cg);
  const BDFH = turnsHigh(bf, dh);
  put(2, turnsLow(ACEG, BDFH));
  put(3, turnsHigh(ACEG, BDFH));
  const AE = turnsHigh(a, e);
  const BF = turnsHigh(b, f);
  const CG = turnsHigh(c, g);
  const DH = turnsHigh(d, h);
  const lowACEG = turnsLow(AE, CG);
  const lowBDFH = turnsLow(BF, DH);
  put(4, turnsLow(lowACEG, lowBDFH));
  put(5, turnsHigh(lowACEG, lowBDFH));
  const highACEG = turnsHigh(AE, CG);
  const highBDFH = turnsHigh(BF, DH);
  put(6, turnsLow(highACEG, highBDFH));
  put(7, turnsHigh(highACEG, highBDFH));
}

// @ts-ignore: decorator
@inline
function reversed(ranks: v128): v128 {
  return i8x16.swizzle(ranks, i8x16(14, 15, 12, 13, 10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1));
}

/** Puts two vectors in order that together rise and then fall (Batcher 1968): after four turns each is in its place again. */
// @ts-ignore: decorator
@inline
function merge(index: usize, low: v128, high: v128): void {
  const least = i16x8.min_u(low, high);
  const most = i16x8.max_u(low, high);
  const a = turnsLow(least, most);
  const b = turnsHigh(least, most);
  const less = i16x8.min_u(a, b);
  const more = i16x8.max_u(a, b);
  const c = turnsLow(less, more);
  const d = turnsHigh(less, more);
  const lower = i16x8.min_u(c, d);
  const higher = i16x8.max_u(c, d);
  const e = turnsLow(lower, higher);
  const f = turnsHigh(lower, higher);
  const first = i16x8.min_u(e, f);
  const last = i16x8.max_u(e, f);
  put(index, turnsLow(first, last));
  put(index + 1, turnsHigh(first, last));
}

// @ts-ignore: decorator
@inline
function mergeTwo(index: usize): void {
  merge(index, vector(index), reversed(vector(index + 1)));
}

// @ts-ignore: decorator
@inline
function mergeFour(index: usize): void {
  const a = vector(index);
  const b = vector(index + 1);
  const c = reversed(vector(index + 3));
  const d = reversed(vector(index + 2));
  merge(index, i16x8.min_u(a, c), i16x8.min_u(b, d));
  merge(index + 2, i16x8.max_u(a, c), i16x8.max_u(b, d));
}

function mergeAll(): void {
  const e = reversed(vector(7));
  const f = reversed(vector(6));
  const g = reversed(vector(5));
  const h = reversed(vector(4));
  const a = vector(0);
  const b = vector(1);
  const c = vector(2);
  const d = vector(3);
  mergeEight(0, i16x8.min_u(a, e), i16x8.min_u(b, f), i16x8.min_u(c, g), i16x8.min_u(d, h));
  mergeEight(4, i16x8.max_u(a, e), i16x8.max_u(b, f), i16x8.max_u(c, g), i16x8.max_u(d, h));
}

/** Four vectors that rise and then fall. */
// @ts-ignore: decorator
@inline
function mergeEight(index: usize, a: v128, b: v128, c: v128, d: v128): void {
  merge(index, i16x8.min_u(a, c), i16x8.min_u(b, d));
  merge(index + 2, i16x8.max_u(a, c), i16x8.max_u(b, d));
}

/**
 * The median absolute deviation times 1.4826, the same bits as `medianAbsoluteDeviation` in dispersion.ts gives for the sorted ranks.
 *
 * @param ranks u32[64]: doubled ranks, then anything
 * @param count 1 to 64
 * @param shift bits on the right that are 0 in all ranks: without them they are below 65,536
 */
export function deviationOfFew(ranks: usize, count: u32, shift: i32): f64 {
  sortEights(ranks, count, shift);
  mergeTwo(0);
  mergeTwo(2);
  mergeTwo(4);
  mergeTwo(6);
  mergeFour(0);
  mergeFour(4);
  mergeAll();
  v128.store(SORTED, i16x8.splat(-1), 128);
  v128.store(SORTED, i16x8.splat(-1), 144);
  const lower = SORTED + (<usize>((count - 1) >>> 1) << 1);
  const upper = SORTED + (<usize>(count >>> 1) << 1);
  const a = i16x8.splat(load<i16>(lower));
  const b = i16x8.splat(load<i16>(upper));
  // The deviation with so many below it is how far a window of as many ranks and one more reaches, the one that reaches least.
  let first = i16x8.splat(-1);
  let second = first;
  const end = SORTED + (<usize>(count - ((count - 1) >>> 1)) << 1);
  for (let at: usize = 0; SORTED + at < end; at += 16) {
    const low = v128.load(SORTED + at);
    const down = i16x8.add_sat_u(i16x8.sub_sat_u(a, low), i16x8.sub_sat_u(b, low));
    first = i16x8.min_u(first, i16x8.max_u(down, above(v128.load(lower + at), a, b)));
    second = i16x8.min_u(second, i16x8.max_u(down, above(v128.load(upper + at), a, b)));
  }
  const both = i16x8.min_u(v128.shuffle<u64>(first, second, 0, 2), v128.shuffle<u64>(first, second, 1, 3));
  const two = i16x8.min_u(both, v128.shuffle<u32>(both, both, 1, 0, 3, 2));
  const one = i16x8.min_u(two, v128.shuffle<u16>(two, two, 1, 0, 3, 2, 5, 4, 7, 6));
  const doubled = (u32(i16x8.extract_lane_u(one, 0)) + u32(i16x8.extract_lane_u(one, 4))) << shift;
  return 1.4826 * (f64(doubled) / 8);
}

/**
 * Twice how far the ranks lie above the centre, (a + b) / 2; 0 for those below. Where sixteen bits do not hold it, that end is not the
 * nearest: half of the ranks lie on the side of the centre where no distance is that large.
 */
// @ts-ignore: decorator
@inline
function above(ranks: v128, a: v128, b: v128): v128 {
  return i16x8.add_sat_u(i16x8.sub_sat_u(ranks, a), i16x8.sub_sat_u(ranks, b));
}
