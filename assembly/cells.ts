/**
 * Text rows to doubles: `parseRow` splits a row at its delimiter and reads every cell.
 *
 * Separators are found 64 bytes at a time as a bit mask, so that the numbers between them do not wait for each other. A
 * number of up to 16 characters is loaded right-aligned (the 16 bytes that end at its separator), its point is squeezed
 * out by one shuffle, its digits are combined by three multiply-adds, and mantissa / 10^k is one correctly rounded division
 * while the mantissa is below 2^53 (Clinger 1990). Neighbours of up to 8 characters are read side by side (decimal/short.ts): eight
 * where none has a sign, else two. All else takes `decimal`; a row with a cell that even that does not know is read again by the
 * host.
 */
import { decimal, decimalDigits, isDecimal } from "./decimal/index";
import { clearMantissas, NINE, POINT, parseEight, parsePair, shortMantissas, ZERO } from "./decimal/short";

// Constant vectors come from memory, as chunk.ts says why.
/** KEEP + 16 n: the last n lanes. */
const KEEP: usize = memory.data(17 * 16, 16);
/** SQUEEZE + 16 n: drops lane n and moves the lanes before it one to the right; n = 16 keeps all. */
const SQUEEZE: usize = memory.data(17 * 16, 16);
/** TENS + 8 n: 10^(15 - n), for a point in lane n; n = 16 (no point): 1. */
const TENS: usize = memory.data(17 * 8, 8);
const PAIRS: usize = memory.data(16, 16);
const HUNDRED_ONE: usize = memory.data(16, 16);
const MYRIAD_ONE: usize = memory.data(16, 16);

/** Up to 16 missing-value words as the host gives them, each zero-padded to 8 bytes. */
const MISSING: usize = memory.data(16 * 8, 8);
let missingWords: u32 = 0;

for (let n: usize = 0; n <= 16; n++) {
  for (let lane: usize = 0; lane < 16; lane++) {
    store<u8>(KEEP + (n << 4) + lane, lane >= 16 - n ? 0xff : 0);
    // An index past 15 selects zero.
    store<u8>(SQUEEZE + (n << 4) + lane, n == 16 || lane > n ? <u8>lane : lane == 0 ? 0xff : <u8>(lane - 1));
  }
  let ten: f64 = 1;
  for (let power = n; power < 15; power++) ten *= 10;
  store<f64>(TENS + (n << 3), ten);
}
v128.store(PAIRS, i16x8.splat(10 * 256 + 1));
v128.store(HUNDRED_ONE, i32x4.splat(0x00010064));
v128.store(MYRIAD_ONE, i32x4.splat(0x00012710));

/** Address of the table of missing-value words: u64[16], each word zero-padded. */
export function missingTable(): usize {
  return MISSING;
}

export function setMissingWords(count: u32): void {
  missingWords = count;
}

function isMissing(from: usize, length: usize): bool {
  if (length > 8) return false;
  let word: u64 = 0;
  for (let i: usize = 0; i < length; i++) {
    const code = <u64>load<u8>(from + i);
    // A zero byte would pass for the padding of the words.
    if (code == 0) return false;
    word |= code << (<u64>i << 3);
  }
  for (let i: u32 = 0; i < missingWords; i++) {
    if (load<u64>(MISSING + (<usize>i << 3)) == word) return true;
  }
  return false;
}

let unreadCells: u32 = 0;

/** Cells of the last parsed row that are neither decimal numbers nor missing-value words; they were stored as NaN. */
export function unread(): u32 {
  return unreadCells;
}

/** Mantissas of the last parsed row, or-ed, but for those of short neighbours; all ones where one is not known. */
let mantissas: u64 = 0;

/**
 * Whether narrowing the last parsed row to singles could make two different values of a matrix equal, or nothing is known of one of
 * them. Decimals of less than 2^23 units of their last place differ by more than the last place of a single does, relative to their
 * size.
 */
export function wide(): bool {
  return (mantissas | shortMantissas()) >> 23 != 0 || unreadCells > 0;
}

function unusual(from: usize, to: usize): f64 {
  if (to > from) {
    const value = decimal(from, to);
    if (isDecimal) {
      mantissas |= decimalDigits();
      return value + 0.0;
    }
  }
  if (!isMissing(from, to - from)) unreadCells++;
  return NaN;
}

// @ts-ignore: decorator
@inline
function parseCell(from: usize, to: usize): f64 {
  const length = to - from;
  if (length - 1 < 16) {
    const minus: usize = load<u8>(from) == 45 ? 1 : 0;
    let digits = v128.and(
      i8x16.sub(v128.load(to - 16), v128.load(ZERO)),
      v128.load(KEEP + ((length - minus) << 4)),
    );
    const lane = <usize>ctz(<u32>i8x16.bitmask(i8x16.eq(digits, v128.load(POINT))) | 0x10000);
    digits = i8x16.swizzle(digits, v128.load(SQUEEZE + (lane << 4)));
    if (!v128.any_true(i8x16.sub_sat_u(digits, v128.load(NINE)))) {
      // In each lane of two digits a, b: (a + 256 b) x 2561 = 256 (10 a + b) + a, less what overflows.
      const pairs = i16x8.shr_u(i16x8.mul(digits, v128.load(PAIRS)), 8);
      const fours = i32x4.dot_i16x8_s(pairs, v128.load(HUNDRED_ONE));
      const eights = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(fours, fours), v128.load(MYRIAD_ONE));
      const both = <u64>i64x2.extract_lane(eights, 0);
      const mantissa = (both & 0xffffffff) * 100000000 + (both >> 32);
      // A lone "-" or "." has no digit.
      const marks = minus + (lane >> 4 ^ 1);
      if (mantissa >> 53 == 0 && length > marks) {
        mantissas |= mantissa;
        const value = <f64>(<i64>mantissa) / load<f64>(TENS + (lane << 3));
        // Adding +0 turns -0 into +0: the two are tied.
        return reinterpret<f64>(reinterpret<u64>(value) | (<u64>minus << 63)) + 0.0;
      }
    }
  }
  return unusual(from, to);
}

