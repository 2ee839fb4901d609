/** Heaps: where names, long strings and large groups of links lie (sections III.D to III.G). */
import { fixedStrings } from "../binary/strings.ts";
import { badHdf5, type Hdf5File } from "./file.ts";
import { cursorOf } from "./header.ts";

/** Names of an old-style group: the text at an offset. */
export async function localHeap(file: Hdf5File, address: number): Promise<(offset: number) => Promise<string>> {
  const head = await file.structure(address, 8 + 2 * file.lengthBytes + file.addressBytes);
  head.expect("HEAP");
  head.skip(4);
  const bytes = head.uint(file.lengthBytes);
  head.skip(file.lengthBytes);
  const data = head.uint(file.addressBytes);
  return async (offset) => {
    if (offset >= bytes) throw badHdf5("a name lies outside of its heap", address);
    const cursor = await file.structure(data + offset, Math.min(bytes - offset, 4096));
    return cursor.zeroEnded();
  };
}

const MOST_COLLECTIONS = 16;

/** Reads strings out of global heap collections, keeping the last few of them. */
export function globalHeap(file: Hdf5File): (reference: Uint8Array) => Promise<string> {
  const collections = new Map<number, Promise<Map<number, Uint8Array>>>();
  const collection = (address: number) => {
    const held = collections.get(address) ?? readCollection(file, address);
    collections.delete(address);
    collections.set(address, held);
    if (collections.size > MOST_COLLECTIONS) collections.delete(collections.keys().next().value ?? address);
    return held;
  };
  return async (reference) => {
    const cursor = cursorOf(reference);
    const [length, address, index] = [cursor.u32(), cursor.uint(file.addressBytes), cursor.u32()];
    if (length === 0) return "";
    const object = (await collection(address)).get(index);
    if (object === undefined || object.length < length) throw badHdf5("a string is not in its heap", address);
    return fixedStrings(object.subarray(0, length), length)[0];
  };
}

async function readCollection(file: Hdf5File, address: number): Promise<Map<number, Uint8Array>> {
  const head = await file.structure(address, 8 + file.lengthBytes);
  head.expect("GCOL");
  head.skip(4);
  const bytes = head.uint(file.lengthBytes);
  const cursor = await file.structure(address, bytes);
  cursor.skip(8 + file.lengthBytes);
  const objects = new Map<number, Uint8Array>();
  while (cursor.left >= 8 + file.lengthBytes) {
    const index = cursor.u16();
    cursor.skip(6);
    const size = cursor.uint(file.lengthBytes);
    // Object 0 is the free space behind the others.
    if (index === 0) break;
    objects.set(index, cursor.take(size));
    cursor.skip(Math.min(cursor.left, (8 - (size % 8)) % 8));
  }
  return objects;
}

/** Objects of a fractal heap (section III.G) by their identifiers. */
export async function fractalHeap(file: Hdf5File, address: number): Promise<(id: Uint8Array) => Promise<Uint8Array>> {
  const { addressBytes, lengthBytes } = file;
  const head = await file.structure(address, 22 + 12 * lengthBytes + 3 * addressBytes);
  head.expect("FRHP");
  head.skip(1 + 2);
  const filterBytes = head.u16();
  head.skip(1);
  const mostManaged = head.u32();
  head.skip(lengthBytes + addressBytes + lengthBytes + addressBytes + 8 * lengthBytes);
  const width = head.u16();
  const [startBytes, mostDirect] = [head.uint(lengthBytes), head.uint(lengthBytes)];
  const bits = head.u16();
  head.skip(2);
  const root = head.uint(addressBytes);
  const rows = head.u16();
  if (filterBytes > 0) throw badHdf5("a compressed heap is not known", address);
  if (!isPower(startBytes) || !isPower(mostDirect) || width === 0 || bits > 64 || rows > 64) {
    throw badHdf5("a heap's header makes no sense", address);
  }
  const offsetBytes = Math.ceil(bits / 8);
  const sizeBytes = Math.min(
    Math.ceil(Math.log2(mostDirect) / 8),
    Math.floor(Math.log2(Math.max(1, mostManaged)) / 8) + 1,
  );
  const directRows = Math.log2(mostDirect) - Math.log2(startBytes) + 2;
  const rowBytes = (row: number) => startBytes * 2 ** Math.max(0, row - 1);

  /** Address of the byte at `offset` within the block at `block`, whose table has `height` rows; 0 rows: the block itself. */
  const locate = async (block: number, height: number, offset: number): Promise<number> => {
    if (height === 0) return block + offset;
    const rest = { row: 0, offset };
    while (rest.row < height && rest.offset >= width * rowBytes(rest.row)) rest.offset -= width * rowBytes(rest.row++);
    if (rest.row === height) throw badHdf5("an object lies outside of its heap", block);
    const column = Math.floor(rest.offset / rowBytes(rest.row));
    const prefix = 5 + addressBytes + offsetBytes;
    const entry = await file.structure(block + prefix + addressBytes * (rest.row * width + column), addressBytes);
    const inside = rest.offset - column * rowBytes(rest.row);
    // A block behind the direct ones is a table whose blocks add up to its size.
    const below = rest.row < directRows ? 0 : Math.log2(rowBytes(rest.row)) - Math.log2(startBytes * width) + 1;
    if (below < 0 || below >= height) throw badHdf5("a heap's table makes no sense", block);
    return locate(entry.uint(addressBytes), below, inside);
  };

  return async (id) => {
    const cursor = cursorOf(id, address);
    const type = (cursor.u8() >> 4) & 3;
    if (type !== 0) throw badHdf5("an object of a heap is stored in a way that is not known", address);
    const [offset, size] = [cursor.uint(offsetBytes), cursor.uint(sizeBytes)];
    const object = await file.structure(await locate(root, rows, offset), size);
    return object.bytes;
  };
}

function isPower(value: number): boolean {
  return Number.isFinite(value) && value > 0 && Number.isInteger(Math.log2(value));
}
