/** Attributes of groups and datasets (section IV.A.2.m): strings and numbers, single or in lists; others are left out. */
import { numbersOf } from "../binary/numbers.ts";
import { fixedStrings } from "../binary/strings.ts";
import { recordsV2 } from "./chunks/btree.ts";
import { type Dataspace, type Datatype, readDataspace, readDatatype } from "./datatype.ts";
import { badHdf5, type Hdf5File } from "./file.ts";
import { cursorOf, findMessage, MESSAGE, type Message, sharedDatatype } from "./header.ts";
import { fractalHeap } from "./heap.ts";

export type StringReader = (reference: Uint8Array) => Promise<string>;

const ATTRIBUTES_BY_NAME = 8;
const HEAP_ID_BYTES = 8;
const MOST_ELEMENTS = 100_000;
const SHARED_DATATYPE = 1;

/** Attributes of an object by name, from its header's messages. @throws Problem `bad-hdf5`, `truncated-file` */
export async function readAttributes(
  file: Hdf5File,
  messages: readonly Message[],
  stringAt: StringReader,
): Promise<Record<string, unknown>> {
  const bodies = messages.filter(({ type }) => type === MESSAGE.attribute).map(({ body }) => body);
  const info = findMessage(messages, MESSAGE.attributeInfo);
  if (info !== null) bodies.push(...(await heapAttributes(file, info)));
  const attributes: Record<string, unknown> = Object.create(null);
  for (const body of bodies) {
    const { name, value } = await readAttribute(file, body, stringAt);
    if (value !== undefined) attributes[name] = value;
  }
  return attributes;
}

async function heapAttributes(file: Hdf5File, info: Uint8Array): Promise<Uint8Array[]> {
  const cursor = cursorOf(info);
  cursor.skip(1);
  cursor.skip(cursor.u8() & 1 ? 2 : 0);
  const [heap, names] = [cursor.uint(file.addressBytes), cursor.uint(file.addressBytes)];
  if (!Number.isFinite(heap) || !Number.isFinite(names)) return [];
  const object = await fractalHeap(file, heap);
  const { type, records } = await recordsV2(file, names);
  if (type !== ATTRIBUTES_BY_NAME) throw badHdf5("attributes are not where they should be", names);
  return Promise.all(records.map((record) => object(record.subarray(0, HEAP_ID_BYTES))));
}

async function readAttribute(file: Hdf5File, body: Uint8Array, stringAt: StringReader) {
  const cursor = cursorOf(body);
  const version = cursor.u8();
  if (version < 1 || version > 3) throw badHdf5(`attribute version ${version} is not known`);
  const flags = cursor.u8();
  const sizes = [cursor.u16(), cursor.u16(), cursor.u16()];
  cursor.skip(version === 3 ? 1 : 0);
  const [nameBody, typeBody, spaceBody] = sizes.map((size) => {
    const part = cursor.take(size);
    if (version === 1) cursor.skip((8 - (size % 8)) % 8);
    return part;
  });
  const shared = version > 1 && (flags & SHARED_DATATYPE) !== 0;
  const type = readDatatype(shared ? await sharedDatatype(file, cursorOf(typeBody)) : typeBody);
  const values = await elements(type, readDataspace(file, spaceBody), cursor.take(cursor.left), stringAt);
  return { name: fixedStrings(nameBody, nameBody.length)[0] ?? "", value: values };
}

async function elements(type: Datatype, { shape }: Dataspace, bytes: Uint8Array, stringAt: StringReader) {
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (type.kind === "other" || count > MOST_ELEMENTS) return undefined;
  if (bytes.length < count * type.bytes) throw badHdf5("an attribute is shorter than its values");
  const cells = bytes.subarray(0, count * type.bytes);
  const list = await valuesOf(type, cells, stringAt);
  return shape.length === 0 ? list[0] : list;
}

async function valuesOf(type: Datatype, cells: Uint8Array, stringAt: StringReader): Promise<(string | number)[]> {
  if (type.kind === "number") return [...numbersOf(type.number, cells, type.littleEndian)];
  if (type.kind === "fixed-string") return fixedStrings(cells, type.bytes);
  const texts: string[] = [];
  for (let at = 0; at < cells.length; at += type.bytes) texts.push(await stringAt(cells.subarray(at, at + type.bytes)));
  return texts;
}
