/** Columns that are held in the kernel's memory while their rows come: blocks of rows, and beside singles the panel. */
import { HELD_ROWS, type HoldShape } from "./ranker.ts";

/** A place for a row: its first value, and bytes from one to the next. */
interface RowPlace {
  readonly into: number;
  readonly stride: number;
}

/** The held columns of a run; their memory is given back with the run. */
export class HeldColumns {
  readonly single: boolean;
  readonly #samples: number;
  readonly #panel: number;
  readonly #take: (bytes: number) => number;
  readonly #blocks: number[] = [];
  /** f64[samples][panel], only beside singles: the values of the panel are scored, not only compared. */
  readonly #known: number;
  #filled = 0;

  /**
   * @param panel genes
   * @param take gives the address of so many bytes
   * @param memory may have grown by what was taken
   */
  constructor(
    { samples, single }: HoldShape,
    panel: number,
    take: (bytes: number) => number,
    memory: WebAssembly.Memory,
  ) {
    this.single = single;
    this.#samples = samples;
    this.#panel = panel;
    this.#take = take;
    this.#known = single ? take(8 * panel * samples) : 0;
    if (single) new Float64Array(memory.buffer, this.#known, panel * samples).fill(Number.NaN);
  }

  get #width(): number {
    return this.single ? 4 : 8;
  }

  /** Where the next row goes; a block is taken where it is the first of one. */
  next(): RowPlace {
    const within = this.#filled++ % HELD_ROWS;
    const stride = this.#width * HELD_ROWS;
    if (within === 0) this.#blocks.push(this.#take(stride * this.#samples));
    return { into: this.#blocks[this.#blocks.length - 1] + this.#width * within, stride };
  }

  /** Where the values of a panel gene go. */
  gene(gene: number): RowPlace {
    return { into: this.#known + 8 * gene, stride: 8 * this.#panel };
  }

  /** Puts the blocks of a sample together. @param into address of the first of its `rows` values */
  copyColumn(buffer: ArrayBuffer, sample: number, into: number, rows: number): void {
    const memory = new Uint8Array(buffer);
    const blockBytes = this.#width * HELD_ROWS;
    let left = this.#width * rows;
    for (const block of this.#blocks) {
      const from = block + sample * blockBytes;
      memory.copyWithin(into, from, from + Math.min(blockBytes, left));
      into += blockBytes;
      left -= blockBytes;
    }
  }

  /** Values of the panel of a sample; null where the column has them. */
  known(buffer: ArrayBuffer, sample: number): Float64Array | null {
    if (!this.single) return null;
    return new Float64Array(buffer, this.#known + 8 * sample * this.#panel, this.#panel);
  }
}
