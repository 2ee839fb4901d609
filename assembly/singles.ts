/**
 * Singles that stand for decimal numbers, and the doubles that those numbers are.
 *
 * A decimal of less than 2^23 units of its last place differs from all others, with whatever last place, by more than singles lie apart
 * (`wide` in cells.ts). So the digits by which a single is got are the ones that were read, and they give the double that was read.
 */
import { EXACT_TENS, MOST_EXACT_TEN } from "./decimal/index";

/** Decimal places of the numbers so far: those of a matrix are much the same. */
let places: u32 = 0;

const WIDE: f64 = 8388608;

/** The number of `digits` units of 10^-`place`, or of 10^`place`: correctly rounded, since both are exact. */
// @ts-ignore: decorator
@inline
function valueOf(digits: f64, ten: f64, isFraction: bool): f64 {
  return isFraction ? digits / ten : digits * ten;
}

/** Whether a number of so many units of its last place is the one that a single stands for. */
// @ts-ignore: decorator
@inline
function isRead(digits: f64, value: f64, single: f32): bool {
  return abs(digits) < WIDE && <f32>value == single;
}

/** The double of which `single` is the single, if it was read from fewer than 2^23 units of a place from 10^-22 to 10^22. */
function widenOne(single: f32): f64 {
  const nearly = <f64>single;
  if (!(nearly != 0)) return nearly;
  // Fewer places than usual is what large numbers have.
  for (let i: u32 = 0; i <= MOST_EXACT_TEN; i++) {
    const place = i <= places ? places - i : i;
    const ten = load<f64>(EXACT_TENS + (<usize>place << 3));
    const digits = nearest(nearly * ten);
    const value = valueOf(digits, ten, true);
    if (!isRead(digits, value, single)) continue;
    places = max(places, place);
    return value;
  }
  for (let place: u32 = 1; place <= MOST_EXACT_TEN; place++) {
    const ten = load<f64>(EXACT_TENS + (<usize>place << 3));
    const digits = nearest(nearly / ten);
    const value = valueOf(digits, ten, false);
    if (isRead(digits, value, single)) return value;
  }
  return nearly;
}

/** Writes the doubles that f32[count] stand for as f64[count]; NaN for NaN. */
export function widenDecimals(from: usize, into: usize, count: u32): void {
  const even = count & ~1;
  const most = f64x2.splat(WIDE);
  for (let i: u32 = 0; i < even; i += 2) {
    const ten = v128.load64_splat(EXACT_TENS + (<usize>places << 3));
    const singles = v128.load64_zero(from + (<usize>i << 2));
    const digits = f64x2.nearest(f64x2.mul(f64x2.promote_low_f32x4(singles), ten));
    const values = f64x2.div(digits, ten);
    const same = f64x2.promote_low_f32x4(f32x4.eq(f32x4.demote_f64x2_zero(values), singles));
    v128.store(into + (<usize>i << 3), values);
    if (i64x2.all_true(v128.and(f64x2.lt(f64x2.abs(digits), most), f64x2.ne(same, f64x2.splat(0))))) continue;
    store<f64>(into + (<usize>i << 3), widenOne(load<f32>(from + (<usize>i << 2))));
    store<f64>(into + (<usize>i << 3), widenOne(load<f32>(from + (<usize>i << 2), 4)), 8);
  }
  if (even < count) store<f64>(into + (<usize>even << 3), widenOne(load<f32>(from + (<usize>even << 2))));
}

/** Writes f32[count] as f64[count]. */
export function widenSingles(from: usize, into: usize, count: u32): void {
  const even = count & ~1;
  for (let i: u32 = 0; i < even; i += 2) {
    v128.store(into + (<usize>i << 3), f64x2.promote_low_f32x4(v128.load64_zero(from + (<usize>i << 2))));
  }
  if (even < count) store<f64>(into + (<usize>even << 3), <f64>load<f32>(from + (<usize>even << 2)));
}
