/** Blocks that end with their CRC-32C, as Zarr 3 writes them. */
import { damagedBlock } from "./compression.ts";
import { CRC32C, crc } from "./crc.ts";

/** The block without the four bytes of its checksum. @throws Problem `bad-chunk` */
export function checkedBlock(block: Uint8Array): Uint8Array {
  if (block.length < 4) throw damagedBlock("crc32c", "it is shorter than its checksum");
  const body = block.subarray(0, block.length - 4);
  const stored = new DataView(block.buffer, block.byteOffset + body.length, 4).getUint32(0, true);
  if (crc(body, CRC32C) !== stored) throw damagedBlock("crc32c", "its checksum does not fit");
  return body;
}
