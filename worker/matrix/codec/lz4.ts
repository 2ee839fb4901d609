/** LZ4 blocks, as Blosc and Zarr hold them, and frames of them, as Arrow does. Sources: lz4_Block_format.md, lz4_Frame_format.md. */
import { damagedBlock } from "./compression.ts";

const LEAST_MATCH = 4;

/**
 * @param size bytes that come out, which the block itself does not say
 * @throws Problem `bad-chunk`
 */
export function lz4Block(block: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  const end = undoBlock(block, out, 0);
  if (end !== size) throw damagedBlock("lz4", `it holds ${end} bytes instead of ${size}`);
  return out;
}

const FRAME = { magic: 0x184d2204, contentSize: 8, contentChecksum: 4, dictionary: 1, blockChecksum: 16 } as const;
const UNCOMPRESSED = 0x80000000;

/** @param size bytes that come out @throws Problem `bad-chunk` */
export function lz4Frame(frame: Uint8Array, size: number): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  if (frame.length < 7 || view.getUint32(0, true) !== FRAME.magic) throw damagedBlock("lz4", "it is no frame");
  const flags = frame[4];
  let at = 7 + (flags & FRAME.contentSize ? 8 : 0) + (flags & FRAME.dictionary ? 4 : 0);
  const out = new Uint8Array(size);
  let to = 0;
  for (;;) {
    if (at + 4 > frame.length) throw damagedBlock("lz4", "it is cut off");
    const word = view.getUint32(at, true);
    at += 4;
    if (word === 0) break;
    const bytes = word & ~UNCOMPRESSED;
    if (at + bytes > frame.length) throw damagedBlock("lz4", "it is cut off");
    const block = frame.subarray(at, at + bytes);
    if (word < UNCOMPRESSED) to = undoBlock(block, out, to);
    else if (to + bytes <= size) {
      out.set(block, to);
      to += bytes;
    } else throw damagedBlock("lz4", `it holds more than ${size} bytes`);
    at += bytes + (flags & FRAME.blockChecksum ? 4 : 0);
  }
  if (to !== size) throw damagedBlock("lz4", `it holds ${to} bytes instead of ${size}`);
  return out;
}

/** Writes a block's bytes to `out` from `to` on; its matches may reach back before that. Returns where they end. */
function undoBlock(block: Uint8Array, out: Uint8Array, to: number): number {
  const size = out.length;
  let from = 0;
  const length = (nibble: number): number => {
    if (nibble < 15) return nibble;
    let total = nibble;
    for (;;) {
      if (from >= block.length) throw damagedBlock("lz4", "it ends within a length");
      const more = block[from++];
      total += more;
      if (more < 255) return total;
    }
  };
  while (from < block.length) {
    const token = block[from++];
    const literals = length(token >> 4);
    if (from + literals > block.length || to + literals > size) throw damagedBlock("lz4", "literals run over its end");
    out.set(block.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    // The last sequence has literals only.
    if (from === block.length) break;
    if (from + 2 > block.length) throw damagedBlock("lz4", "it ends within an offset");
    const offset = block[from] | (block[from + 1] << 8);
    from += 2;
    const match = LEAST_MATCH + length(token & 15);
    if (offset === 0 || offset > to || to + match > size) throw damagedBlock("lz4", "a match lies outside of it");
    copyMatch(out, to, offset, match);
    to += match;
  }
  return to;
}

/** Repeats what stands `offset` bytes before `to`; the two may overlap. */
export function copyMatch(out: Uint8Array, to: number, offset: number, length: number): void {
  if (offset >= length) out.copyWithin(to, to - offset, to - offset + length);
  else for (let at = to; at < to + length; at++) out[at] = out[at - offset];
}
