import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Signature } from "../../worker/engine/signature.ts";
import { scoreBoth } from "../support/score.ts";
import { memorySource } from "../support/source.ts";
import { join, type Matrix, METHODS, OPTIONS, rowsOf, scoresOf, transpose } from "./small.ts";

/** An expression matrix of whole numbers with many ties and some missing values; `null` is missing. */
interface Expression {
  readonly genes: readonly string[];
  readonly samples: readonly string[];
  readonly values: readonly (readonly (number | null)[])[];
}

const PANEL = 8;

/** Genes P0 to P7 are the signature's, some of which may be absent; the samples are S0, S1, ... */
const expression: fc.Arbitrary<Expression> = fc
  .record({
    others: fc.integer({ min: 1, max: 25 }),
    samples: fc.integer({ min: 2, max: 6 }),
    absent: fc.subarray([5, 6, 7]),
  })
  .chain(({ others, samples, absent }) => {
    const panel = Array.from({ length: PANEL }, (_, i) => `P${i}`).filter((_, i) => !absent.includes(i));
    const genes = [...panel, ...Array.from({ length: others }, (_, i) => `G${i}`)];
    const value = fc.option(fc.oneof(fc.integer({ min: -3, max: 6 }), fc.integer({ min: -1e6, max: 1e6 })), {
      freq: 9,
    });
    const row = fc.array(value, { minLength: samples, maxLength: samples });
    return fc.record({
      genes: fc.shuffledSubarray(genes, { minLength: genes.length }),
      samples: fc.constant(Array.from({ length: samples }, (_, i) => `S${i}`)),
      values: fc.array(row, { minLength: genes.length, maxLength: genes.length }),
    });
  });

const SIGNATURE: Signature = {
  id: "panel",
  version: 1,
  genes: Array.from({ length: PANEL }, (_, i) => ({
    symbol: `P${i}`,
    direction: i % 3 === 0 ? -1 : 1,
    weight: (i + 1) / 3,
    pair: (i >> 1) + 1,
  })),
  methods: METHODS,
  coverage: { total: 2 },
};

function matrixOf({ genes, samples, values }: Expression, text: (value: number) => string = String): Matrix {
  return { genes, samples, cells: values.map((row) => row.map((value) => (value === null ? "NA" : text(value)))) };
}

async function scores(content: string | Uint8Array, chunk?: number): Promise<Map<string, string>> {
  const request = { signatures: [SIGNATURE], options: OPTIONS, scale: "trust" } as const;
  return scoresOf(await scoreBoth(() => memorySource(content, "matrix", chunk), request));
}

const textOf = (e: Expression) => join(rowsOf(matrixOf(e)));

function check<T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => Promise<void>): Promise<void> {
  return fc.assert(fc.asyncProperty(arbitrary, holds), { numRuns: 40, seed: 20261123 });
}

const order = (count: number) => fc.shuffledSubarray([...Array(count).keys()], { minLength: count });

