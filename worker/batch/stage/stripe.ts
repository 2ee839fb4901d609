/** Text of all blocks, packed, that waits to be written, and where what was written lies. */
import { type PackTable, pack, packTable, padded } from "./packed.ts";

/** Memory comes in pages: blocks that grow one by one would leave garbage, and ask for more than they fill. */
const PAGE_BYTES = 4 * 1024;

/** Where the text of each block lies in a stripe: that of block `first + i` at the bytes [offsets[i], offsets[i + 1]). */
export interface StripeIndex {
  readonly first: number;
  readonly offsets: Uint32Array;
}

/** What waited, block after block. */
export interface TakenStripe {
  readonly index: StripeIndex;
  readonly size: number;
  readonly pieces: readonly Uint8Array[];
}

interface Page {
  readonly bytes: Uint8Array;
  /** In halves of bytes. */
  filled: number;
}

/** Gathers the text of blocks that follow each other; a stripe holds what has come since the last one. */
export class Stripe {
  readonly #table: PackTable;
  #blocks = new Map<number, Page[]>();
  /** Pages to be filled again. */
  #free: Uint8Array[] = [];
  #pages = 0;

  /** @param delimiter of the matrix */
  constructor(delimiter: string) {
    this.#table = packTable(delimiter);
  }

  /** Bytes of memory that what waits takes. */
  get size(): number {
    return this.#pages * PAGE_BYTES;
  }

  append(block: number, text: Uint8Array): void {
    let pages = this.#blocks.get(block);
    if (pages === undefined) {
      pages = [this.#page()];
      this.#blocks.set(block, pages);
    }
    let page = pages[pages.length - 1];
    for (let from = 0; from < text.length; ) {
      // As much as fits whatever it is: three halves a byte.
      const room = Math.floor((2 * PAGE_BYTES - page.filled) / 3);
      if (room === 0) {
        page = this.#page(page);
        pages.push(page);
        continue;
      }
      const piece = text.subarray(from, from + room);
      page.filled = pack(piece, this.#table, page.bytes, page.filled);
      from += piece.length;
    }
  }

  /** Takes what waits. It must be written before more text is appended, which fills the same memory again. */
  take(): TakenStripe {
    const blocks = [...this.#blocks].sort(([a], [b]) => a - b);
    const offsets = new Uint32Array(blocks.length + 1);
    const pieces: Uint8Array[] = [];
    for (const [at, [, pages]] of blocks.entries()) {
      const last = pages[pages.length - 1];
      last.filled = padded(last.bytes, last.filled);
      const filled = pages.map(({ bytes, filled }) => bytes.subarray(0, filled >> 1));
      offsets[at + 1] = offsets[at] + filled.reduce((sum, { length }) => sum + length, 0);
      pieces.push(...filled);
    }
    this.#free = this.#free.concat(blocks.flatMap(([, pages]) => pages.map(({ bytes }) => bytes)));
    this.#blocks = new Map();
    this.#pages = 0;
    return { index: { first: blocks[0]?.[0] ?? 0, offsets }, size: offsets[blocks.length], pieces };
  }

  /** An empty page, with the half byte that the one before it cannot hold. */
  #page(before?: Page): Page {
    this.#pages++;
    const bytes = this.#free.pop() ?? new Uint8Array(PAGE_BYTES);
    if (before === undefined || before.filled % 2 === 0) return { bytes, filled: 0 };
    before.filled--;
    bytes[0] = before.bytes[before.filled >> 1];
    return { bytes, filled: 1 };
  }
}
