/** Lines that end in carriage returns alone, as Macintosh programs wrote them up to 2001 and some exports still do. */

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Whether carriage returns end the lines of a text: it has some before its end, and no line feed. */
export function endsInReturns(text: string): boolean {
  return !text.includes("\n") && /\r[^\r]/.test(text);
}

/** The same bytes with line feeds instead of carriage returns. The pieces are copies: a source may keep its own. */
export async function* withLineFeeds(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  for await (const piece of pieces) yield piece.map((byte) => (byte === CARRIAGE_RETURN ? LINE_FEED : byte));
}
