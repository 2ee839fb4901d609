/** Damage to bytes: what a broken transfer, a wrong program or a malicious sender does to a file. */
import fc from "fast-check";

/** Five numbers; what they mean is told by {@link harmed}. Smaller ones do less, so that a finding shrinks. */
export type Harm = readonly [kind: number, at: number, length: number, word: number, from: number];

const WORD = fc.nat(0x7fff_ffff);

/** One to four harms. */
export const HARMS: fc.Arbitrary<readonly Harm[]> = fc.array(fc.tuple(WORD, WORD, WORD, WORD, WORD), {
  minLength: 1,
  maxLength: 4,
});

const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** What means something to one of the readers, or should mean nothing to any. */
const TOKENS: readonly Uint8Array[] = [
  ..."\t\n\r,; \"#.+-eE0123456789NAni'=@!/\\{}[]:\0\u007f\u00a0\u00ff",
  ..."NaN nan NA null Inf -Infinity 1e999 -1e-999 0x10 1,5 1_0 ٣ 1-Mar #REF! =1+1 @SUM TRUE".split(" "),
  ...["\r\n", "\n\n", "\t\t", '""', "\ufeff", "#1.2\n", "#1.3\n", "!series_matrix_table_begin\n", "%%MatrixMarket"],
  ...["__proto__", "constructor", "toString", "../", "\u00e2\u0080\u00ae", "\u00ed\u00a0\u0080", "\u00c0\u0080"],
  ...["PK\u0003\u0004", "PK\u0001\u0002", "\u0089HDF", "PAR1", "ARROW1", "\u001f\u008b\b\0", "ustar", "TREE", "OHDR"],
  ...['"shape":', "[[[[[[[[", "null", "-1", "9007199254740993", "1e308", '"blosc"', '{"zarr_format":3}'],
].map((text) => (/[^\0-\u00ff]/.test(text) ? new TextEncoder().encode(text) : latin1(text)));

/** Numbers at which counters, offsets and sizes go wrong. */
const NUMBERS = [0, 1, 2, 127, 128, 255, 256, 32_767, 65_535, 65_536, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];

/** @param other what pieces of another file are taken from */
export function harmed(bytes: Uint8Array, harms: readonly Harm[], other: Uint8Array = bytes): Uint8Array {
  let left = bytes;
  for (const harm of harms) left = harmedOnce(left, harm, other);
  return left;
}

function harmedOnce(bytes: Uint8Array, [kind, place, extent, word, from]: Harm, other: Uint8Array): Uint8Array {
  const at = place % (bytes.length + 1);
  // Short stretches are the rule; one in eight is long.
  const length = 1 + (extent % 8 === 0 ? (extent >>> 3) % (bytes.length + 1) : (extent >>> 3) % 12);
  const end = Math.min(bytes.length, at + length);
  const token = TOKENS[word % TOKENS.length];
  const replaced = (...middle: Uint8Array[]) => joined(bytes.subarray(0, at), ...middle);
  // Cutting off loses most of the file, so it is rarer.
  switch (kind % 41 === 40 ? 10 : kind % 10) {
    case 0:
      return changed(bytes, at, (left) => left.set([left[0] ^ (1 << (word % 8))]));
    case 1:
      return changed(bytes, at, (left) => left.set([word & 255]));
    case 2:
      return replaced(token, bytes.subarray(Math.min(bytes.length, at + token.length)));
    case 3:
      return replaced(token, bytes.subarray(at));
    case 4:
      return replaced(bytes.subarray(end));
    case 5:
      return replaced(bytes.subarray(at, end), bytes.subarray(at));
    case 6: {
      const start = from % Math.max(1, other.length);
      return replaced(other.subarray(start, start + length), bytes.subarray(extent % 2 === 0 ? at : end));
    }
    case 7:
      return changed(bytes, at, (left) => left.fill(word % 2 === 0 ? 0 : 255, 0, length));
    case 8:
      return withNumber(bytes, at, 1 << (extent % 4), numberAt(bytes, word, from));
    case 9:
      return changed(bytes, at, (left) => left.set([left[0] + 1 + (word % 16) - 8]));
    default:
      return bytes.subarray(0, at);
  }
}

function numberAt(bytes: Uint8Array, word: number, from: number): number {
  const numbers = [...NUMBERS, bytes.length, bytes.length - 1, bytes.length + 1, from];
  return numbers[word % numbers.length];
}

/** Writes `value` in little-endian order where a file is likely to have a number of this width: at a multiple of it. */
function withNumber(bytes: Uint8Array, at: number, width: number, value: number): Uint8Array {
  const place = at - (at % width);
  return changed(bytes, place, (left) => {
    for (let byte = 0; byte < width; byte++) left.set([Math.floor(value / 2 ** (8 * byte)) & 255], byte);
  });
}

/** A copy with `change` made to what stands from `at` on; nothing where that is too short. */
function changed(bytes: Uint8Array, at: number, change: (left: Uint8Array) => void): Uint8Array {
  const copy = bytes.slice();
  const left = new Uint8Array(Math.max(16, copy.length - at));
  left.set(copy.subarray(at));
  change(left);
  copy.set(left.subarray(0, copy.length - at), at);
  return copy;
}

export function joined(...pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(pieces));
}
