/** A matrix that is in memory already. */
import type { RangedSource } from "./r2.ts";

/** @param fallback name where the file has none */
export function blobSource(file: File, fallback: string): RangedSource {
  return {
    name: file.name || fallback,
    size: file.size,
    contentType: file.type,
    heldBytes: file.size,
    open: async () => file.stream(),
    read: async (offset, length) => new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
  };
}
