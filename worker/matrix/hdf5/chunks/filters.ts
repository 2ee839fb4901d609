/** Undoing the filters of a chunk, the last one first. Numbers are those of The HDF Group's registry. */
import { Problem } from "../../../problem.ts";
import { blosc } from "../../codec/blosc.ts";
import { damagedBlock } from "../../codec/compression.ts";
import { lzf } from "../../codec/lzf.ts";
import { unshuffle } from "../../codec/shuffle.ts";
import type { Platform } from "../../source.ts";
import type { Filter } from "./layout.ts";

const FILTER = { deflate: 1, shuffle: 2, fletcher32: 3, lzf: 32000, blosc: 32001, zstd: 32015 } as const;
const CHECKSUM_BYTES = 4;

/**
 * @param skipped a bit for each filter that this chunk did not go through
 * @param limit bytes of the chunk as values
 * @throws Problem `bad-chunk`, `unsupported-feature` naming the filter
 */
export async function unfiltered(
  stored: Uint8Array,
  filters: readonly Filter[],
  skipped: number,
  elementBytes: number,
  limit: number,
  decompress: Platform["decompress"],
): Promise<Uint8Array> {
  let bytes = stored;
  for (let i = filters.length - 1; i >= 0; i--) {
    if ((skipped >>> i) & 1) continue;
    const { id, values } = filters[i];
    // A checksum that follows makes the block a little longer.
    const most = limit + CHECKSUM_BYTES;
    if (id === FILTER.deflate) bytes = await decompress("zlib", bytes, most);
    else if (id === FILTER.zstd) bytes = await decompress("zstd", bytes, most);
    else if (id === FILTER.blosc) bytes = await blosc(bytes, most, decompress);
    else if (id === FILTER.lzf) bytes = lzf(bytes, most);
    else if (id === FILTER.shuffle) bytes = unshuffle(bytes, values[0] || elementBytes);
    else if (id === FILTER.fletcher32) bytes = fletcherChecked(bytes);
    else {
      const expected = "gzip, shuffle, fletcher32, lzf, zstd or blosc";
      const detail = `A dataset went through filter ${id}, which cannot be undone here. Write it with ${expected}.`;
      throw new Problem("unsupported-feature", detail, { found: id, expected });
    }
  }
  return bytes;
}

/** Fletcher's checksum over 16-bit words as HDF5 takes it (H5checksum.c, `H5_checksum_fletcher32`): high byte first. */
function fletcherChecked(block: Uint8Array): Uint8Array {
  if (block.length < CHECKSUM_BYTES) throw damagedBlock("fletcher32", "it is shorter than its checksum");
  const body = block.subarray(0, block.length - CHECKSUM_BYTES);
  let low = 0;
  let high = 0;
  const add = (word: number) => {
    low = (low + word) % 65535;
    high = (high + low) % 65535;
  };
  for (let at = 0; at + 1 < body.length; at += 2) add((body[at] << 8) | body[at + 1]);
  if (body.length % 2 === 1) add(body[body.length - 1] << 8);
  const stored = new DataView(block.buffer, block.byteOffset + body.length, CHECKSUM_BYTES).getUint32(0, true);
  // 65535 and 0 are the same there: the original folds carries instead of dividing.
  const same = (found: number, wanted: number) => found % 65535 === wanted % 65535;
  if (same(low, stored & 0xffff) && same(high, stored >>> 16)) return body;
  throw damagedBlock("fletcher32", "its checksum does not fit");
}
