/** Shuffle filters: bytes or bits of equal weight of all elements stand together, which compresses better. */

/** Undoes the byte shuffle of HDF5, Blosc and numcodecs; bytes beyond whole elements stay at the end. */
export function unshuffle(bytes: Uint8Array, elementBytes: number): Uint8Array {
  const elements = Math.floor(bytes.length / elementBytes);
  // A file may claim elements of four gigabytes, whose bytes would be gone through one by one.
  if (elements === 0) return bytes.slice();
  const out = new Uint8Array(bytes.length);
  for (let byte = 0; byte < elementBytes; byte++) {
    const plane = byte * elements;
    for (let i = 0, at = byte; i < elements; i++, at += elementBytes) out[at] = bytes[plane + i];
  }
  out.set(bytes.subarray(elements * elementBytes), elements * elementBytes);
  return out;
}

/**
 * Undoes the bit shuffle of Blosc 1: eight elements at a time give a byte to each of `8 * elementBytes` bit planes. A number of
 * elements that is no multiple of eight was not shuffled at all (c-blosc, shuffle.c).
 */
export function unshuffleBits(bytes: Uint8Array, elementBytes: number): Uint8Array {
  const elements = Math.floor(bytes.length / elementBytes);
  if (elements === 0 || elements % 8 !== 0) return bytes.slice();
  const out = new Uint8Array(bytes.length);
  const planeBytes = elements / 8;
  for (let byte = 0; byte < elementBytes; byte++) {
    for (let bit = 0; bit < 8; bit++) {
      const plane = (8 * byte + bit) * planeBytes;
      for (let i = 0; i < planeBytes; i++) {
        const word = bytes[plane + i];
        if (word === 0) continue;
        for (let k = 0; k < 8; k++) out[(8 * i + k) * elementBytes + byte] |= ((word >> k) & 1) << bit;
      }
    }
  }
  out.set(bytes.subarray(elements * elementBytes), elements * elementBytes);
  return out;
}
