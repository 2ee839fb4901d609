/**
 * Divides the kernel's linear memory among the runs of an isolate: first fit, neighbours merged when freed.
 * WebAssembly memory never shrinks, so regions are reused before the memory grows.
 */

const PAGE = 65_536;
const ALIGN = 64;

interface Region {
  from: number;
  to: number;
}

/** Hands out regions of the kernel's memory and takes them back; all runs of an isolate share one. */
export class Arena {
  readonly #memory: WebAssembly.Memory;
  readonly #free: Region[];
  #end: number;

  /** @param base first byte that does not belong to the kernel's own data */
  constructor(memory: WebAssembly.Memory, base: number) {
    this.#memory = memory;
    const from = Math.ceil(base / ALIGN) * ALIGN;
    this.#end = memory.buffer.byteLength;
    this.#free = [{ from, to: this.#end }];
  }

  /** Address of a region of at least `bytes` bytes, 64-byte aligned. @throws RangeError beyond the memory's maximum */
  take(bytes: number): number {
    const size = Math.ceil(bytes / ALIGN) * ALIGN;
    let region = this.#free.find((free) => free.to - free.from >= size);
    if (region === undefined) {
      const last = this.#free.at(-1);
      const tail = last !== undefined && last.to === this.#end ? last.to - last.from : 0;
      const pages = Math.ceil((size - tail) / PAGE);
      this.#memory.grow(pages);
      this.#give({ from: this.#end, to: this.#end + pages * PAGE });
      this.#end += pages * PAGE;
      region = this.#free.at(-1) as Region;
    }
    const at = region.from;
    region.from += size;
    if (region.from === region.to) this.#free.splice(this.#free.indexOf(region), 1);
    return at;
  }

  /** Returns a region that {@link take} gave, with the same number of bytes. */
  give(at: number, bytes: number): void {
    this.#give({ from: at, to: at + Math.ceil(bytes / ALIGN) * ALIGN });
  }

  #give(region: Region): void {
    // Who took no bytes may give them back: an empty region would stand between others.
    if (region.from === region.to) return;
    let index = this.#free.findIndex((free) => free.from > region.from);
    if (index < 0) index = this.#free.length;
    const before = this.#free[index - 1];
    const after = this.#free[index];
    const joinsBefore = before !== undefined && before.to === region.from;
    const joinsAfter = after !== undefined && after.from === region.to;
    if (joinsBefore && joinsAfter) {
      before.to = after.to;
      this.#free.splice(index, 1);
    } else if (joinsBefore) before.to = region.to;
    else if (joinsAfter) after.from = region.from;
    else this.#free.splice(index, 0, region);
  }
}
