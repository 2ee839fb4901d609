import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { interquartileRange, medianAbsoluteDeviation } from "../../../worker/engine/methods/twins/dispersion.ts";
import { power } from "../../../worker/engine/methods/twins/power.ts";
import { sortRanks } from "../../../worker/engine/methods/twins/sort.ts";

const ranks = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 300 }),
  fc.array(fc.integer({ min: 0, max: 4_000_000 }), { minLength: 1, maxLength: 300 }),
);

const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);
const median = (values: readonly number[]) => {
  const ordered = sorted(values);
  return (ordered[(ordered.length - 1) >> 1] + ordered[ordered.length >> 1]) / 2;
};

test("sortRanks sorts, whatever the size and the ties", () => {
  fc.assert(
    fc.property(ranks, (values) => {
      const buffer = new Uint32Array(2 * values.length);
      buffer.set(values);
      const from = sortRanks(buffer, values.length, 32 - Math.clz32(Math.max(...values)));
      expect([...buffer.subarray(from, from + values.length)]).toEqual(sorted(values));
    }),
  );
});

describe("dispersion of doubled ranks", () => {
  test("the median absolute deviation is R's mad by its definition, to the bit", () => {
    fc.assert(
      fc.property(ranks, fc.nat({ max: 3 }), (values, from) => {
        const doubled = Uint32Array.from([...Array(from).fill(9), ...sorted(values)]);
        const plain = values.map((value) => value / 2);
        const centre = median(plain);
        const expected = 1.4826 * median(plain.map((value) => Math.abs(value - centre)));
        expect(medianAbsoluteDeviation(doubled, from, values.length)).toBe(expected);
      }),
    );
  });

  test("quartiles lie where R's quantile type 7 puts them", () => {
    // R: IQR(c(1, 1.5, 3, 7, 8)) is 5.5; IQR(4) is 0
    expect(interquartileRange(Uint32Array.of(2, 3, 6, 14, 16), 0, 5)).toBe(5.5);
    expect(interquartileRange(Uint32Array.of(8), 0, 1)).toBe(0);
  });
});

describe("power", () => {
  test("quarters are square roots and whole exponents products, to the bit", () => {
    for (const base of [0.5, 1, 2, 3.5, 20_000, 1e6]) {
      expect(power(base, 0)).toBe(1);
      expect(power(base, 0.25)).toBe(Math.sqrt(Math.sqrt(base)));
      expect(power(base, 0.5)).toBe(Math.sqrt(base));
      expect(power(base, 3)).toBe(base * (base * base));
    }
  });

  test("any exponent up to 10 is within 2e-14 of the engine's own power", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000_000 }),
        fc.double({ min: 0, max: 10, noNaN: true }),
        (doubled, exponent) => {
          const expected = (doubled / 2) ** exponent;
          expect(Math.abs(power(doubled / 2, exponent) / expected - 1)).toBeLessThan(2e-14);
        },
      ),
      { numRuns: 5000 },
    );
  });
});
