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
  for (let block = from; block < to; block += 16) {
    let mask = <u32>i8x16.bitmask(i8x16.eq(v128.load(block), feed));
    if (to - block < 16) mask &= (1 << (<u32>(to - block))) - 1;
    while (mask != 0) {
      if (found == most) return found;
      store<u32>(out + ((<usize>found) << 2), <u32>(block - from) + ctz(mask));
      found++;
      mask &= mask - 1;
    }
  }
  return found;
}
