/** Lines of a text as bytes, outside any ranker's window. */
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";

/**
 * Visits every line, the last one also where no line feed ends it.
 *
 * @param visit takes a line without its line feed, a view that is valid during the call; `number` counts from 1
 * @param between awaited after each piece
 * @throws Problem `line-too-long`
 */
export async function eachRawLine(
  pieces: AsyncIterable<Uint8Array>,
  visit: (line: Uint8Array, number: number) => void,
  between: () => Promise<void>,
): Promise<void> {
  /** The beginning of a line whose end has not come yet. */
  let begun = new Uint8Array(LIMITS.readBytes);
  let filled = 0;
  let number = 0;
  const keep = (bytes: Uint8Array) => {
    if (filled + bytes.length > LIMITS.lineBytes) {
      const detail = `Line ${number + 1} is longer than ${LIMITS.lineBytes} bytes. Is this a text matrix with line feeds?`;
      throw new Problem("line-too-long", detail, { line: number + 1, limit: LIMITS.lineBytes });
    }
    if (filled + bytes.length > begun.length) {
      const larger = new Uint8Array(2 * (filled + bytes.length));
      larger.set(begun.subarray(0, filled));
      begun = larger;
    }
    begun.set(bytes, filled);
    filled += bytes.length;
  };
  for await (const piece of pieces) {
    let from = 0;
    for (let feed = piece.indexOf(10); feed >= 0; feed = piece.indexOf(10, from)) {
      const rest = piece.subarray(from, feed);
      from = feed + 1;
      if (filled === 0) {
        visit(rest, ++number);
      } else {
        keep(rest);
        visit(begun.subarray(0, filled), ++number);
        filled = 0;
      }
    }
    keep(piece.subarray(from));
    await between();
  }
  if (filled > 0) visit(begun.subarray(0, filled), ++number);
}
