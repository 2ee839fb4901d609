/** Senders that keep a connection open and send nothing: they would hold memory that others wait for. */
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import { piecesBytes } from "./chunks.ts";

/**
 * The pieces of a body, each of which must come in time.
 *
 * @param ms longest wait for a piece; {@link LIMITS.stallMs} by default
 * @throws Problem `truncated-body` where one does not come
 */
export async function* inTime(
  pieces: AsyncGenerator<Uint8Array, void>,
  ms: number = LIMITS.stallMs,
): AsyncGenerator<Uint8Array, void> {
  try {
    for (;;) {
      const { value, done } = await within(pieces.next(), ms);
      if (done) return;
      yield value;
    }
  } finally {
    // Not awaited: it would wait for the piece that does not come.
    pieces.return().catch(() => undefined);
  }
}

async function within<Result>(reading: Promise<Result>, ms: number): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stalled = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const detail = `The body stopped for ${ms} ms: ${piecesBytes()} bytes, or the rest, must come in that time.`;
      reject(new Problem("truncated-body", detail, { limit: ms }));
    }, ms);
  });
  try {
    return await Promise.race([reading, stalled]);
  } finally {
    clearTimeout(timer);
  }
}
