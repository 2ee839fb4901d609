/**
 * Inflates a gzip file beside the work on what comes out: a thread reads the file and stays a few pieces ahead. In the thread that
 * parses them zlib would wait between two pieces, for its answer is taken and its next step asked for there.
 */
import { type Inflated, PIECE_BYTES, PIECES } from "./task.ts";
import { beside } from "./thread.ts";

/** Held while a file is inflated: the pieces, and zlib's own before they are copied there. */
export const INFLATING_BYTES = 2 * PIECES * PIECE_BYTES;

/**
 * The bytes of a gzip file, inflated; a piece is valid until the next one is asked for.
 *
 * @param onStored told how many more bytes of the file were read
 * @throws Problem as the platform's `gunzip`; the system's error where the file cannot be read
 */
export async function* inflateBeside(
  path: string,
  onStored: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void> {
  for await (const { answer, port } of beside<Inflated>({ kind: "inflate", path })) {
    const { piece, stored } = answer;
    onStored(stored);
    if (piece === undefined) return;
    yield piece;
    port.postMessage(piece.buffer, [piece.buffer]);
  }
}
