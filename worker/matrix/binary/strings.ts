/** Strings as binary formats hold them. */
import { Problem } from "../../problem.ts";

const decoder = new TextDecoder();

/** Most elements and characters of a list of names: 300,000 genes at 100 characters. */
const MOST_NAMES = 1_000_000;
const MOST_CHARACTERS = 30_000_000;

/** Collects a list of names, chunk by chunk. Fails with Problem `bad-name` before the list outgrows the memory. */
export class NameList {
  readonly names: string[] = [];
  readonly #path: string;
  #characters = 0;

  /** @param path what messages call the list */
  constructor(path: string) {
    this.#path = path;
  }

  add(names: ArrayLike<string>, count = names.length): void {
    for (let i = 0; i < count; i++) {
      this.#characters += names[i].length;
      this.names.push(names[i]);
    }
    if (this.names.length <= MOST_NAMES && this.#characters <= MOST_CHARACTERS) return;
    const detail = `${this.#path} has more than ${MOST_NAMES} names, or than ${MOST_CHARACTERS} characters in all of them.`;
    throw new Problem("bad-name", detail, { path: this.#path, limit: MOST_CHARACTERS });
  }
}

/**
 * Variable-length UTF-8 as numcodecs writes it: a count, then for each element its length and its bytes.
 * Source: numcodecs, `vlen.pyx` (VLenUTF8); the same in Zarr 3 as `vlen-utf8`.
 *
 * @throws Problem `bad-chunk`
 */
export function variableStrings(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = bytes.length < 4 ? -1 : view.getUint32(0, true);
  // Each element takes four bytes at least, so a count that lies cannot make us allocate.
  if (count < 0 || count > (bytes.length - 4) / 4) throw cutOff();
  const strings: string[] = [];
  for (let at = 4; strings.length < count; ) {
    if (at + 4 > bytes.length) throw cutOff();
    const length = view.getUint32(at, true);
    if (at + 4 + length > bytes.length) throw cutOff();
    strings.push(decoder.decode(bytes.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return strings;
}

/** Strings of one byte a character (NumPy's `S`, HDF5's fixed strings), padded with zero bytes or blanks. */
export function fixedStrings(bytes: Uint8Array, width: number): string[] {
  return Array.from({ length: Math.floor(bytes.length / width) }, (_, i) => {
    const cell = bytes.subarray(i * width, (i + 1) * width);
    const end = cell.indexOf(0);
    return decoder.decode(end < 0 ? cell : cell.subarray(0, end));
  });
}

/** Strings of four bytes a character (NumPy's `U`), padded with zeros. @throws Problem `bad-chunk` */
export function wideStrings(bytes: Uint8Array, width: number, littleEndian: boolean): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: Math.floor(bytes.length / width) }, (_, i) => {
    let text = "";
    for (let at = i * width; at < (i + 1) * width; at += 4) {
      const code = view.getUint32(at, littleEndian);
      if (code === 0) break;
      if (code > 0x10ffff)
        throw new Problem("bad-chunk", `A string holds the character number ${code}, which there is not.`);
      text += String.fromCodePoint(code);
    }
    return text;
  });
}

function cutOff(): Problem {
  return new Problem("bad-chunk", "A block of strings ends within an element.");
}
