/**
 * Finds line feeds.
 *
 * @param from address of the first byte
 * @param to   address past the last byte
 * @param out  u32[]: offsets from `from`, ascending
 * @param most room in `out`
 * @returns number of line feeds written
 */
export function scanLines(from: usize, to: usize, out: usize, most: u32): u32 {
  const feed = i8x16.splat(10);
  let found: u32 = 0;
  for (let block = from; block < to; block += 64) {
    const first = i8x16.eq(v128.load(block), feed);
    const second = i8x16.eq(v128.load(block, 16), feed);
    const third = i8x16.eq(v128.load(block, 32), feed);
    const fourth = i8x16.eq(v128.load(block, 48), feed);
    // Most lines are longer than that.
    if (!v128.any_true(v128.or(v128.or(first, second), v128.or(third, fourth)))) continue;
    let mask =
      <u64>(<u32>i8x16.bitmask(first)) |
      (<u64>(<u32>i8x16.bitmask(second)) << 16) |
      (<u64>(<u32>i8x16.bitmask(third)) << 32) |
      (<u64>(<u32>i8x16.bitmask(fourth)) << 48);
    if (to - block < 64) mask &= (<u64>1 << <u64>(to - block)) - 1;
    while (mask != 0) {
      if (found == most) return found;
      store<u32>(out + ((<usize>found) << 2), <u32>(block - from) + <u32>ctz(mask));
      found++;
      mask &= mask - 1;
    }
  }
  return found;
}
