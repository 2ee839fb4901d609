/**
 * Snappy blocks, as Parquet holds them. Written here although hyparquet undoes them too: there a literal of more than 2^31 bytes
 * has a negative length, and one that leads back to its own beginning never ends.
 * Source: Google, "Snappy compressed format description".
 */
import { damagedBlock } from "./compression.ts";
import { copyMatch } from "./lz4.ts";

/** Lengths of literals from here on stand in the bytes behind the tag: in one of them, two, three or four. */
const SHORT_LITERALS = 60;

/**
 * @param size bytes that come out
 * @throws Problem `bad-chunk`
 */
export function snappyBlock(block: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let from = 0;
  let to = 0;
  const number = (bytes: number): number => {
    if (from + bytes > block.length) throw damagedBlock("snappy", "it ends within a length");
    let value = 0;
    for (let byte = 0; byte < bytes; byte++) value += block[from++] * 2 ** (8 * byte);
    return value;
  };
  const announced = (): number => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = number(1);
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw damagedBlock("snappy", "its size is no number");
  };
  const length = announced();
  if (length !== size) throw damagedBlock("snappy", `it announces ${length} bytes, and ${size} were expected`);
  while (from < block.length) {
    const tag = block[from++];
    const kind = tag & 3;
    if (kind === 0) {
      const short = tag >> 2;
      const literals = 1 + (short < SHORT_LITERALS ? short : number(short - SHORT_LITERALS + 1));
      if (from + literals > block.length || to + literals > size)
        throw damagedBlock("snappy", "literals run over its end");
      out.set(block.subarray(from, from + literals), to);
      from += literals;
      to += literals;
    } else {
      const match = kind === 1 ? 4 + ((tag >> 2) & 7) : 1 + (tag >> 2);
      const offset = kind === 1 ? (tag >> 5) * 256 + number(1) : number(kind === 2 ? 2 : 4);
      if (offset === 0 || offset > to || to + match > size) throw damagedBlock("snappy", "a match lies outside of it");
      copyMatch(out, to, offset, match);
      to += match;
    }
  }
  if (to !== size) throw damagedBlock("snappy", `it holds ${to} bytes instead of ${size}`);
  return out;
}
