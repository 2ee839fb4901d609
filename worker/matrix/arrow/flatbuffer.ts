/** The little of FlatBuffers that Arrow's messages need. Source: "FlatBuffers internals" (google/flatbuffers). */
import { Problem } from "../../problem.ts";

/** The problem of a damaged Arrow file; `what` completes "cannot be read: …". */
export function badArrow(what: string, cause?: unknown): Problem {
  return new Problem("bad-arrow", `The Arrow file cannot be read: ${what}.`, {}, cause);
}

/** A table of fields, each of which may be absent. Reading beyond the buffer fails with Problem `bad-arrow`. */
export class FlatTable {
  readonly #view: DataView;
  readonly #at: number;
  readonly #fields: number;
  readonly #vtable: number;

  /** @param at offset of the table in the buffer */
  constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
    this.#vtable = at - within(view, at, 4).getInt32(at, true);
    this.#fields = (within(view, this.#vtable, 4).getUint16(this.#vtable, true) - 4) / 2;
  }

  /** The root table of a buffer. */
  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return new FlatTable(view, within(view, 0, 4).getUint32(0, true));
  }

  /** Offset of a field's value, or null where it is absent. */
  #place(field: number, bytes: number): number | null {
    if (field >= this.#fields) return null;
    const slot = this.#vtable + 4 + 2 * field;
    const offset = within(this.#view, slot, 2).getUint16(slot, true);
    if (offset === 0) return null;
    within(this.#view, this.#at + offset, bytes);
    return this.#at + offset;
  }

  int8(field: number, absent = 0): number {
    const at = this.#place(field, 1);
    return at === null ? absent : this.#view.getInt8(at);
  }

  int16(field: number, absent = 0): number {
    const at = this.#place(field, 2);
    return at === null ? absent : this.#view.getInt16(at, true);
  }

  int32(field: number, absent = 0): number {
    const at = this.#place(field, 4);
    return at === null ? absent : this.#view.getInt32(at, true);
  }

  int64(field: number, absent = 0): number {
    const at = this.#place(field, 8);
    return at === null ? absent : Number(this.#view.getBigInt64(at, true));
  }

  text(field: number): string {
    const at = this.#reference(field);
    if (at === null) return "";
    const bytes = within(this.#view, at, 4).getUint32(at, true);
    within(this.#view, at + 4, bytes);
    return new TextDecoder().decode(new Uint8Array(this.#view.buffer, this.#view.byteOffset + at + 4, bytes));
  }

  table(field: number): FlatTable | null {
    const at = this.#reference(field);
    return at === null ? null : new FlatTable(this.#view, at);
  }

  tables(field: number): FlatTable[] {
    return this.#vector(field, 4, (at) => new FlatTable(this.#view, at + this.#view.getUint32(at, true)));
  }

  /** Structs of `bytes` bytes as lists of their 64-bit numbers. */
  structs(field: number, bytes: number): number[][] {
    return this.#vector(field, bytes, (at) =>
      Array.from({ length: bytes / 8 }, (_, i) => Number(this.#view.getBigInt64(at + 8 * i, true))),
    );
  }

  #reference(field: number): number | null {
    const at = this.#place(field, 4);
    return at === null ? null : at + this.#view.getUint32(at, true);
  }

  #vector<Item>(field: number, bytes: number, read: (at: number) => Item): Item[] {
    const at = this.#reference(field);
    if (at === null) return [];
    const length = within(this.#view, at, 4).getUint32(at, true);
    within(this.#view, at + 4, length * bytes);
    return Array.from({ length }, (_, i) => read(at + 4 + i * bytes));
  }
}

function within(view: DataView, at: number, bytes: number): DataView {
  if (at >= 0 && at + bytes <= view.byteLength) return view;
  throw badArrow("a description points beyond its end");
}
