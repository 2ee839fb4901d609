import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { ensureKernel } from "../../scripts/node/kernel.ts";
import type { KernelExports } from "../../worker/engine/ranker/kernel.ts";
import { parseNumber } from "../../worker/engine/ranker/plain/number.ts";
import { MISSING_WORDS } from "../../worker/engine/ranker/ranker.ts";
import { cellValue } from "../../worker/matrix/text/cell.ts";

const TAB = 9;
const TEXT = 131_072;
const OUT = 2_097_152;
const BATCH = 8_192;

let kernel: KernelExports;

beforeAll(async () => {
  await ensureKernel();
  const binary = readFileSync(join(import.meta.dirname, "../../build/kernel.wasm"));
  const { instance } = await WebAssembly.instantiate(binary, {});
  kernel = instance.exports as unknown as KernelExports;
  kernel.memory.grow(64);
  const table = new Uint8Array(kernel.memory.buffer, kernel.missingTable());
  MISSING_WORDS.forEach((word, i) => {
    table.set(new TextEncoder().encode(word), 8 * i);
  });
  kernel.setMissingWords(MISSING_WORDS.length);
});

/** What the kernel reads from one row of cells. */
function kernelRow(texts: readonly string[]): { values: Float64Array; unread: number; cells: number } {
  const row = new TextEncoder().encode(texts.join("\t"));
  new Uint8Array(kernel.memory.buffer, TEXT, row.length).set(row);
  const cells = kernel.parseRow(TEXT, TEXT + row.length, TAB, 0, 0, texts.length, OUT, 8, false);
  return { values: new Float64Array(kernel.memory.buffer, OUT, texts.length), unread: kernel.unread(), cells };
}

/** Both parsers against Number(); -0 counts as 0. Where one leaves a cell to the host, that is no answer and no error. */
function expectAsNumber(texts: readonly string[]): { leftByKernel: number } {
  const { values, unread, cells } = kernelRow(texts);
  expect(cells).toBe(texts.length);
  let left = 0;
  texts.forEach((text, i) => {
    const expected = Number(text) + 0;
    const bytes = new TextEncoder().encode(text);
    const plain = parseNumber(bytes, 0, bytes.length);
    if (plain === undefined ? Number.isFinite(expected) : !Object.is(plain, expected)) {
      expect(`TypeScript: ${text} -> ${plain}`).toBe(`TypeScript: ${text} -> ${expected}`);
    }
    if (Number.isNaN(values[i])) left++;
    else if (!Object.is(values[i], expected))
      expect(`kernel: ${text} -> ${values[i]}`).toBe(`kernel: ${text} -> ${expected}`);
  });
  expect(unread).toBe(left);
  return { leftByKernel: left };
}

