/** The numbers of compact ladders (layout.ts): half as wide, and counted in words all the same. */

/** One of the numbers of a ladder that are half as wide in a compact one. */
// @ts-ignore: decorator
@inline
export function numberAt(numbers: usize, index: u32, compact: bool): u32 {
  return compact ? <u32>load<u16>(numbers + (<usize>index << 1)) : load<u32>(numbers + (<usize>index << 2));
}

/** Writes u16[count] as u32[count]. */
export function widen(from: usize, into: usize, count: u32): void {
  const whole = count & ~7;
  for (let i: u32 = 0; i < whole; i += 8) {
    const eight = v128.load(from + (<usize>i << 1));
    v128.store(into + (<usize>i << 2), i32x4.extend_low_i16x8_u(eight));
    v128.store(into + (<usize>i << 2), i32x4.extend_high_i16x8_u(eight), 16);
  }
  for (let i = whole; i < count; i++) store<u32>(into + (<usize>i << 2), load<u16>(from + (<usize>i << 1)));
}

/** The other way round: none is above 65,535. */
export function shorten(from: usize, into: usize, count: u32): void {
  const whole = count & ~7;
  for (let i: u32 = 0; i < whole; i += 8) {
    const four = v128.load(from + (<usize>i << 2));
    const more = v128.load(from + (<usize>i << 2), 16);
    v128.store(into + (<usize>i << 1), i16x8.narrow_i32x4_u(four, more));
  }
  for (let i = whole; i < count; i++) store<u16>(into + (<usize>i << 1), <u16>load<u32>(from + (<usize>i << 2)));
}
