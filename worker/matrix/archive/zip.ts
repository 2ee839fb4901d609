/**
 * A zip archive as a folder: its directory is read once, and its files by range. Nothing is ever unpacked to disk.
 * Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3 (Zip64).
 */
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import { CRC32, crc } from "../codec/crc.ts";
import type { MatrixFolder, MatrixSource, Platform, RangedSource } from "../source.ts";
import { chunks } from "../stream/chunks.ts";

const END = { signature: 0x06054b50, bytes: 22, mostComment: 65_535 } as const;
const END64 = { signature: 0x06064b50, bytes: 56 } as const;
const LOCATOR64 = { signature: 0x07064b50, bytes: 20 } as const;
const ENTRY = { signature: 0x02014b50, bytes: 46 } as const;
const LOCAL = { signature: 0x04034b50, bytes: 30 } as const;
const ZIP64_FIELD = 1;
const IN_ZIP64 = 0xffffffff;
const ENCRYPTED = 1;
const STORED = 0;
const DEFLATED = 8;
/** Names that are listed; more are found all the same. */
const MOST_LISTED = 1000;

interface Entry {
  readonly path: string;
  readonly method: number;
  readonly crc: number;
  /** Bytes in the archive, and inflated. */
  readonly stored: number;
  readonly size: number;
  /** Of the local header. */
  readonly offset: number;
}

/** @throws Problem `bad-archive`, `truncated-file`, `unsupported-feature` */
export async function openZip(source: RangedSource, platform: Platform): Promise<MatrixFolder> {
  const { size = 0, name, version } = source;
  const entries = await readDirectory(source, size);
  return {
    name,
    version,
    heldBytes: [...entries.keys()].reduce((sum, path) => sum + 2 * path.length + 120, 0),
    list: async () => [...entries.keys()].slice(0, MOST_LISTED),
    read: async (path, limit) => {
      const entry = entries.get(path);
      return entry === undefined ? null : readEntry(source, entry, limit, platform);
    },
    file: async (path) => {
      const entry = entries.get(path);
      return entry === undefined ? null : entrySource(source, entry);
    },
  };
}

async function readDirectory(source: RangedSource, size: number): Promise<Map<string, Entry>> {
  const tail = await source.read(
    Math.max(0, size - END.bytes - END.mostComment),
    Math.min(size, END.bytes + END.mostComment),
  );
  const view = viewOf(tail);
  let end = tail.length - END.bytes;
  while (end >= 0 && view.getUint32(end, true) !== END.signature) end--;
  if (end < 0)
    throw new Problem("truncated-file", "The zip archive has no directory at its end. Was it copied completely?");
  let count = view.getUint16(end + 10, true);
  let bytes = view.getUint32(end + 12, true);
  let offset = view.getUint32(end + 16, true);
  const locator = end - LOCATOR64.bytes;
  if (locator >= 0 && view.getUint32(locator, true) === LOCATOR64.signature) {
    const record = viewOf(await readExactly(source, Number(view.getBigUint64(locator + 8, true)), END64.bytes));
    if (record.getUint32(0, true) !== END64.signature) throw bad("its Zip64 record is not where it should be");
    count = Number(record.getBigUint64(32, true));
    bytes = Number(record.getBigUint64(40, true));
    offset = Number(record.getBigUint64(48, true));
  }
  if (bytes > LIMITS.metadataBytes) throw bad(`its directory has ${bytes} bytes; the limit is ${LIMITS.metadataBytes}`);
  if (count * ENTRY.bytes > bytes) throw bad(`its directory announces ${count} files in ${bytes} bytes`);
  return entriesOf(await readExactly(source, offset, bytes), count, size);
}

function entriesOf(directory: Uint8Array, count: number, size: number): Map<string, Entry> {
  const view = viewOf(directory);
  const entries = new Map<string, Entry>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + ENTRY.bytes > directory.length || view.getUint32(at, true) !== ENTRY.signature) {
      throw bad(`entry ${i + 1} of its directory is damaged`);
    }
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const nameEnd = at + ENTRY.bytes + nameBytes;
    const next = nameEnd + extraBytes + commentBytes;
    if (next > directory.length) throw bad(`entry ${i + 1} of its directory is cut off`);
    const path = new TextDecoder().decode(directory.subarray(at + ENTRY.bytes, nameEnd));
    const [storedSize, fullSize, offset] = sizesOf(view, at, viewOf(directory.subarray(nameEnd, nameEnd + extraBytes)));
    if (!path.endsWith("/")) {
      checkPath(path);
      // Zarr's own zip store appends a file that is written again: the last one counts.
      if ((view.getUint16(at + 8, true) & ENCRYPTED) !== 0) throw bad(`${path} is encrypted`);
      if (!(offset + LOCAL.bytes + storedSize <= size)) throw bad(`${path} lies beyond its end`);
      const [method, check] = [view.getUint16(at + 10, true), view.getUint32(at + 16, true)];
      entries.set(path, { path, method, crc: check, stored: storedSize, size: fullSize, offset });
    }
    at = next;
  }
  return entries;
}

