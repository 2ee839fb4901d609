/** Decimal text to doubles in TypeScript: the twin of assembly/cells.ts. */
import { MISSING_WORDS } from "./ranker.ts";

/** Powers of ten that a double holds exactly. */
const TENS = Float64Array.from({ length: 23 }, (_, power) => 10 ** power);

const MISSING = new Set<string>(MISSING_WORDS);

/**
 * The double that Number() gives for the text [from, to) of `bytes`, without making a string in the common case: at most
 * 15 digits and a small power of ten need one exactly rounded division (Clinger, PLDI 1990).
 *
 * @returns NaN for a missing-value word; `undefined` for what is neither decimal nor missing. -0 comes back as +0.
 */
export function parseNumber(bytes: Uint8Array, from: number, to: number): number | undefined {
  let at = from;
  const negative = bytes[at] === 45;
  if (negative) at++;
  let mantissa = 0;
  let digits = 0;
  let decimals = -1;
  for (; at < to; at++) {
    const code = bytes[at];
    const digit = code - 48;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digits++;
      if (decimals >= 0) decimals++;
    } else if (code === 46 && decimals < 0) decimals = 0;
    else return parseUnusual(bytes, from, to);
  }
  if (digits === 0 || digits > 15) return parseUnusual(bytes, from, to);
  if (decimals > 0) mantissa /= TENS[decimals];
  return negative ? -mantissa + 0 : mantissa;
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
