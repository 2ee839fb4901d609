/** Pieces of text of any length, joined to chunks of about 64 KiB: large enough to be cheap to send, small enough to hold. */
const CHUNK_CHARACTERS = 64 * 1024;

/** Joins pieces of text to chunks of about 64 KB. */
export function* inChunks(pieces: Iterable<string>): Generator<string> {
  let chunk = "";
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length >= CHUNK_CHARACTERS) {
      yield chunk;
      chunk = "";
    }
  }
  if (chunk !== "") yield chunk;
}