/** Compressed size, size and offset: 32 bits each, or in the Zip64 field those that need more. */
function sizesOf(view: DataView, at: number, extra: DataView): [stored: number, size: number, offset: number] {
  const short = [24, 20, 42].map((field) => view.getUint32(at + field, true));
  for (let field = 0; field + 4 <= extra.byteLength; ) {
    const length = extra.getUint16(field + 2, true);
    if (extra.getUint16(field, true) === ZIP64_FIELD) {
      let from = field + 4;
      for (const [i, value] of short.entries()) {
        if (value !== IN_ZIP64 || from + 8 > Math.min(field + 4 + length, extra.byteLength)) continue;
        short[i] = Number(extra.getBigUint64(from, true));
        from += 8;
      }
    }
    field += 4 + length;
  }
  return [short[1], short[0], short[2]];
}

/** The paths of a folder stay within it. */
function checkPath(path: string): void {
  if (path.startsWith("/") || path.includes("\\") || path.split("/").includes("..")) {
    throw bad(`it holds the path "${path.slice(0, 80)}", which leads out of it`);
  }
}

async function dataOffset(source: RangedSource, { path, offset }: Entry): Promise<number> {
  const local = viewOf(await readExactly(source, offset, LOCAL.bytes));
  if (local.getUint32(0, true) !== LOCAL.signature) throw bad(`${path} is not where its directory says`);
  return offset + LOCAL.bytes + local.getUint16(26, true) + local.getUint16(28, true);
}

async function readEntry(source: RangedSource, entry: Entry, limit: number, platform: Platform): Promise<Uint8Array> {
  const { path, stored, size, method } = entry;
  if (Math.max(stored, size) > limit) {
    const detail = `${path} has ${Math.max(stored, size)} bytes; the limit is ${limit}.`;
    throw new Problem("chunk-too-large", detail, { path, limit });
  }
  const bytes = await readExactly(source, await dataOffset(source, entry), stored);
  const whole = method === STORED ? bytes : await inflate(bytes, entry, platform);
  if (whole.length !== size || crc(whole, CRC32) !== entry.crc)
    throw bad(`${path} is damaged: its checksum does not fit`);
  return whole;
}

function inflate(bytes: Uint8Array, { path, method, size }: Entry, platform: Platform): Promise<Uint8Array> {
  if (method !== DEFLATED) throw unknownMethod(path, method);
  return platform.decompress("deflate-raw", bytes, size);
}

function unknownMethod(path: string, method: number): Problem {
  const detail = `${path} is compressed by method ${method} of zip. Expected stored (0) or deflated (8).`;
  return new Problem("unsupported-feature", detail, { path, found: method });
}

function entrySource(source: RangedSource, entry: Entry): MatrixSource {
  const { path, method, size, stored } = entry;
  const name = path.split("/").at(-1) ?? path;
  const open = async () => {
    const start = await dataOffset(source, entry);
    const raw = rangeStream(source, start, stored);
    if (method === STORED) return raw;
    if (method !== DEFLATED) throw unknownMethod(path, method);
    return inflated(raw, entry);
  };
  if (method !== STORED) return { name, size, open };
  const read = async (offset: number, length: number) => {
    const start = await dataOffset(source, entry);
    return source.read(start + offset, Math.max(0, Math.min(length, size - offset)));
  };
  return { name, size, open, read };
}

/** The bytes [start, start + length) of a source, asked for piece by piece. */
function rangeStream(source: RangedSource, start: number, length: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream(
    {
      async pull(controller) {
        if (at >= length) return controller.close();
        const piece = await readExactly(source, start + at, Math.min(LIMITS.readBytes, length - at));
        at += piece.length;
        controller.enqueue(piece);
      },
    },
    { highWaterMark: 0 },
  );
}

function inflated(raw: ReadableStream<Uint8Array>, { path, size }: Entry): ReadableStream<Uint8Array> {
  const stream = raw.pipeThrough(new DecompressionStream("deflate-raw") as TransformStream<Uint8Array, Uint8Array>);
  const pieces = chunks(stream);
  let length = 0;
  return new ReadableStream(
    {
      async pull(controller) {
        const next = await pieces.next().catch((error: unknown) => {
          throw error instanceof Problem ? error : bad(`${path} cannot be inflated`, error);
        });
        if (next.done) {
          if (length !== size) throw bad(`${path} inflates to ${length} bytes instead of ${size}`);
          return controller.close();
        }
        length += next.value.length;
        if (length > size) throw bad(`${path} inflates to more than the ${size} bytes it announces`);
        controller.enqueue(next.value);
      },
      async cancel() {
        await pieces.return();
      },
    },
    { highWaterMark: 0 },
  );
}

async function readExactly(source: RangedSource, offset: number, length: number): Promise<Uint8Array> {
  const bytes = offset >= 0 && Number.isSafeInteger(offset) ? await source.read(offset, length) : new Uint8Array(0);
  if (bytes.length === length) return bytes;
  throw new Problem("truncated-file", `The zip archive ends within its data, at byte ${offset + bytes.length}.`, {
    offset,
  });
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

function bad(what: string, cause?: unknown): Problem {
  return new Problem("bad-archive", `The zip archive cannot be read: ${what}.`, {}, cause);
}