describe("no bit of a score depends on", { timeout: 30_000 }, () => {
  test("the order of the rows", async () => {
    const shuffled = expression.chain((e) => fc.tuple(fc.constant(e), order(e.genes.length)));
    await check(shuffled, async ([e, to]) => {
      const moved = { ...e, genes: to.map((at) => e.genes[at]), values: to.map((at) => e.values[at]) };
      expect(await scores(textOf(moved))).toEqual(await scores(textOf(e)));
    });
  });

  test("the order of the samples, nor which others there are", async () => {
    const chosen = expression.chain((e) =>
      fc.tuple(fc.constant(e), fc.shuffledSubarray([...e.samples.keys()], { minLength: 1 })),
    );
    await check(chosen, async ([e, to]) => {
      const some = {
        ...e,
        samples: to.map((at) => e.samples[at]),
        values: e.values.map((row) => to.map((at) => row[at])),
      };
      const all = await scores(textOf(e));
      const wanted = new Map(some.samples.map((sample) => [sample, all.get(sample)]));
      expect(await scores(textOf(some))).toEqual(wanted);
    });
  });

  test("where the pieces of the stream end", async () => {
    await check(fc.tuple(expression, fc.integer({ min: 1, max: 40 })), async ([e, chunk]) => {
      const text = textOf(e);
      const expected = await scores(text);
      expect(await scores(text, chunk)).toEqual(expected);
      expect(await scores(gzipSync(text), chunk)).toEqual(expected);
    });
  });

  test("the scale: any strictly increasing map of the values, another one for each sample", async () => {
    const maps: ((value: number) => number)[] = [
      (x) => 2 * x + 1,
      (x) => x ** 3,
      (x) => x / 1024,
      (x) => (x < 0 ? -Math.sqrt(-x) : Math.sqrt(x)),
      (x) => x + 2 ** 52,
      (x) => x * 1e-300,
      (x) => (x < 0 ? x * 1e300 : x),
    ];
    const mapped = fc.tuple(expression, fc.array(fc.nat({ max: maps.length - 1 }), { minLength: 6, maxLength: 6 }));
    await check(mapped, async ([e, which]) => {
      const values = e.values.map((row) => row.map((x, i) => (x === null ? null : maps[which[i]](x))));
      expect(await scores(textOf({ ...e, values }))).toEqual(await scores(textOf(e)));
    });
  });

  test("the layout: genes or samples in rows, separators, spellings of a number", async () => {
    const spelling = (x: number, i: number) => [String(x), x.toFixed(3), x.toExponential(), ` ${x}`, `"${x}"`][i % 5];
    await check(fc.tuple(expression, fc.nat(4)), async ([e, shift]) => {
      let cell = shift;
      const varied = rowsOf(matrixOf(e, (x) => spelling(x, cell++)));
      const expected = await scores(textOf(e));
      for (const rows of [varied, transpose(varied)]) {
        for (const delimiter of ["\t", ",", ";"]) expect(await scores(join(rows, delimiter))).toEqual(expected);
      }
      expect(await scores(join([varied[0].slice(1), ...varied.slice(1)]))).toEqual(expected);
    });
  });

  const PASSES: Record<string, (cell: number, row: number, sample: number) => string> = {
    "whole numbers": String,
    "decimals that singles give back": (cell) => String(cell / 1000),
    "wide values beside the panel": (cell, row, sample) => String(cell / 1000 + (row + sample === 2000 ? 1e-9 : 0)),
    "a wide value of the panel in the last samples": (cell, row, sample) =>
      String(cell / 1000 + (row === 3 && sample === 1400 ? 1e-9 : 0)),
  };
  test.each(Object.keys(PASSES))("how samples are spread over passes, nor tiles over rows: %s", async (values) => {
    // The panel takes more memory than there is for all samples at once, and the tiles end within the matrix.
    const names = Array.from({ length: 1_800 }, (_, i) => `ABSENT${i}`);
    const large: Signature = {
      ...SIGNATURE,
      id: "large",
      genes: [...SIGNATURE.genes, ...names.map((symbol) => ({ symbol, direction: 1, weight: 1 }) as const)],
      methods: ["singscore", "ssgsea", "aucell"],
    };
    const genes = [
      ...Array.from({ length: PANEL }, (_, i) => `P${i}`),
      ...Array.from({ length: 2092 }, (_, i) => `G${i}`),
    ];
    const cell = (row: number, sample: number) => ((row * 7919 + sample * 104_729) % 2003) % 97;
    const text = (from: number, to: number) => {
      const samples = Array.from({ length: to - from }, (_, i) => `S${from + i}`);
      return join([
        ["gene", ...samples],
        ...genes.map((gene, row) => [
          gene,
          ...samples.map((_, i) => PASSES[values](cell(row, from + i), row, from + i)),
        ]),
      ]);
    };
    let readings = 0;
    const source = (content: string) => () => {
      const memory = memorySource(content);
      const open = () => {
        readings++;
        return memory.open();
      };
      return { ...memory, open };
    };
    const request = { signatures: [large], scale: "trust" } as const;
    // The position among random genes needs the ties of whole columns, which only a small matrix is held for.
    const scored = async (content: string) => scoresOf(await scoreBoth(source(content), request), ["z", "p"]);
    const all = await scored(text(0, 1500));
    // Once where it is held, on both paths, and as a stream twice for each of two ranges of samples or more.
    expect(readings).toBeGreaterThanOrEqual(2 + 2 * 2);
    // The parts are small enough for their columns to be held.
    const parts = await Promise.all([0, 500, 1000].map((at) => scored(text(at, at + 500))));
    expect(new Map(parts.flatMap((part) => [...part]))).toEqual(all);
  });
});

test("every sample is scored as if it stood alone, also with other genes missing", { timeout: 30_000 }, async () => {
  await check(expression, async (e) => {
    const all = await scores(textOf(e));
    for (const [i, sample] of e.samples.entries()) {
      // Without the rows that are missing in this sample, but for the signature's: they are part of its size.
      const kept = e.genes.flatMap((gene, row) => (e.values[row][i] === null && !gene.startsWith("P") ? [] : [row]));
      const alone = {
        genes: kept.map((row) => e.genes[row]),
        samples: [sample],
        values: kept.map((row) => [e.values[row][i]]),
      };
      if (kept.length > 0) expect((await scores(textOf(alone))).get(sample)).toBe(all.get(sample));
    }
  });
});
