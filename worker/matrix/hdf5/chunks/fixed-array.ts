/** The fixed array that numbers the chunks of a dataset that cannot grow (section III.H). */
import { badHdf5, type Hdf5File } from "../file.ts";
import { type ElementReader, readElement } from "./chunks.ts";

const CHECKSUM_BYTES = 4;

/** @param chunkBytes of a chunk without filters, null behind filters */
export async function fixedArray(file: Hdf5File, address: number, chunkBytes: number | null): Promise<ElementReader> {
  const { addressBytes, lengthBytes } = file;
  const head = await file.structure(address, 8 + lengthBytes + addressBytes);
  head.expect("FAHD");
  head.skip(2);
  const [elementBytes, pageBits] = [head.u8(), head.u8()];
  const [elements, block] = [head.uint(lengthBytes), head.uint(addressBytes)];
  const onPage = 2 ** pageBits;
  const isPaged = elements > onPage;
  const bitmap = block + 6 + addressBytes;
  return async (index) => {
    if (!Number.isFinite(block)) return null;
    if (index >= elements) throw badHdf5(`chunk ${index} is not among the ${elements} of its array`, address);
    if (!isPaged) return readElement(file, bitmap + index * elementBytes, elementBytes, chunkBytes);
    const page = Math.floor(index / onPage);
    if (!(await isWritten(file, bitmap, page))) return null;
    const pages = bitmap + Math.ceil(Math.ceil(elements / onPage) / 8) + CHECKSUM_BYTES;
    const start = pages + page * (onPage * elementBytes + CHECKSUM_BYTES);
    return readElement(file, start + (index % onPage) * elementBytes, elementBytes, chunkBytes);
  };
}

/** Whether a page was ever written; the first page has the highest bit of the first byte. */
export async function isWritten(file: Hdf5File, bitmap: number, page: number): Promise<boolean> {
  const byte = (await file.structure(bitmap + (page >> 3), 1)).u8();
  return ((byte >> (7 - (page & 7))) & 1) === 1;
}
