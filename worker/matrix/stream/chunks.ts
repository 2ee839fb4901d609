/** Reading byte streams in few, large pieces. */
import { LIMITS } from "../../limits.ts";

/**
 * The bytes of a stream in pieces of about {@link LIMITS.readBytes}. A piece is valid until the next one is asked for: its
 * memory is used again, since a fresh quarter of a megabyte for each piece would be garbage faster than it is collected.
 * From the second piece on the next one is read while this one is worked on. Leaving the loop early cancels the stream.
 *
 * Streams in workerd offer 4 KB at a time, and the turn of the event loop that each piece takes costs more than its
 * bytes; a BYOB reader can wait for 256 KB.
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
      if (!isFirst && !done) {
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
  next(): Promise<{ readonly value?: Uint8Array; readonly done: boolean }>;
  cancel(): Promise<void>;
}

function openReader(stream: ReadableStream<Uint8Array>): ChunkReader {
  const byob = byobReader(stream);
  if (byob === null) {
    const reader = stream.getReader();
    return { next: () => reader.read(), cancel: () => reader.cancel() };
  }
  // The memory of the piece before the last one is free when another is asked for.
  const memory: ArrayBuffer[] = [];
  return {
    next: async () => {
      const free = memory.length < 2 ? new ArrayBuffer(LIMITS.readBytes) : (memory.shift() as ArrayBuffer);
      const result = await readLarge(byob, new Uint8Array(free));
      // Reading took the memory away and hands it back with the bytes in it.
      if (result.value !== undefined) memory.push(result.value.buffer as ArrayBuffer);
      return result;
    },
    cancel: () => byob.cancel(),
  };
}

/** workerd's addition to BYOB readers: waits for a number of bytes instead of the first that come. */
interface AtLeastReader {
  readAtLeast?(least: number, view: Uint8Array): ReturnType<ChunkReader["next"]>;
}

function readLarge(reader: ReadableStreamBYOBReader & AtLeastReader, view: Uint8Array<ArrayBuffer>) {
  return reader.readAtLeast === undefined ? reader.read(view) : reader.readAtLeast(view.length, view);
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
