/** Members of a group: by symbol table (old style), by link messages, or by a heap of links (sections IV.A.2.c, g, r). */
import { recordsV2, symbolNodes } from "./chunks/btree.ts";
import { badHdf5, type Hdf5File } from "./file.ts";
import { cursorOf, findMessage, MESSAGE, type Message } from "./header.ts";
import { fractalHeap, localHeap } from "./heap.ts";

/** Header address of each member by name; links to other names and files are left out. */
export type Members = ReadonlyMap<string, number>;

const MOST_MEMBERS = 100_000;
const LINKS_BY_NAME = 5;

/** @returns null where the messages are not those of a group */
export async function readMembers(file: Hdf5File, messages: readonly Message[]): Promise<Members | null> {
  const table = findMessage(messages, MESSAGE.symbolTable);
  if (table !== null) return symbolTable(file, table);
  const info = findMessage(messages, MESSAGE.linkInfo);
  if (info === null) return null;
  const members = new Map<string, number>();
  for (const { type, body } of messages) if (type === MESSAGE.link) addLink(file, body, members);
  await addHeapLinks(file, info, members);
  return members;
}

async function symbolTable(file: Hdf5File, body: Uint8Array): Promise<Members> {
  const cursor = cursorOf(body);
  const [tree, heap] = [cursor.uint(file.addressBytes), cursor.uint(file.addressBytes)];
  const nameAt = await localHeap(file, heap);
  const members = new Map<string, number>();
  const entryBytes = 2 * file.addressBytes + 24;
  for (const address of await symbolNodes(file, tree)) {
    const head = await file.structure(address, 8);
    head.expect("SNOD");
    head.skip(2);
    const count = head.u16();
    const entries = await file.structure(address + 8, count * entryBytes);
    for (let i = 0; i < count; i++) {
      const [name, header] = [entries.uint(file.addressBytes), entries.uint(file.addressBytes)];
      const kind = entries.u32();
      entries.skip(20);
      // Kind 2 is a symbolic link.
      if (kind !== 2 && Number.isFinite(header)) members.set(await nameAt(name), header);
      if (members.size > MOST_MEMBERS) throw badHdf5(`a group has more than ${MOST_MEMBERS} members`, address);
    }
  }
  return members;
}

async function addHeapLinks(file: Hdf5File, info: Uint8Array, members: Map<string, number>): Promise<void> {
  const cursor = cursorOf(info);
  cursor.skip(1);
  const flags = cursor.u8();
  cursor.skip(flags & 1 ? 8 : 0);
  const [heap, names] = [cursor.uint(file.addressBytes), cursor.uint(file.addressBytes)];
  if (!Number.isFinite(heap) || !Number.isFinite(names)) return;
  const object = await fractalHeap(file, heap);
  const { type, records } = await recordsV2(file, names);
  if (type !== LINKS_BY_NAME) throw badHdf5("the names of a group are not where they should be", names);
  if (records.length > MOST_MEMBERS) throw badHdf5(`a group has more than ${MOST_MEMBERS} members`, names);
  // A record is the hash of the name, then the identifier of the link in the heap.
  for (const record of records) addLink(file, await object(record.subarray(4)), members);
}

function addLink(file: Hdf5File, body: Uint8Array, members: Map<string, number>): void {
  const cursor = cursorOf(body);
  cursor.skip(1);
  const flags = cursor.u8();
  const isHard = (flags & 8) === 0 || cursor.u8() === 0;
  cursor.skip((flags & 4 ? 8 : 0) + (flags & 16 ? 1 : 0));
  const name = cursor.text(cursor.uint(1 << (flags & 3)));
  if (isHard) members.set(name, cursor.uint(file.addressBytes));
}
