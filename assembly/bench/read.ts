/**
 * The floor of `npm run bench`: reading memory as fast as vectors can, and doing nothing with it. A module of its own, so that the
 * kernel has nothing that only the bench calls.
 */

/**
 * Sum of the 32-bit words in [from, to), by 64 bytes at a time on four independent accumulators.
 *
 * @param from,to multiples of 64
 */
export function read(from: usize, to: usize): i32 {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  for (; from < to; from += 64) {
    a = i32x4.add(a, v128.load(from));
    b = i32x4.add(b, v128.load(from, 16));
    c = i32x4.add(c, v128.load(from, 32));
    d = i32x4.add(d, v128.load(from, 48));
  }
  const sum = i32x4.add(i32x4.add(a, b), i32x4.add(c, d));
  return (
    i32x4.extract_lane(sum, 0) +
    i32x4.extract_lane(sum, 1) +
    i32x4.extract_lane(sum, 2) +
    i32x4.extract_lane(sum, 3)
  );
}
