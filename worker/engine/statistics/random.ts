/** Reproducible random numbers: integer arithmetic only, so that a seed gives the same draws in every engine. */
export interface RandomSource {
  /** The next 32 random bits. */
  next(): number;
  /** A whole number from 0 to `n` - 1, each equally likely; `n` at most 2^32. */
  below(n: number): number;
}

/**
 * xoshiro128** (Blackman & Vigna 2021, ACM TOMS 47:36), its state filled by splitmix32 from the seed.
 *
 * @param seed any number; its lower 32 bits count
 */
export function seededRandom(seed: number): RandomSource {
  let filling = seed >>> 0;
  const fill = () => {
    filling = (filling + 0x9e3779b9) >>> 0;
    let mixed = filling ^ (filling >>> 16);
    mixed = Math.imul(mixed, 0x85ebca6b);
    mixed ^= mixed >>> 13;
    mixed = Math.imul(mixed, 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
  let s0 = fill();
  let s1 = fill();
  let s2 = fill();
  let s3 = fill();
  const rotate = (word: number, by: number) => (word << by) | (word >>> (32 - by));
  const next = () => {
    const result = Math.imul(rotate(Math.imul(s1, 5), 7), 9) >>> 0;
    const kept = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= kept;
    s3 = rotate(s3, 11);
    return result;
  };
  const below = (n: number) => {
    // Draws beyond the largest multiple of n would favour the small remainders.
    const fair = 2 ** 32 - (2 ** 32 % n);
    let draw = next();
    while (draw >= fair) draw = next();
    return draw % n;
  };
  return { next, below };
}
