/**
 * Text of numbers at half its size: four bits for each of the characters that a matrix is made of, twelve for any other.
 *
 * Tiles are written once and read twice, so what they take is what staging takes of a bucket, and of the memory of a part. General
 * compression gains little more on digits (zstd 1: 2.3 times) and takes several times as long.
 */
import { LIMITS } from "../../limits.ts";

/** Codes 0 to 14. The matrix's delimiter is the last; a tab in a matrix of commas is rare. */
const COMMON = "0123456789.-e\n";
/** Followed by the high and the low half of a byte; alone at the end it fills the last byte. */
const ESCAPE = 15;

/** Code of each byte, {@link ESCAPE} where it has none. */
export type PackTable = Uint8Array;

/** @param delimiter of the matrix, one character */
export function packTable(delimiter: string): PackTable {
  const table = new Uint8Array(256).fill(ESCAPE);
  for (const [code, character] of [...COMMON, delimiter].entries()) table[character.charCodeAt(0)] = code;
  return table;
}

/**
 * Packs text behind what is packed already.
 *
 * @param into has room for three halves of bytes for each byte of text
 * @param at in halves of bytes
 * @returns where the next text goes, in halves of bytes
 */
export function pack(text: Uint8Array, table: PackTable, into: Uint8Array, at: number): number {
  let half = at;
  let i = 0;
  while (i < text.length) {
    // Two at a time, into one byte or into the halves of neighbours.
    for (; i + 1 < text.length; i += 2) {
      const first = table[text[i]];
      const second = table[text[i + 1]];
      if (first === ESCAPE || second === ESCAPE) break;
      if ((half & 1) === 0) into[half >> 1] = (first << 4) | second;
      else {
        into[half >> 1] |= first;
        into[(half >> 1) + 1] = second << 4;
      }
      half += 2;
    }
    if (i >= text.length) break;
    const byte = text[i++];
    const code = table[byte];
    half = put(into, half, code);
    if (code !== ESCAPE) continue;
    half = put(into, half, byte >> 4);
    half = put(into, half, byte & 15);
  }
  return half;
}

/** Fills the last byte. @returns its end, in halves of bytes */
export function padded(into: Uint8Array, at: number): number {
  return (at & 1) === 0 ? at : put(into, at, ESCAPE);
}

function put(into: Uint8Array, half: number, code: number): number {
  if ((half & 1) === 0) into[half >> 1] = code << 4;
  else into[half >> 1] |= code;
  return half + 1;
}

/**
 * Undoes {@link pack}.
 *
 * @param delimiter as it was packed with
 * @returns a function that gives the text in pieces, each valid until the next is asked for: all of it would be twice what is packed
 */
export function unpacker(delimiter: string): (packed: Uint8Array) => Generator<Uint8Array, void> {
  const characters = Uint8Array.from([...COMMON, delimiter], (character) => character.charCodeAt(0));
  const fours = foursOf(characters);
  const text = new DataView(new ArrayBuffer(LIMITS.readBytes));
  return function* (packed) {
    for (let half = 0; half < 2 * packed.length; ) {
      const unpacked = unpack(packed, half, characters, fours, text);
      half = unpacked.half;
      yield new Uint8Array(text.buffer, 0, unpacked.length);
    }
  };
}

/** Four characters of two bytes, little-endian as the bytes are; 0 where one of them is none. */
function foursOf(characters: Uint8Array): Uint32Array {
  const pairs = Uint32Array.from({ length: 256 }, (_, byte) => {
    const [first, second] = [byte >> 4, byte & 15];
    return first === ESCAPE || second === ESCAPE ? 0 : characters[first] | (characters[second] << 8);
  });
  return Uint32Array.from({ length: 65_536 }, (_, both) => {
    const [low, high] = [pairs[both & 255], pairs[both >> 8]];
    return low === 0 || high === 0 ? 0 : low | (high << 16);
  });
}

/** @returns bytes of text, no more than there is room for, and the half byte that what follows begins with */
function unpack(
  packed: Uint8Array,
  from: number,
  characters: Uint8Array,
  fours: Uint32Array,
  text: DataView,
): { readonly length: number; readonly half: number } {
  const halves = 2 * packed.length;
  let length = 0;
  let half = from;
  const next = () => {
    const byte = packed[half >> 1];
    return (half++ & 1) === 0 ? byte >> 4 : byte & 15;
  };
  while (half < halves && length < text.byteLength) {
    let at = half >> 1;
    // Two bytes are four characters.
    const end = Math.min(packed.length, at + 2 * ((text.byteLength - length) >> 2));
    if ((half & 1) === 0) {
      for (; at + 1 < end; at += 2) {
        const four = fours[packed[at] | (packed[at + 1] << 8)];
        if (four === 0) break;
        text.setUint32(length, four, true);
        length += 4;
      }
      half = 2 * at;
    } else {
      // The same, of halves of three neighbours.
      const odd = Math.min(packed.length, end + 1);
      for (; at + 2 < odd; at += 2) {
        const middle = packed[at + 1];
        const first = ((packed[at] & 15) << 4) | (middle >> 4);
        const four = fours[first | ((middle & 15) << 12) | ((packed[at + 2] >> 4) << 8)];
        if (four === 0) break;
        text.setUint32(length, four, true);
        length += 4;
      }
      half = 2 * at + 1;
    }
    if (half >= halves || length === text.byteLength) break;
    const code = next();
    if (code !== ESCAPE) text.setUint8(length++, characters[code]);
    else if (half + 2 <= halves) text.setUint8(length++, (next() << 4) | next());
    else half = halves;
  }
  return { length, half };
}
