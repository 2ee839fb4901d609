/**
 * A tar archive, plain or gzip, as a folder. It has no directory: it is walked through once for the names, and read from its
 * beginning up to a file whenever one is opened. Source: POSIX.1-2017, pax, "ustar Interchange Format"; GNU long names.
 */
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import type { MatrixFolder, MatrixSource, Platform } from "../source.ts";
import { collect, readBytes } from "../stream/bytes.ts";

const BLOCK = 512;
const MOST_FILES = 1000;
/** Longest path, in characters, as Linux has it: longer ones, a thousand of them, would be held in memory. */
const PATH_LENGTH = 4_096;
const MARK = { at: 257, text: "ustar" } as const;
/** Kinds of entries: files, and texts that name the file behind them. */
const KIND = { file: "0", old: "\0", longName: "L", pax: "x" } as const;

interface Entry {
  /** Of the file's bytes in the archive. */
  readonly offset: number;
  readonly size: number;
}

/** Whether these are the first bytes of a tar archive. */
export function isTar(head: Uint8Array): boolean {
  return new TextDecoder().decode(head.subarray(MARK.at, MARK.at + MARK.text.length)) === MARK.text;
}

/** @throws Problem `bad-archive`, `truncated-file` */
export async function openTar(source: MatrixSource, platform: Platform, gzip: boolean): Promise<MatrixFolder> {
  const entries = await walk(readBytes(source, platform, gzip));
  const open = async ({ offset, size }: Entry) => streamOf(part(readBytes(source, platform, gzip), offset, size));
  return {
    name: source.name,
    version: source.version,
    list: async () => [...entries.keys()],
    file: async (path) => {
      const entry = entries.get(path);
      return entry === undefined
        ? null
        : { name: path.split("/").at(-1) ?? path, size: entry.size, open: () => open(entry) };
    },
    read: async (path, limit) => {
      const entry = entries.get(path);
      if (entry === undefined) return null;
      if (entry.size > limit) {
        throw new Problem("chunk-too-large", `${path} has ${entry.size} bytes; the limit is ${limit}.`, {
          path,
          limit,
        });
      }
      return collect(part(readBytes(source, platform, gzip), entry.offset, entry.size), entry.size);
    },
  };
}

async function walk(pieces: AsyncIterable<Uint8Array>): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  const stream = new Blocks(pieces);
  let longName = "";
  for (;;) {
    const header = await stream.take(BLOCK);
    if (header === null || header.every((byte) => byte === 0)) return entries;
    if (!isTar(header)) throw bad(`there is no header at byte ${stream.position - BLOCK}`);
    const size = octal(header, 124, 12);
    const kind = String.fromCharCode(header[156]);
    const padded = Math.ceil(size / BLOCK) * BLOCK;
    if (kind === KIND.longName || kind === KIND.pax) {
      if (size > LIMITS.sidecarBytes) throw bad(`a name has ${size} bytes`);
      const body = await stream.take(padded);
      if (body === null) throw cutOff();
      longName = nameIn(kind, body.subarray(0, size)) ?? longName;
      continue;
    }
    const prefix = text(header, 345, 155);
    const path = longName || (prefix === "" ? "" : `${prefix}/`) + text(header, 0, 100);
    longName = "";
    if (kind === KIND.file || kind === KIND.old) {
      if (entries.size === MOST_FILES) throw bad(`it holds more than ${MOST_FILES} files`);
      entries.set(checkedPath(path), { offset: stream.position, size });
    }
    if (!(await stream.skip(padded))) throw cutOff();
  }
}

function nameIn(kind: string, body: Uint8Array): string | undefined {
  const words = new TextDecoder().decode(body);
  // A pax record is "<length> path=<name>\n".
  return kind === KIND.longName ? words.replace(/\0+$/, "") : /^\d+ path=(.*)$/m.exec(words)?.[1];
}

/** The paths of a folder stay within it. */
function checkedPath(path: string): string {
  const bare = path.replace(/^\.\//, "");
  if (bare.length > PATH_LENGTH) throw bad(`it holds a path of ${bare.length} characters; the limit is ${PATH_LENGTH}`);
  if (bare.startsWith("/") || bare.split("/").includes("..")) {
    throw bad(`it holds the path "${bare.slice(0, 80)}", which leads out of it`);
  }
  return bare;
}

function text(header: Uint8Array, from: number, bytes: number): string {
  const field = header.subarray(from, from + bytes);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

function octal(header: Uint8Array, from: number, bytes: number): number {
  const digits = text(header, from, bytes).trim();
  const value = Number.parseInt(digits, 8);
  if (/^[0-7]+$/.test(digits) && Number.isSafeInteger(value)) return value;
  throw bad("a file's size is no number");
}

/** Takes a stream of pieces apart into runs of bytes. */
class Blocks {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #rest = new Uint8Array(0);
  position = 0;

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** The next `bytes` bytes, or null where fewer are left. */
  async take(bytes: number): Promise<Uint8Array | null> {
    const taken = new Uint8Array(bytes);
    const whole = await this.#advance(bytes, (piece, at) => taken.set(piece, at));
    return whole ? taken : null;
  }

  skip(bytes: number): Promise<boolean> {
    return this.#advance(bytes, () => undefined);
  }

  async #advance(bytes: number, use: (piece: Uint8Array, at: number) => void): Promise<boolean> {
    for (let at = 0; at < bytes; ) {
      if (this.#rest.length === 0) {
        const next = await this.#pieces.next();
        if (next.done) return false;
        this.#rest = new Uint8Array(next.value);
      }
      const piece = this.#rest.subarray(0, bytes - at);
      use(piece, at);
      at += piece.length;
      this.position += piece.length;
      this.#rest = this.#rest.subarray(piece.length);
    }
    return true;
  }
}

/** The bytes [offset, offset + size) of a stream. */
async function* part(
  pieces: AsyncIterable<Uint8Array>,
  offset: number,
  size: number,
): AsyncGenerator<Uint8Array, void> {
  let at = 0;
  for await (const piece of pieces) {
    const [from, to] = [Math.max(0, offset - at), Math.min(piece.length, offset + size - at)];
    if (from < to) yield piece.subarray(from, to);
    at += piece.length;
    if (at >= offset + size) return;
  }
  throw cutOff();
}

function streamOf(pieces: AsyncGenerator<Uint8Array, void>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const next = await pieces.next();
      if (next.done) controller.close();
      // A copy: a stream asks ahead, and the memory of a piece is used again for the next.
      else controller.enqueue(next.value.slice());
    },
    async cancel() {
      await pieces.return();
    },
  });
}

function cutOff(): Problem {
  return new Problem("truncated-file", "The tar archive ends within a file. Was it copied completely?");
}

function bad(what: string): Problem {
  return new Problem("bad-archive", `The tar archive cannot be read: ${what}.`);
}
