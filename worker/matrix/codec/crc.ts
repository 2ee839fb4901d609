/** Cyclic redundancy checks of 32 bits. */

/** @param polynomial with its bits reversed */
function table(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ polynomial : rest >>> 1;
    return rest;
  });
}

/** The check of zip (ISO 3309). */
export const CRC32 = table(0xedb88320);
/** Castagnoli's, which Zarr 3 uses (RFC 3720, appendix B.4). */
export const CRC32C = table(0x82f63b78);

/** Checksum of `bytes`; `kind` is {@link CRC32} or {@link CRC32C}. */
export function crc(bytes: Uint8Array, kind: Uint32Array): number {
  let rest = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) rest = kind[(rest ^ bytes[at]) & 255] ^ (rest >>> 8);
  return (rest ^ 0xffffffff) >>> 0;
}
