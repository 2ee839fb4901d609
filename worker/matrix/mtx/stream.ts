/**
 * The entries of a Matrix Market file in coordinate form, as they come by. Source: "The Matrix Market Exchange Formats", NIST 1996.
 */
import { parseNumber } from "../../engine/ranker/plain/number.ts";
import { Problem } from "../../problem.ts";
import type { Entries } from "../transpose.ts";

const LINE_FEED = 10;
const PERCENT = 37;
const PIECE_ENTRIES = 32 * 1024;
/** Lines of a coordinate file are three numbers. */
const MOST_LINE_BYTES = 64 * 1024;

export interface MtxSizes {
  readonly rows: number;
  readonly columns: number;
  readonly stored: number;
}

/** A piece of entries, rows as `genes` and columns as `samples`, counted from 0, and the line of the first. */
export interface MtxEntries extends Entries {
  readonly line: number;
}

/** @returns sizes first, and then the entries @throws Problem `bad-10x`, `truncated-file`, `not-a-number` */
export async function* readMtx(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<MtxSizes | MtxEntries, void> {
  const lines = new Lines();
  let sizes: MtxSizes | null = null;
  let seen = 0;
  const genes = new Uint32Array(PIECE_ENTRIES);
  const samples = new Uint32Array(PIECE_ENTRIES);
  const values = new Float64Array(PIECE_ENTRIES);
  let count = 0;
  for await (const piece of lines.pieces(pieces)) {
    for (let from = 0; from < piece.length; ) {
      const feed = piece.indexOf(LINE_FEED, from);
      const to = feed < 0 ? piece.length : feed;
      const line = ++lines.line;
      if (line === 1) checkBanner(piece.subarray(from, to));
      else if (to > from && piece[from] !== PERCENT) {
        if (sizes === null) {
          sizes = sizesOf(new TextDecoder().decode(piece.subarray(from, to)), line);
          yield sizes;
        } else {
          if (seen++ === sizes.stored) throw bad(line, `more entries follow than the ${sizes.stored} announced`);
          const rowEnd = fieldEnd(piece, from, to);
          const columnEnd = fieldEnd(piece, rowEnd + 1, to);
          genes[count] = index(piece, from, rowEnd, sizes.rows, line);
          samples[count] = index(piece, rowEnd + 1, columnEnd, sizes.columns, line);
          values[count++] = numberOf(piece, columnEnd + 1, to, line);
          if (count === PIECE_ENTRIES) {
            yield { count, genes, samples, values, line };
            count = 0;
          }
        }
      }
      from = to + 1;
    }
  }
  if (count > 0) yield { count, genes, samples, values, line: lines.line };
  if (sizes === null) throw new Problem("bad-10x", "The matrix file ends before its sizes.", { line: lines.line });
  if (seen < sizes.stored) {
    const detail = `The matrix file has ${seen} of the ${sizes.stored} entries that it announces. Was it copied completely?`;
    throw new Problem("truncated-file", detail, { line: lines.line, found: seen, expected: `${sizes.stored} entries` });
  }
}

/** Pieces that end where lines end. */
class Lines {
  line = 0;

  async *pieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    let rest = new Uint8Array(0);
    for await (const piece of source) {
      const end = piece.lastIndexOf(LINE_FEED) + 1;
      if (rest.length + end > 0 && end > 0) {
        const joined = new Uint8Array(rest.length + end);
        joined.set(rest);
        joined.set(piece.subarray(0, end), rest.length);
        rest = piece.slice(end);
        yield joined;
      } else {
        const joined = new Uint8Array(rest.length + piece.length);
        joined.set(rest);
        joined.set(piece, rest.length);
        rest = joined;
      }
      if (rest.length > MOST_LINE_BYTES) {
        throw new Problem(
          "line-too-long",
          `Line ${this.line + 1} of the matrix file is longer than ${MOST_LINE_BYTES} bytes.`,
        );
      }
    }
    if (rest.length > 0) yield rest;
  }
}

function checkBanner(bytes: Uint8Array): void {
  const banner = new TextDecoder().decode(bytes.subarray(0, 200)).trim();
  const words = banner.toLowerCase().split(/\s+/);
  const [mark, object, format, field, symmetry] = words;
  if (mark !== "%%matrixmarket" || object !== "matrix")
    throw bad(1, `"${banner.slice(0, 60)}" is no Matrix Market banner`);
  if (format !== "coordinate" || !["integer", "real"].includes(field) || symmetry !== "general") {
    const expected = "matrix coordinate integer (or real) general";
    const detail = `The matrix file is "${words.slice(1).join(" ")}". Expected "${expected}".`;
    throw new Problem("unsupported-feature", detail, { line: 1, text: banner, expected });
  }
}

function sizesOf(text: string, line: number): MtxSizes {
  const numbers = text.trim().split(/\s+/).map(Number);
  const [rows, columns, stored] = numbers;
  if (numbers.length === 3 && numbers.every((size) => Number.isSafeInteger(size) && size >= 0))
    return { rows, columns, stored };
  throw bad(line, `"${text.slice(0, 60)}" should be the numbers of rows, columns and entries`);
}

function fieldEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] > 32) at++;
  return at;
}

function index(bytes: Uint8Array, from: number, to: number, most: number, line: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = bytes[at] - 48;
    if (!(digit >= 0 && digit <= 9)) value = Number.NaN;
    value = value * 10 + digit;
  }
  if (to > from && value >= 1 && value <= most) return value - 1;
  const text = new TextDecoder().decode(bytes.subarray(from, Math.max(from, to)));
  throw bad(line, `"${text.slice(0, 40)}" should be a whole number from 1 to ${most}`);
}

function numberOf(bytes: Uint8Array, from: number, to: number, line: number): number {
  let end = to;
  while (end > from && bytes[end - 1] <= 32) end--;
  const value = end > from ? parseNumber(bytes, from, end) : undefined;
  if (value !== undefined) return value;
  const text = new TextDecoder().decode(bytes.subarray(from, Math.max(from, end)));
  const detail = `Line ${line} of the matrix file: "${text.slice(0, 80)}" is not a number.`;
  throw new Problem("not-a-number", detail, { line, column: 3, text, expected: "a number" });
}

function bad(line: number, what: string): Problem {
  return new Problem("bad-10x", `Line ${line} of the matrix file: ${what}.`, { line });
}