/** Numerical Recipes' linear congruence: the same million strings each time. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const SHAPES: readonly ((random: () => number) => string)[] = [
  (r) => (20 * r()).toPrecision(6),
  (r) => (16 * r() - 8).toFixed(4),
  (r) => String(20 * r()),
  (r) => String(Math.floor(1e6 * r())),
  (r) => (r() * 10 ** Math.floor(60 * r() - 30)).toExponential(Math.floor(17 * r())),
  (r) => `-${(1000 * r()).toFixed(Math.floor(20 * r()))}`,
  (r) => (r() * 2 ** 54).toFixed(1),
  (r) => `${Math.floor(1e15 * r())}${Math.floor(1e9 * r())}.${Math.floor(1e9 * r())}`,
  (r) => `0.${"0".repeat(Math.floor(25 * r()))}${Math.floor(1e9 * r())}`,
  (r) => String(new Float64Array(new Uint32Array([2 ** 32 * r(), 2 ** 32 * r()]).buffer)[0] || 1),
];

test("a million generated numbers read as Number() reads them, and the kernel leaves few to the host", () => {
  const random = generator(20261123);
  let left = 0;
  let count = 0;
  for (let batch = 0; batch < 123; batch++) {
    const texts = Array.from({ length: BATCH }, (_, i) => SHAPES[i % SHAPES.length](random)).filter(
      (text) => text !== "Infinity" && text !== "-Infinity" && text !== "NaN",
    );
    left += expectAsNumber(texts).leftByKernel;
    count += texts.length;
  }
  expect(count).toBeGreaterThan(1_000_000);
  // Random bit patterns (a tenth of all) mostly lie outside 1e-60 .. 1e60; hardly anything else is left.
  expect(left / count).toBeLessThan(0.085);
});

test("awkward numbers read as Number() reads them", () => {
  const awkward = [
    ..."0 -0 +0 00 007 -007 0.0 -0.0 .5 5. -.5 +.5 1e0 1E5 1e+5 1e-5 1.5e3 -1.5E-3 1e22 1e23 1e-22 1e-23".split(" "),
    ..."9007199254740991 9007199254740992 9007199254740993 9007199254740995 9999999999999999 99999999999999999".split(
      " ",
    ),
    ..."0.1 0.2 0.3 0.30000000000000004 123456789012345678 1.7976931348623157e308 2.2250738585072014e-308".split(" "),
    ..."5e-324 2.4703282292062328e-324 4.35 0.000001 1e-7 123456.789e3 8.5 17.0 3.4028235e38 1.17549435e-38".split(" "),
    "9007199254740993.0000000000000000000000000000000001",
    "1.00000000000000011102230246251565404236316680908203125",
    "1.00000000000000011102230246251565404236316680908203124",
    "1.00000000000000011102230246251565404236316680908203126",
    "100000000000000000000000000000000000000000000000000000000000000000",
    "0.00000000000000000000000000000000000000000000000000000000000001",
    "6.02214076e23",
    "1e00005",
    " 1.5",
    "1.5 ",
  ];
  expectAsNumber(awkward);
});

test("any range of the cells of a row is what those cells are, also as singles and at a stride", () => {
  const cell = fc.oneof(
    fc.constantFrom(
      "",
      "0",
      "-1.5",
      "NA",
      "12.3456",
      "-",
      ".",
      "-.",
      "1.2.3",
      "1e5",
      "0.00012",
      "99999999",
      "-9999999",
    ),
    fc.integer({ min: -99_999, max: 99_999 }).map((units) => String(units / 1000)),
    fc.integer({ min: 1, max: 90 }).map((digits) => "7".repeat(digits)),
  );
  const row = fc.array(cell, { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(row, fc.nat(41), fc.nat(41), (texts, a, b) => {
      const [first, last] = [Math.min(a, b), Math.min(Math.max(a, b), texts.length)];
      const whole = kernelRow(texts).values.slice();
      for (const [single, stride] of [
        [false, 24],
        [true, 12],
      ] as const) {
        const bytes = new TextEncoder().encode(texts.join("\t"));
        new Uint8Array(kernel.memory.buffer, TEXT, bytes.length).set(bytes);
        const cells = kernel.parseRow(TEXT, TEXT + bytes.length, TAB, 0, first, last, OUT, stride, single);
        expect(cells).toBe(texts.length);
        const view = new DataView(kernel.memory.buffer, OUT);
        for (let i = first; i < last; i++) {
          const at = (i - first) * stride;
          const found = single ? view.getFloat32(at, true) : view.getFloat64(at, true);
          expect(found).toBe(single ? Math.fround(whole[i]) : whole[i]);
        }
      }
    }),
    { numRuns: 2_000 },
  );
});

/** Of every length and with every place of the point, up to 8 characters. */
function shortNumbers(random: () => number, mostDigits: number): string[] {
  const texts: string[] = [];
  for (let digits = 1; digits <= mostDigits; digits++) {
    for (let before = 0; before <= digits; before++) {
      const units = Array.from({ length: digits }, () => Math.floor(10 * random())).join("");
      if (before === digits) texts.push(units);
      else if (digits < 8) texts.push(`${units.slice(0, before)}.${units.slice(before)}`);
    }
  }
  return texts.sort(() => random() - 0.5);
}

