/** Reads the fields of a binary structure one after the other, and never beyond its end. */

const decoder = new TextDecoder();

/** A place in `bytes` that moves on with every field read; integers are little-endian. @throws what `fail` makes, at the end */
export class Cursor {
  readonly bytes: Uint8Array;
  /** Offset of the next field. */
  at: number;
  readonly #view: DataView;
  readonly #fail: (what: string) => Error;

  /** @param fail makes the error for a structure that ends too early */
  constructor(bytes: Uint8Array, fail: (what: string) => Error, at = 0) {
    this.bytes = bytes;
    this.at = at;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#fail = fail;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  #take(bytes: number): number {
    const { at } = this;
    if (!(bytes >= 0 && bytes <= this.left)) throw this.#fail("it ends within a field");
    this.at += bytes;
    return at;
  }

  skip(bytes: number): void {
    this.#take(bytes);
  }

  u8(): number {
    return this.bytes[this.#take(1)];
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** A number of up to eight bytes, low byte first; one of all ones gives Infinity, which stands for "none". */
  uint(bytes: number): number {
    const from = this.#take(bytes);
    let value = 0;
    let ones = true;
    for (let i = bytes - 1; i >= 0; i--) {
      const byte = this.bytes[from + i];
      value = value * 256 + byte;
      ones &&= byte === 255;
    }
    return ones && bytes > 0 ? Number.POSITIVE_INFINITY : value;
  }

  take(bytes: number): Uint8Array {
    const from = this.#take(bytes);
    return this.bytes.subarray(from, from + bytes);
  }

  text(bytes: number): string {
    return decoder.decode(this.take(bytes));
  }

  /** Text up to a zero byte, which is skipped. */
  zeroEnded(): string {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0) throw this.#fail("a name does not end");
    const text = this.text(end - this.at);
    this.skip(1);
    return text;
  }

  /** Demands a mark such as `TREE`. */
  expect(mark: string): void {
    const found = this.text(mark.length);
    if (found !== mark) throw this.#fail(`"${mark}" was expected there`);
  }
}
