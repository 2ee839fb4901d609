/** Decimal text to doubles in TypeScript: the twin of assembly/cells.ts. */
import { MISSING_WORDS, type RowFormat } from "../ranker.ts";

/** Powers of ten that a double holds exactly. */
const TENS = Float64Array.from({ length: 23 }, (_, power) => 10 ** power);

const MISSING = new Set<string>(MISSING_WORDS);

/** What was found in a row. */
interface ParsedRow {
  cells: number;
  /** Cells that are neither decimal numbers nor missing-value words; NaN was put there. */
  unread: number;
  /** Whether some number has so many digits that singles may not tell it from others; see `wide` in assembly/cells.ts. */
  wide: boolean;
}

const parsed: ParsedRow = { cells: 0, unread: 0, wide: false };

/** From here on a mantissa is wide: 2^23. */
const WIDE = 8_388_608;
const POINT = 46;
const MINUS = 45;

/**
 * Reads the cells of the text [from, to) of `bytes`; those of the format's range go to `target`, `stride` places apart.
 *
 * Digits are added up as they pass, without making a string: at most 15 of them and a small power of ten need one exactly rounded
 * division (Clinger, PLDI 1990). All else is left to {@link parseUnusual}. -0 becomes +0.
 *
 * @returns an object that the next call fills again
 */
export function parseCells(
  bytes: Uint8Array,
  from: number,
  to: number,
  { delimiter, first, last }: RowFormat,
  target: Float64Array | Float32Array,
  into: number,
  stride: number,
): ParsedRow {
  let cell = 0;
  let unread = 0;
  let widest = 0;
  let at = from;
  for (;;) {
    const begin = at;
    if (cell < first || cell >= last) {
      while (at < to && bytes[at] !== delimiter) at++;
    } else {
      const isNegative = at < to && bytes[at] === MINUS;
      if (isNegative) at++;
      const digitsFrom = at;
      let mantissa = 0;
      let code = 0;
      for (; at < to; at++) {
        code = bytes[at] - 48;
        if (code < 0 || code > 9) break;
        mantissa = mantissa * 10 + code;
      }
      let digits = at - digitsFrom;
      let value = mantissa;
      if (at < to && bytes[at] === POINT) {
        const fractionFrom = ++at;
        for (; at < to; at++) {
          code = bytes[at] - 48;
          if (code < 0 || code > 9) break;
          mantissa = mantissa * 10 + code;
        }
        digits += at - fractionFrom;
        value = mantissa / TENS[Math.min(22, at - fractionFrom)];
      }
      if (digits === 0 || digits > 15 || (at < to && bytes[at] !== delimiter)) {
        while (at < to && bytes[at] !== delimiter) at++;
        const unusual = parseUnusual(bytes, begin, at);
        if (unusual === undefined) unread++;
        else if (!Number.isNaN(unusual)) widest = WIDE;
        target[into] = unusual ?? Number.NaN;
      } else {
        if (mantissa > widest) widest = mantissa;
        target[into] = isNegative ? -value + 0 : value;
      }
      into += stride;
    }
    cell++;
    if (at >= to) break;
    at++;
  }
  parsed.cells = cell;
  parsed.unread = unread;
  parsed.wide = widest >= WIDE || unread > 0;
  return parsed;
}

const one = new Float64Array(1);

/** The double that Number() gives for the text [from, to) of `bytes`: NaN for a missing-value word, `undefined` for what is neither. */
export function parseNumber(bytes: Uint8Array, from: number, to: number): number | undefined {
  // No byte is a delimiter of -1.
  const { unread } = parseCells(bytes, from, to, { delimiter: -1, skip: 0, first: 0, last: 1 }, one, 0, 1);
  return unread > 0 ? undefined : one[0];
}

function parseUnusual(bytes: Uint8Array, from: number, to: number): number | undefined {
  let text = "";
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at]);
  if (MISSING.has(text)) return Number.NaN;
  // Only what the kernel reads by itself: Number() also takes blanks, hexadecimal and Infinity, which are exceptions.
  if (!/^[\t-\r ]*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?[\t-\r ]*$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value + 0 : undefined;
}