test("short numbers side by side are the nearest doubles and singles, and a row is wide from 2^23 units on", () => {
  const random = generator(23);
  const missing = new Set<string>(MISSING_WORDS);
  // What is not read with its neighbours, or is no number at all.
  const odd = ["", "-0", "-12.5", "5.", ".", "-.", "1.2.3", "..", "1/2", "1:2", "1e3", "NA", "123456789", "\0"];
  for (let round = 0; round < 420; round++) {
    const numbers = shortNumbers(random, round % 2 === 0 ? 6 : 8);
    const texts = numbers.toSpliced(Math.floor(numbers.length * random()), 1, odd[round % odd.length]);
    const { values, unread, cells } = kernelRow(texts);
    expect(cells).toBe(texts.length);
    const expected = texts.map((text) => (missing.has(text) ? Number.NaN : Number(text) + 0));
    expect([...values], texts.join(" ")).toEqual(expected);
    expect(unread).toBe(texts.filter((text, i) => Number.isNaN(expected[i]) && !missing.has(text)).length);
    const units = texts
      .filter((_, i) => !Number.isNaN(expected[i]))
      .map((text) => Number(text.replace(/[-.]|e3/g, "")));
    const isWide = unread > 0 || Math.max(...units) >= 2 ** 23;
    expect(Boolean(kernel.wide())).toBe(isWide);
    const { length } = new TextEncoder().encode(texts.join("\t"));
    // One behind the other, and some bytes apart.
    for (const stride of [4, 12]) {
      kernel.parseRow(TEXT, TEXT + length, TAB, 0, 0, texts.length, OUT, stride, true);
      expect(Boolean(kernel.wide())).toBe(isWide);
      if (isWide) continue;
      const view = new DataView(kernel.memory.buffer, OUT);
      expect(texts.map((_, i) => view.getFloat32(i * stride, true))).toEqual(expected.map(Math.fround));
    }
  }
});

test("missing-value words are missing, everything else that is no number is left to the host", () => {
  const words = [...MISSING_WORDS];
  expect(kernelRow(words)).toMatchObject({ unread: 0 });
  expect([...kernelRow(words).values].every(Number.isNaN)).toBe(true);
  const bad = [
    "high",
    "1,5",
    "1.2.3",
    "--1",
    "-",
    "1e",
    "1e+",
    "Infinity",
    "1_000",
    "NA1",
    "+-1",
    "e5",
    "1 2",
    "..",
    "-.",
  ];
  expect(kernelRow(bad).unread).toBe(bad.length);
  for (const text of bad) {
    const bytes = new TextEncoder().encode(text);
    expect(parseNumber(bytes, 0, bytes.length), text).toBeUndefined();
  }
});

test("what only Number() knows is read by the host", () => {
  const place = () => ({ line: 1, column: 1, gene: "A", sample: "S" });
  for (const text of ["0x1F", "0b11", "0o17", "5e-324", " 7 ", "1e-400"]) {
    expect(cellValue(text, place)).toBe(Number(text));
  }
  expect(cellValue("  ", place)).toBeNaN();
});

test("any text is read as Number() reads it or left to the host", () => {
  const cell = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.string({ unit: fc.constantFrom(..."0123456789.-+eE "), minLength: 1, maxLength: 26 }),
  );
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 40 }), (cells) => {
      // Number("   ") is 0, but a blank cell is a missing value.
      const texts = cells.filter((text) => text.trim() !== "" && !Number.isNaN(Number(text)) && text !== ".");
      if (texts.length > 0) expectAsNumber(texts);
    }),
    { numRuns: 3000, seed: 1 },
  );
});
