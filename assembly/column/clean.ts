/** Whole columns, made ready to be ranked. */

function cleanAs<T>(values: usize, count: u32): i32 {
  const size: usize = sizeof<T>();
  const lanes: u32 = 16 / sizeof<T>();
  const whole = count - (count % lanes);
  let seen = i32x4.splat(0);
  for (let i: u32 = 0; i < whole; i += lanes) {
    const at = values + <usize>i * size;
    const some = v128.add<T>(v128.load(at), v128.splat<T>(0));
    v128.store(at, some);
    // An infinity less itself is not a number, and it is one.
    seen = v128.or(seen, v128.andnot(v128.eq<T>(some, some), v128.eq<T>(v128.sub<T>(some, some), v128.splat<T>(0))));
  }
  for (let i = whole; i < count; i++) {
    const at = values + <usize>i * size;
    store<T>(at, load<T>(at) + <T>0);
  }
  if (whole == count && !v128.any_true(seen)) return -1;
  for (let i: u32 = 0; i < count; i++) {
    const value = <f64>load<T>(values + <usize>i * size);
    if (value == value && value - value != 0) return <i32>i;
  }
  return -1;
}

/** Narrows doubles to singles in place; those behind them are left as they were. */
export function narrow(values: usize, count: u32): void {
  const whole = count & ~3;
  for (let i: u32 = 0; i < whole; i += 4) {
    const from = values + (<usize>i << 3);
    const singles = i64x2.shuffle(
      f32x4.demote_f64x2_zero(v128.load(from)),
      f32x4.demote_f64x2_zero(v128.load(from, 16)),
      0,
      2,
    );
    v128.store(values + (<usize>i << 2), singles);
  }
  for (let i = whole; i < count; i++) store<f32>(values + (<usize>i << 2), <f32>load<f64>(values + (<usize>i << 3)));
}

/** Turns -0 into +0, since the two are tied, and returns the place of the first infinite value, or -1. */
export function clean(values: usize, count: u32, single: bool): i32 {
  return single ? cleanAs<f32>(values, count) : cleanAs<f64>(values, count);
}
