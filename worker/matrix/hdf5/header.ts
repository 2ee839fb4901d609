/** Object headers: the messages that describe a group or a dataset (section IV.A). */
import { Cursor } from "../binary/cursor.ts";
import { badHdf5, type Hdf5File } from "./file.ts";

export const MESSAGE = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  fill: 0x05,
  link: 0x06,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

export interface Message {
  readonly type: number;
  readonly flags: number;
  readonly body: Uint8Array;
}

/** A group has a few messages, a dataset too; attributes are messages of their own. */
const MOST_MESSAGES = 10_000;
const MOST_BLOCKS = 256;
const SHARED = 2;
const VERSION2_MARK = 0x5244484f; // "OHDR"

/** @throws Problem `bad-hdf5`, `truncated-file` */
export async function readHeader(file: Hdf5File, address: number): Promise<Message[]> {
  const mark = (await file.structure(address, 4)).u32();
  const messages = mark === VERSION2_MARK ? await readVersion2(file, address) : await readVersion1(file, address);
  return Promise.all(messages.map((message) => resolveShared(file, message)));
}

/** Body of the first message of a type; null where the header has none. */
export function findMessage(messages: readonly Message[], type: number): Uint8Array | null {
  return messages.find((message) => message.type === type)?.body ?? null;
}

interface Block {
  readonly address: number;
  readonly bytes: number;
}

async function readVersion1(file: Hdf5File, address: number): Promise<Message[]> {
  const head = await file.structure(address, 16);
  if (head.u8() !== 1) throw badHdf5("there is no object header", address);
  head.skip(7);
  const first = { address: address + 16, bytes: head.u32() };
  return readBlocks(file, first, async ({ address: at, bytes }, messages) => {
    const cursor = await file.structure(at, bytes);
    while (cursor.left >= 8) {
      const [type, size, flags] = [cursor.u16(), cursor.u16(), cursor.u8()];
      cursor.skip(3);
      messages.push({ type, flags, body: cursor.take(size) });
    }
  });
}

async function readVersion2(file: Hdf5File, address: number): Promise<Message[]> {
  const head = await file.structure(address, Math.min(64, file.size - file.base - address));
  head.skip(4);
  const version = head.u8();
  if (version !== 2) throw badHdf5(`object header version ${version} is not known`, address);
  const flags = head.u8();
  head.skip((flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0));
  const bytes = head.uint(1 << (flags & 3));
  const first = { address: address + head.at, bytes };
  return readBlocks(file, first, async (block, messages) => {
    const cursor = await file.structure(block.address, block.bytes);
    if (block !== first) cursor.expect("OCHK");
    const checksum = block === first ? 0 : 4;
    while (cursor.left - checksum >= 4 + (flags & 4 ? 2 : 0)) {
      const [type, size, messageFlags] = [cursor.u8(), cursor.u16(), cursor.u8()];
      cursor.skip(flags & 4 ? 2 : 0);
      messages.push({ type, flags: messageFlags, body: cursor.take(size) });
    }
  });
}

/** Reads a block of messages, and those that they say go on elsewhere. */
async function readBlocks(
  file: Hdf5File,
  first: Block,
  read: (block: Block, messages: Message[]) => Promise<void>,
): Promise<Message[]> {
  const messages: Message[] = [];
  const blocks = [first];
  let seen = 0;
  for (let i = 0; i < blocks.length; i++) {
    if (i === MOST_BLOCKS || messages.length > MOST_MESSAGES)
      throw badHdf5("an object header has no end", first.address);
    await read(blocks[i], messages);
    for (; seen < messages.length; seen++) {
      if (messages[seen].type !== MESSAGE.continuation) continue;
      const cursor = cursorOf(messages[seen].body, first.address);
      blocks.push({ address: cursor.uint(file.addressBytes), bytes: cursor.uint(file.lengthBytes) });
    }
  }
  return messages;
}

/** A message may stand for one in another header: a committed datatype (section IV.A.2). */
async function resolveShared(file: Hdf5File, message: Message): Promise<Message> {
  if ((message.flags & SHARED) === 0 || message.type !== MESSAGE.datatype) return message;
  return { ...message, body: await sharedDatatype(file, cursorOf(message.body)) };
}

/** The datatype message that a reference to a committed datatype means. */
export async function sharedDatatype(file: Hdf5File, reference: Cursor): Promise<Uint8Array> {
  const version = reference.u8();
  reference.skip(version === 1 ? 7 : 1);
  const address = reference.uint(file.addressBytes);
  const head = await file.structure(address, 4);
  const messages = await (head.u32() === VERSION2_MARK ? readVersion2 : readVersion1)(file, address);
  const found = messages.find(({ type, flags }) => type === MESSAGE.datatype && (flags & SHARED) === 0);
  if (found === undefined) throw badHdf5("a shared datatype is not where it should be", address);
  return found.body;
}

/** A cursor over a message's body that fails with Problem `bad-hdf5`. */
export function cursorOf(body: Uint8Array, where?: number): Cursor {
  return new Cursor(body, (what) => badHdf5(what, where));
}
