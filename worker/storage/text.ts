/** Texts that come along with a matrix, small enough to be read at once. */
import { chunks } from "../matrix/stream/chunks.ts";
import { joinBytes } from "../matrix/stream/join.ts";
import { inTime } from "../matrix/stream/stall.ts";
import { Problem } from "../problem.ts";

/**
 * All bytes of a stream.
 *
 * @param what names it in messages, such as "sample sheet"
 * @throws Problem `body-too-large` as soon as there are more than `limit`, `truncated-body` where nothing comes for long
 */
export async function readBytes(
  stream: ReadableStream<Uint8Array> | null,
  limit: number,
  what: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  if (stream !== null) {
    for await (const piece of inTime(chunks(stream))) {
      length += piece.length;
      if (length > limit) throw new Problem("body-too-large", `A ${what} may have ${limit} bytes.`, { limit });
      pieces.push(piece.slice());
    }
  }
  return joinBytes(pieces, length);
}

/** All text of a stream as UTF-8; errors as {@link readBytes}. */
export async function readText(
  stream: ReadableStream<Uint8Array> | null,
  limit: number,
  what: string,
): Promise<string> {
  return new TextDecoder().decode(await readBytes(stream, limit, what));
}
