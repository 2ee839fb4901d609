/** A byte stream that takes itself up where its connection broke. */
import { LIMITS } from "../limits.ts";
import { Problem } from "../problem.ts";

/** Bytes from `position` on, which may lie before the one asked for. */
export interface Resumed {
  readonly bytes: AsyncGenerator<Uint8Array, void>;
  readonly position: number;
}

/**
 * The bytes [from, to) as one stream, over as many connections as it takes.
 *
 * A connection that fails, ends early or stands still is followed by another from the byte after the last one received. After
 * {@link LIMITS.sourceAttempts} connections in a row that brought nothing the stream fails.
 *
 * @param connect opens a connection that begins at or before its first argument; a Problem it throws is final
 * @param gaveUp what the stream fails with, told the last reason
 */
export function resumable(
  connect: (from: number, to: number) => Promise<Resumed>,
  from: number,
  to: number,
  gaveUp: (why: string) => Problem,
): ReadableStream<Uint8Array> {
  let position = from;
  let barren = 0;
  let connection: AsyncGenerator<Uint8Array, void> | null = null;
  let skip = 0;

  const next = async (): Promise<Uint8Array> => {
    for (;;) {
      try {
        if (connection === null) {
          const opened = await connect(position, to);
          if (opened.position > position) throw new Error(`it began at byte ${opened.position}, not ${position}`);
          connection = opened.bytes;
          skip = position - opened.position;
        }
        const { value, done } = await withinStall(connection.next());
        if (done) throw new Error(`it ended after ${position} of ${to} bytes`);
        const piece = value.subarray(Math.min(skip, value.length), Math.min(value.length, skip + to - position));
        skip = Math.max(0, skip - value.length);
        if (piece.length === 0) continue;
        position += piece.length;
        barren = 0;
        return piece;
      } catch (error) {
        // Not awaited: a connection that stands still would hold us up.
        connection?.return().catch(() => undefined);
        connection = null;
        if (error instanceof Problem) throw error;
        if (++barren >= LIMITS.sourceAttempts) throw gaveUp(error instanceof Error ? error.message : String(error));
        await jitter(barren);
      }
    }
  };

  return new ReadableStream(
    {
      type: "bytes",
      async pull(controller) {
        // A copy: enqueueing takes the memory away, and the piece may be part of a larger one.
        controller.enqueue((await next()).slice());
        if (position < to) return;
        controller.close();
        await connection?.return();
      },
      async cancel() {
        await connection?.return();
      },
    },
    { highWaterMark: 0 },
  );
}

/** Full jitter: a random wait of up to a doubling bound, so that many readers do not come back at once. */
function jitter(attempt: number): Promise<void> {
  const bound = Math.min(LIMITS.retryBaseMs * 2 ** attempt, LIMITS.retryMostMs);
  return new Promise((resolve) => setTimeout(resolve, bound * Math.random()));
}

async function withinStall<Result>(reading: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stalled = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it sent nothing for ${LIMITS.stallMs} ms`)), LIMITS.stallMs);
  });
  try {
    return await Promise.race([reading, stalled]);
  } finally {
    clearTimeout(timer);
  }
}
