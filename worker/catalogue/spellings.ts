/** Tells most names that an index does not know from those it may know, without making a string of them or looking one up. */

/** Bits for each spelling: one name in twenty that is not known passes for one that may be. */
const BITS = 16;
const DOT = 46;
const UNDERSCORE = 95;
const DASH = 45;
const ASCII = 0x80;
/** Length of a date such as 2019-03-01, and where its first dash stands. */
const DATE_LENGTH = 10;
const DATE_DASH = 4;

/** Spellings as bits of a table, which their hashes say (Bloom 1970, Communications of the ACM 13:422, with one hash). */
export class Spellings {
  readonly #bits: Uint32Array;

  constructor(spellings: ReadonlyMap<string, unknown>) {
    this.#bits = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(64, BITS * spellings.size))) / 32);
    for (const spelling of spellings.keys()) {
      let hash = 0;
      for (let at = 0; at < spelling.length && !isCut(spelling.charCodeAt(at)); at++)
        hash = mixed(hash, spelling.charCodeAt(at));
      const bit = this.#bitOf(hash);
      this.#bits[bit >>> 5] |= 1 << bit;
    }
  }

  #bitOf(hash: number): number {
    return (hash ^ (hash >>> 15)) & (32 * this.#bits.length - 1);
  }

  #has(hash: number): boolean {
    const bit = this.#bitOf(hash);
    return (this.#bits[bit >>> 5] & (1 << bit)) !== 0;
  }

  /** False where neither this text nor its upper case nor either without a version is a spelling, and it is no date. */
  mayHold(text: string): boolean {
    if (text.length === DATE_LENGTH && text.charCodeAt(DATE_DASH) === DASH) return true;
    let hash = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      // Upper case of another alphabet may be of this one.
      if (code >= ASCII) return true;
      if (isCut(code)) break;
      hash = mixed(hash, code);
    }
    return this.#has(hash);
  }

  /** The same of the ASCII text [from, to). */
  mayHoldBytes(bytes: Uint8Array, from: number, to: number): boolean {
    if (to - from === DATE_LENGTH && bytes[from + DATE_DASH] === DASH) return true;
    let hash = 0;
    for (let at = from; at < to && !isCut(bytes[at]); at++) hash = mixed(hash, bytes[at]);
    return this.#has(hash);
  }
}

/** Where a version may begin: names are compared up to there. */
function isCut(code: number): boolean {
  return code === DOT || code === UNDERSCORE;
}

/** The hash with another character, whose case does not count. */
function mixed(hash: number, code: number): number {
  const upper = code >= 97 && code <= 122 ? code - 32 : code;
  return Math.imul(hash ^ upper, 0x9e3779b1) ^ (hash >>> 13);
}
