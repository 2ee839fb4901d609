/** LZF, h5py's quick compression. Source: liblzf 3.6, lzf_d.c. */
import { damagedBlock } from "./compression.ts";
import { copyMatch } from "./lz4.ts";

/**
 * @param limit bytes that come out at most
 * @throws Problem `bad-chunk`
 */
export function lzf(block: Uint8Array, limit: number): Uint8Array {
  const out = new Uint8Array(limit);
  let from = 0;
  let to = 0;
  while (from < block.length) {
    const control = block[from++];
    if (control < 32) {
      const literals = control + 1;
      if (from + literals > block.length || to + literals > limit)
        throw damagedBlock("lzf", "literals run over its end");
      out.set(block.subarray(from, from + literals), to);
      from += literals;
      to += literals;
      continue;
    }
    let length = (control >> 5) + 2;
    if (length === 9) length += block[from++] ?? Number.NaN;
    const offset = ((control & 31) << 8) + (block[from++] ?? Number.NaN) + 1;
    if (!(offset <= to && to + length <= limit)) throw damagedBlock("lzf", "a match lies outside of it");
    copyMatch(out, to, offset, length);
    to += length;
  }
  return out.subarray(0, to);
}
