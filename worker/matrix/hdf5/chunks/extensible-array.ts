/**
 * The extensible array that numbers the chunks of a dataset one of whose axes may grow (section III.I; how blocks double is in
 * H5EAhdr.c of the HDF5 library).
 */
import { badHdf5, type Hdf5File } from "../file.ts";
import { type ElementReader, readElement } from "./chunks.ts";
import { isWritten } from "./fixed-array.ts";

const CHECKSUM_BYTES = 4;

/** @param chunkBytes of a chunk without filters, null behind filters */
export async function extensibleArray(
  file: Hdf5File,
  address: number,
  chunkBytes: number | null,
): Promise<ElementReader> {
  const { addressBytes, lengthBytes } = file;
  const head = await file.structure(address, 12 + 6 * lengthBytes + addressBytes);
  head.expect("EAHD");
  head.skip(2);
  const [elementBytes, mostBits, inIndex, leastInBlock, leastPointers, pageBits] = Array.from({ length: 6 }, () =>
    head.u8(),
  );
  head.skip(6 * lengthBytes);
  const index = head.uint(addressBytes);
  if (leastInBlock === 0 || leastPointers === 0 || mostBits > 64)
    throw badHdf5("an array's header makes no sense", address);
  const offsetBytes = Math.ceil(mostBits / 8);
  const onPage = 2 ** pageBits;
  /** Blocks whose addresses stand in the index block itself. */
  const direct = 2 * Math.log2(leastPointers);
  const directBlocks = 2 * (leastPointers - 1);
  const prefix = 6 + addressBytes;
  const addressAt = async (at: number) => (await file.structure(at, addressBytes)).uint(addressBytes);

  const inBlock = async (block: number, elements: number, at: number, bitmap: number) => {
    if (!Number.isFinite(block)) return null;
    const start = block + prefix + offsetBytes;
    if (elements <= onPage) return readElement(file, start + at * elementBytes, elementBytes, chunkBytes);
    const page = Math.floor(at / onPage);
    if (!(await isWritten(file, bitmap, page))) return null;
    const pageStart = start + CHECKSUM_BYTES + page * (onPage * elementBytes + CHECKSUM_BYTES);
    return readElement(file, pageStart + (at % onPage) * elementBytes, elementBytes, chunkBytes);
  };

  return async (number) => {
    if (!Number.isFinite(index)) return null;
    if (number < inIndex) return readElement(file, index + prefix + number * elementBytes, elementBytes, chunkBytes);
    const rest = number - inIndex;
    const superBlock = Math.floor(Math.log2(Math.floor(rest / leastInBlock) + 1));
    // Super block s has 2^floor(s/2) blocks of 2^ceil(s/2) times the least elements.
    const elements = 2 ** Math.ceil(superBlock / 2) * leastInBlock;
    const blocks = 2 ** Math.floor(superBlock / 2);
    const within = rest - (2 ** superBlock - 1) * leastInBlock;
    const block = Math.floor(within / elements);
    const tables = index + prefix + inIndex * elementBytes;
    if (superBlock < direct) {
      const before = Array.from({ length: superBlock }, (_, s) => 2 ** Math.floor(s / 2)).reduce((a, b) => a + b, 0);
      const near = await addressAt(tables + (before + block) * addressBytes);
      return inBlock(near, elements, within % elements, 0);
    }
    const superAddress = await addressAt(tables + (directBlocks + superBlock - direct) * addressBytes);
    if (!Number.isFinite(superAddress)) return null;
    const bitmap = superAddress + prefix + offsetBytes;
    const pages = elements > onPage ? elements / onPage : 0;
    const pointers = bitmap + blocks * Math.ceil(pages / 8);
    const blockAddress = await addressAt(pointers + block * addressBytes);
    return inBlock(blockAddress, elements, within % elements, bitmap + block * Math.ceil(pages / 8));
  };
}
