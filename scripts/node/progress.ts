/** A line of progress on a terminal: how much was read, and how fast. */

export interface Progress {
  /** Counts bytes. */
  add(bytes: number): void;
  /** Clears the line. */
  end(): void;
}

const EVERY_MS = 200;

/** @param size bytes of the file, where known; a matrix is read twice, so the share says nothing exact and is left out */
export function progress(size: number | undefined, wanted: boolean): Progress {
  // A short run is over before anybody would read it.
  if (!wanted || !process.stderr.isTTY || (size ?? 0) < 4_000_000)
    return { add: () => undefined, end: () => undefined };
  const start = performance.now();
  let bytes = 0;
  let shown = start;
  return {
    add(more) {
      bytes += more;
      const now = performance.now();
      if (now - shown < EVERY_MS) return;
      shown = now;
      const rate = bytes / 1000 / (now - start);
      process.stderr.write(`\r${(bytes / 1e6).toFixed(0)} MB read, ${rate.toFixed(0)} MB/s `);
    },
    end() {
      if (shown > start) process.stderr.write("\r\u001b[K");
    },
  };
}
