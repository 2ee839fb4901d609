/** Runs over the lines of a text matrix inside a ranker's window. */
import type { RankRun } from "../../engine/ranker/ranker.ts";
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";

/**
 * Told of each line: its bytes are [from, to) of the run's window, without the line feed; `line` counts from 1.
 * A promise that it gives is waited for before the next line.
 */
export type LineVisitor = (from: number, to: number, line: number) => Promise<void> | undefined | void;

/**
 * Visits every line, the last one also where no line feed ends it.
 *
 * @returns number of lines
 * @throws Problem `line-too-long` where a line does not fit the window
 */
export async function eachLine(pieces: AsyncIterable<Uint8Array>, run: RankRun, visit: LineVisitor): Promise<number> {
  const capacity = run.shape.windowBytes;
  let filled = 0;
  let line = 0;

  const visitLines = async () => {
    for (;;) {
      // Copied, because a visitor may make the kernel's memory grow, which takes views away.
      const feeds = run.scan(filled).slice();
      let from = 0;
      for (let at = 0; at < feeds.length; at++) {
        const feed = feeds[at];
        const turn = visit(from, feed, ++line);
        if (turn !== undefined) await turn;
        from = feed + 1;
      }
      if (from > 0) {
        run.window().copyWithin(0, from, filled);
        filled -= from;
      }
      if (feeds.length === 0) return;
    }
  };

  for await (const piece of pieces) {
    let taken = 0;
    while (taken < piece.length) {
      const room = Math.min(capacity - filled, piece.length - taken);
      if (room === 0) throw tooLong(line + 1, capacity);
      run.window().set(piece.subarray(taken, taken + room), filled);
      filled += room;
      taken += room;
      await visitLines();
    }
  }
  if (filled > 0) await visit(0, filled, ++line);
  return line;
}

function tooLong(line: number, capacity: number): Problem {
  const detail =
    capacity >= LIMITS.lineBytes
      ? `Line ${line} is longer than ${LIMITS.lineBytes} bytes. Is this a text matrix with line feeds?`
      : `Line ${line} is longer than ${capacity} bytes, several times the first rows. Is a line feed missing?`;
  return new Problem("line-too-long", detail, { line, limit: capacity });
}
