/**
 * Blosc 1 frames, the default compression of Zarr as Python writes it.
 * Source: c-blosc, README_CHUNK_FORMAT.rst, and `blosc_d` in blosc.c for how blocks are split.
 */
import type { Platform } from "../source.ts";
import { blosclz } from "./blosclz.ts";
import { damagedBlock, unsupportedCompression } from "./compression.ts";
import { lz4Block } from "./lz4.ts";
import { unshuffle, unshuffleBits } from "./shuffle.ts";

const HEADER_BYTES = 16;
const FLAG = { shuffle: 1, plain: 2, bitShuffle: 4, whole: 16 } as const;
const CODECS = ["blosclz", "lz4", "snappy", "zlib", "zstd"] as const;
/** A block is cut into a stream for each byte of an element if it has at most 16 of them and at least 128 elements. */
const MOST_SPLITS = 16;
const LEAST_SPLIT_ELEMENTS = 128;

/**
 * @param limit most bytes that may come out
 * @throws Problem `bad-chunk`, `unsupported-feature` for snappy
 */
export async function blosc(frame: Uint8Array, limit: number, decompress: Platform["decompress"]): Promise<Uint8Array> {
  if (frame.length < HEADER_BYTES) throw damagedBlock("blosc", "it is shorter than its header");
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  const flags = frame[2];
  const elementBytes = frame[3];
  const size = view.getUint32(4, true);
  const blockBytes = view.getUint32(8, true);
  if (size > limit) throw damagedBlock("blosc", `it announces ${size} bytes, and ${limit} were expected at most`);
  if (view.getUint32(12, true) > frame.length) throw damagedBlock("blosc", "it is cut off");
  if (size === 0) return new Uint8Array(0);
  if (flags & FLAG.plain) {
    if (frame.length < HEADER_BYTES + size) throw damagedBlock("blosc", "it is cut off");
    return frame.subarray(HEADER_BYTES, HEADER_BYTES + size);
  }
  const blocks = blockBytes === 0 ? 0 : Math.ceil(size / blockBytes);
  if (blocks === 0 || elementBytes === 0 || HEADER_BYTES + 4 * blocks > frame.length) {
    throw damagedBlock("blosc", "its header makes no sense");
  }
  const codec = CODECS[flags >> 5];
  if (codec === undefined || codec === "snappy")
    throw unsupportedCompression(`blosc with ${codec ?? "an unknown codec"}`);
  const undo = (stream: Uint8Array, bytes: number): Uint8Array | Promise<Uint8Array> => {
    if (codec === "lz4") return lz4Block(stream, bytes);
    if (codec === "blosclz") return blosclz(stream, bytes);
    return decompress(codec, stream, bytes);
  };

  const out = new Uint8Array(size);
  for (let block = 0; block < blocks; block++) {
    const bytes = Math.min(blockBytes, size - block * blockBytes);
    const whole =
      (flags & FLAG.whole) !== 0 ||
      bytes < blockBytes ||
      elementBytes > MOST_SPLITS ||
      Math.floor(blockBytes / elementBytes) < LEAST_SPLIT_ELEMENTS;
    const splits = whole ? 1 : elementBytes;
    const part = Math.floor(bytes / splits);
    const gathered = new Uint8Array(bytes);
    let at = view.getInt32(HEADER_BYTES + 4 * block, true);
    for (let split = 0; split < splits; split++) {
      if (at < HEADER_BYTES || at + 4 > frame.length) throw damagedBlock("blosc", `block ${block} lies outside of it`);
      const stored = view.getInt32(at, true);
      at += 4;
      if (stored < 0 || at + stored > frame.length) throw damagedBlock("blosc", `block ${block} is cut off`);
      const stream = frame.subarray(at, at + stored);
      // What could not be compressed stands as it is.
      const undone = stored === part ? stream : await undo(stream, part);
      if (undone.length !== part)
        throw damagedBlock("blosc", `block ${block} holds ${undone.length} bytes instead of ${part}`);
      gathered.set(undone, split * part);
      at += stored;
    }
    out.set(unfiltered(gathered, elementBytes, flags), block * blockBytes);
  }
  return out;
}

function unfiltered(block: Uint8Array, elementBytes: number, flags: number): Uint8Array {
  if (flags & FLAG.shuffle) return elementBytes > 1 ? unshuffle(block, elementBytes) : block;
  if (flags & FLAG.bitShuffle) return unshuffleBits(block, elementBytes);
  return block;
}
