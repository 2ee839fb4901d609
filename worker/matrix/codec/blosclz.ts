/** BloscLZ, a descendant of FastLZ. Source: c-blosc, blosclz.c (`blosclz_decompress`). */
import { damagedBlock } from "./compression.ts";
import { copyMatch } from "./lz4.ts";

const FAR = 8191;

/** @throws Problem `bad-chunk` */
export function blosclz(block: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let from = 1;
  let to = 0;
  let control = block[0] & 31;
  const next = (): number => {
    if (from >= block.length) throw damagedBlock("blosclz", "it ends too early");
    return block[from++];
  };
  for (;;) {
    if (control >= 32) {
      let length = (control >> 5) - 1;
      let offset = (control & 31) << 8;
      if (length === 6) {
        let more: number;
        do {
          more = next();
          length += more;
        } while (more === 255);
      }
      const low = next();
      length += 3;
      offset += low;
      // A distance beyond 13 bits follows in two bytes of its own.
      if (low === 255 && offset === (31 << 8) + 255) offset = FAR + (next() << 8) + next();
      offset += 1;
      if (to + length > size || offset > to) throw damagedBlock("blosclz", "a match lies outside of it");
      copyMatch(out, to, offset, length);
      to += length;
    } else {
      const literals = control + 1;
      if (to + literals > size || from + literals > block.length) {
        throw damagedBlock("blosclz", "literals run over its end");
      }
      out.set(block.subarray(from, from + literals), to);
      from += literals;
      to += literals;
    }
    if (from >= block.length) break;
    control = block[from++];
  }
  if (to !== size) throw damagedBlock("blosclz", `it holds ${to} bytes instead of ${size}`);
  return out;
}
