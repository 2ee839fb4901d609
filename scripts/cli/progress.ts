/** A bar on a terminal: how much of a file was read, and how fast. */
import type { Reads } from "../node/source.ts";

export interface Progress {
  readonly reads: Reads;
  /** Clears the line. */
  end(): void;
}

const EVERY_MS = 100;
const WIDTH = 30;
const SILENT: Progress = { reads: { begin: () => undefined, add: () => undefined }, end: () => undefined };

/**
 * Shows how far reading has come: of text, which is read from its start once or twice, each reading by a bar of its own.
 *
 * @param wanted nothing is shown otherwise, nor where standard error is no terminal
 */
export function progress(wanted: boolean): Progress {
  if (!wanted || !process.stderr.isTTY) return SILENT;
  const start = performance.now();
  let shown = start;
  let size = 0;
  let bytes = 0;
  let all = 0;
  return {
    reads: {
      begin(whole) {
        size = whole;
        bytes = 0;
      },
      add(more) {
        bytes += more;
        all += more;
        const now = performance.now();
        if (now - shown < EVERY_MS) return;
        shown = now;
        const rate = megabytes((all * 1000) / (now - start));
        process.stderr.write(`\r${bar(bytes, size)}${megabytes(all)} MB read, ${rate} MB/s\u001b[K`);
      },
    },
    end() {
      if (shown > start) process.stderr.write("\r\u001b[K");
    },
  };
}

/** Shows that `done` of `total` are through. */
export function counting(what: string): (done: number, total: number) => void {
  if (!process.stderr.isTTY) return () => undefined;
  return (done, total) => {
    process.stderr.write(`\r${bar(done, total)}${done} of ${total} ${what}\u001b[K${done === total ? "\n" : ""}`);
  };
}

/** `[#####-----]  50%  `; nothing where the whole is not known. */
export function bar(done: number, whole: number): string {
  if (whole === 0) return "";
  const share = Math.min(1, done / whole);
  const full = Math.round(share * WIDTH);
  return `[${"#".repeat(full)}${"-".repeat(WIDTH - full)}] ${String(Math.floor(100 * share)).padStart(3)}%  `;
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
