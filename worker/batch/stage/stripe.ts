/** Text of all blocks that waits to be written, and where what was written lies. */
import type { Slice } from "./block.ts";

interface Growing {
  bytes: Uint8Array;
  filled: number;
}

/** Gathers the text of blocks; a stripe holds what has come since the last one, block after block. */
export class Stripe {
  /** Where the text of each block lies, in order. */
  readonly slices = new Map<number, Slice[]>();
  #blocks = new Map<number, Growing>();
  #size = 0;
  #written = 0;

  /** Bytes that wait. */
  get size(): number {
    return this.#size;
  }

  append(block: number, bytes: Uint8Array): void {
    const growing = this.#blocks.get(block) ?? { bytes: new Uint8Array(1024), filled: 0 };
    this.#blocks.set(block, growing);
    const needed = growing.filled + bytes.length;
    if (needed > growing.bytes.length) {
      const larger = new Uint8Array(Math.max(needed, Math.ceil(1.5 * growing.bytes.length)));
      larger.set(growing.bytes.subarray(0, growing.filled));
      growing.bytes = larger;
    }
    growing.bytes.set(bytes, growing.filled);
    growing.filled = needed;
    this.#size += bytes.length;
  }

  /** Takes what waits as the next stripe: its number, size, and pieces in order of the blocks. */
  take(): { readonly stripe: number; readonly size: number; readonly pieces: readonly Uint8Array[] } {
    const stripe = this.#written++;
    const size = this.#size;
    const pieces: Uint8Array[] = [];
    let offset = 0;
    for (const [block, { bytes, filled }] of [...this.#blocks].sort(([a], [b]) => a - b)) {
      const slices = this.slices.get(block) ?? [];
      slices.push([stripe, offset, filled]);
      this.slices.set(block, slices);
      pieces.push(bytes.subarray(0, filled));
      offset += filled;
    }
    this.#blocks = new Map();
    this.#size = 0;
    return { stripe, size, pieces };
  }
}
