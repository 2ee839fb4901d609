/** Reading byte streams in few, large pieces. */
import { LIMITS } from "../../limits.ts";

/** Memory of the pieces of a stream, in bytes: of two, or of one as large as both. */
export const piecesBytes = () => 2 * LIMITS.readBytes;

/**
 * The bytes of a stream in pieces of about {@link LIMITS.readBytes}. A piece is valid until the next one is asked for: its
 * memory is used again, since a fresh quarter of a megabyte for each piece would be garbage faster than it is collected.
 * Leaving the loop early cancels the stream.
 *
 * Streams in workerd offer 4 KB at a time, and the turn of the event loop that each piece takes costs more than its
 * bytes; a BYOB reader can wait for more. It is the thread of who works on a piece that brings the next one, so that there is
 * nothing to be had by asking for it meanwhile, and the memory of two pieces is one of twice the size. Elsewhere the next one is
 * read, from the second piece on, while this one is worked on.
 *
 * @throws whatever the stream fails with
 */
export async function* chunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const reader = openReader(stream);
  let ahead: ReturnType<ChunkReader["next"]> | null = null;
  let isFirst = true;
  let ended = false;
  try {
    for (;;) {
      const { value, done } = await (ahead ?? reader.next());
      ahead = null;
      ended = done;
      // Who wants the beginning alone asks for one piece.
      if (reader.isBeside && !isFirst && !done) {
        ahead = reader.next();
        // Whoever asks for the piece learns of it.
        ahead.catch(() => undefined);
      }
      isFirst = false;
      if (value !== undefined && value.byteLength > 0) yield value;
      if (done) return;
    }
  } finally {
    if (!ended) await reader.cancel().catch(() => undefined);
  }
}

interface ChunkReader {
  /** Whether bytes arrive beside the work on those before them. */
  readonly isBeside: boolean;
  next(): ReturnType<AtLeastReader["readAtLeast"]>;
  cancel(): Promise<void>;
}

function openReader(stream: ReadableStream<Uint8Array>): ChunkReader {
  const byob = byobReader(stream);
  if (byob === null) {
    const reader = stream.getReader();
    return { isBeside: true, next: () => reader.read(), cancel: () => reader.cancel() };
  }
  return { ...(isAtLeast(byob) ? largeReads(byob) : pairedReads(byob)), cancel: () => byob.cancel() };
}

type Reads = Omit<ChunkReader, "cancel">;

function largeReads(reader: AtLeastReader): Reads {
  let memory: ArrayBuffer | null = null;
  // The first piece may be all that is wanted.
  let bytes = LIMITS.readBytes;
  return {
    isBeside: false,
    next: async () => {
      const result = await reader.readAtLeast(bytes, new Uint8Array(memory ?? new ArrayBuffer(bytes)));
      // Reading took the memory away and hands it back with the bytes in it.
      memory = bytes === LIMITS.readBytes ? null : ((result.value?.buffer ?? null) as ArrayBuffer | null);
      bytes = piecesBytes();
      return result;
    },
  };
}

function pairedReads(reader: ReadableStreamBYOBReader): Reads {
  // The memory of the piece before the last one is free when another is asked for.
  const memory: ArrayBuffer[] = [];
  return {
    isBeside: true,
    next: async () => {
      const free = memory.length < 2 ? new ArrayBuffer(LIMITS.readBytes) : (memory.shift() as ArrayBuffer);
      const result = await reader.read(new Uint8Array(free));
      // As above.
      if (result.value !== undefined) memory.push(result.value.buffer as ArrayBuffer);
      return result;
    },
  };
}

/** workerd's addition to BYOB readers: waits for a number of bytes instead of the first that come. */
interface AtLeastReader {
  readAtLeast(least: number, view: Uint8Array): Promise<{ readonly value?: Uint8Array; readonly done: boolean }>;
}

function isAtLeast(reader: ReadableStreamBYOBReader): reader is ReadableStreamBYOBReader & AtLeastReader {
  return "readAtLeast" in reader;
}

/** null where the stream is not one of bytes: only then does `getReader` refuse. */
function byobReader(stream: ReadableStream<Uint8Array>): ReadableStreamBYOBReader | null {
  try {
    return stream.getReader({ mode: "byob" });
  } catch (error) {
    if (stream.locked) throw error;
    return null;
  }
}