/** Past the delimiter that ends the cell at `from`, or past `to` if none does; a quoted cell may hold delimiters. */
function nextCell(from: usize, to: usize, delimiter: u32): usize {
  if (from < to && load<u8>(from) == 34) {
    from++;
    while (from < to) {
      if (load<u8>(from) == 34) {
        if (load<u8>(from + 1) != 34) break;
        from++;
      }
      from++;
    }
  }
  while (from < to && load<u8>(from) != delimiter) from++;
  return from + 1;
}

/** Bit i set: byte i of the 64 at `block` is the separator. */
// @ts-ignore: decorator
@inline
function separators(block: usize, separator: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(block), separator))) |
    (<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(block, 16), separator))) << 16) |
    (<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(block, 32), separator))) << 32) |
    (<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(block, 48), separator))) << 48)
  );
}

/** The place of the eighth bit from below. */
// @ts-ignore: decorator
@inline
function eighth(mask: u64): usize {
  mask &= mask - 1;
  mask &= mask - 1;
  mask &= mask - 1;
  mask &= mask - 1;
  mask &= mask - 1;
  mask &= mask - 1;
  return <usize>ctz(mask & (mask - 1));
}

// @ts-ignore: decorator
@inline
function parseOne<T>(from: usize, to: usize, into: usize, stride: usize): usize {
  store<T>(into, <T>parseCell(from, to));
  return into + stride;
}

/** Reads [from, first) and [first + 1, second). Returns where the next value goes. */
// @ts-ignore: decorator
@inline
function parseTwo<T>(from: usize, first: usize, second: usize, into: usize, stride: usize): usize {
  if (parsePair<T>(from, first, second, into, stride)) return into + 2 * stride;
  return parseOne<T>(first + 1, second, parseOne<T>(from, first, into, stride), stride);
}

/** Bytes behind eight neighbours that are not read at once in which this is not tried: where one has a sign, so have others. */
const PAUSE: usize = 512;

/** Reads the cells [first, last) of those that begin at `from`, and returns how many there are. */
function parseCells<T>(from: usize, to: usize, delimiter: u32, first: u32, last: u32, into: usize, stride: usize): u32 {
  const separator = i8x16.splat(<i8>delimiter);
  let cell: u32 = 0;
  let begin = from;
  let resume = from;
  for (let block = from; block < to; ) {
    let mask = separators(block, separator);
    while (<u32>popcnt(mask) >= 8 && block + 64 <= to && cell >= first && cell + 8 <= last && block >= resume) {
      const next = block + eighth(mask) + 1;
      // The processor works on what is next before it is done with these.
      const ahead = separators(next, separator);
      if (!parseEight<T>(begin, mask, block, into, stride)) {
        resume = block + PAUSE;
        break;
      }
      into += 8 * stride;
      cell += 8;
      begin = next;
      block = next;
      mask = ahead;
    }
    if (to - block < 64) mask &= (<u64>1 << <u64>(to - block)) - 1;
    let ends = <u32>popcnt(mask);
    if (cell + ends <= first || cell >= last) {
      // None of the cells that end here is wanted.
      if (ends > 0) begin = block + 64 - <usize>clz(mask);
      cell += ends;
      block += 64;
      continue;
    }
    if (ends < 2 || cell < first || cell + ends > last) {
      for (; mask != 0; mask &= mask - 1) {
        const end = block + <usize>ctz(mask);
        if (cell - first < last - first) into = parseOne<T>(begin, end, into, stride);
        cell++;
        begin = end + 1;
      }
      block += 64;
      continue;
    }
    cell += ends & ~1;
    for (; ends > 1; ends -= 2) {
      const end = block + <usize>ctz(mask);
      mask &= mask - 1;
      const next = block + <usize>ctz(mask);
      mask &= mask - 1;
      into = parseTwo<T>(begin, end, next, into, stride);
      begin = next + 1;
    }
    // A cell without a neighbour is looked at again.
    block = begin;
  }
  if (cell - first < last - first) parseOne<T>(begin, to, into, stride);
  return cell + 1;
}

/**
 * Reads the numbers of one row.
 *
 * @param from,to    the line without its line feed; a carriage return at its end is left out
 * @param delimiter  the separator's code
 * @param skip       leading cells that are not numbers
 * @param first,last the cells to keep, counted from 0 after the skipped ones: [first, last)
 * @param into       where cell `first` goes; each next one `stride` bytes further. Missing values are NaN.
 * @param single     whether they go there as singles; see `wide`
 * @returns number of cells found after the skipped ones; -1 if the row is shorter than `skip`
 */
export function parseRow(
  from: usize,
  to: usize,
  delimiter: u32,
  skip: u32,
  first: u32,
  last: u32,
  into: usize,
  stride: usize,
  single: bool,
): i32 {
  unreadCells = 0;
  mantissas = 0;
  clearMantissas();
  if (to > from && load<u8>(to - 1) == 13) to--;
  for (; skip > 0; skip--) {
    if (from > to) return -1;
    from = nextCell(from, to, delimiter);
  }
  if (from > to) return 0;
  return <i32>(single
    ? parseCells<f32>(from, to, delimiter, first, last, into, stride)
    : parseCells<f64>(from, to, delimiter, first, last, into, stride));
}
