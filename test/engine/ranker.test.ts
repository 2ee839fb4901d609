import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { nodeRanker } from "../../scripts/node/kernel.ts";
import type { PanelRanks } from "../../worker/engine/panel.ts";
import type { Ranker } from "../../worker/engine/ranker/ranker.ts";
import { oracleRanks } from "../support/oracle.ts";

let rankers: Ranker[];

beforeAll(async () => {
  rankers = [await nodeRanker("wasm"), await nodeRanker("typescript")];
});

/** Values that make ties, zeros of both signs, denormals, far exponents and gaps. */
const cell = fc.oneof(
  { weight: 6, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true, min: -20, max: 20 }) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 5 }) },
  { weight: 2, arbitrary: fc.constantFrom(0, -0, 5e-324, -5e-324, 1e-300, 1e300, -1e300, 1.7976931348623157e308) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 2, arbitrary: fc.constant(Number.NaN) },
);

interface Matrix {
  /** genes x samples */
  readonly rows: number[][];
  /** Row of each panel gene; -1 for an absent one. */
  readonly panel: number[];
}

/** Decimals that singles tell apart. */
const short = fc
  .tuple(fc.integer({ min: -9999, max: 9999 }), fc.integer({ min: 0, max: 4 }))
  .map(([units, places]) => units / 10 ** places);

/** The same of all sizes, from which singles are undone. */
const decimal = fc
  .tuple(fc.integer({ min: -8_388_607, max: 8_388_607 }), fc.integer({ min: -26, max: 26 }))
  .map(([units, power]) => Number(`${units}e${power}`));

/** Some rows have values that singles do not tell apart, and others have not. */
const mostlyShort = fc.oneof({ weight: 60, arbitrary: short }, { weight: 1, arbitrary: cell });

const matrix: fc.Arbitrary<Matrix> = fc
  .tuple(
    fc.integer({ min: 1, max: 60 }),
    fc.integer({ min: 1, max: 5 }),
    fc.constantFrom(cell, short, decimal, mostlyShort),
  )
  .chain(([genes, samples, value]) =>
    fc.record({
      rows: fc.array(fc.array(value, { minLength: samples, maxLength: samples }), {
        minLength: genes,
        maxLength: genes,
      }),
      panel: fc.uniqueArray(fc.integer({ min: 0, max: genes - 1 }), { minLength: 1, maxLength: genes }),
    }),
  );

const text = (value: number) => (Number.isNaN(value) ? "NA" : Object.is(value, -0) ? "-0" : String(value));

/** Lays the lines into the run's window one after the other; line i is [at[i], at[i + 1] - 1). */
function fill(window: Uint8Array, lines: readonly string[]): number[] {
  const at = [0];
  for (const line of lines) {
    const bytes = new TextEncoder().encode(`${line}\n`);
    window.set(bytes, at.at(-1));
    at.push((at.at(-1) as number) + bytes.length);
  }
  return at;
}

function geneMajor(
  ranker: Ranker,
  { rows, panel }: Matrix,
  tileRows: number,
  rowOrder: boolean,
  compact = false,
  singleRungs = false,
): PanelRanks[] {
  const samples = rows[0].length;
  const run = ranker.open({ samples, panel: panel.length, rowOrder, compact, singleRungs, windowBytes: 1 << 18 });
  try {
    run.setFormat({ delimiter: 9, skip: 1, first: 0, last: samples });
    const at = fill(
      run.window(),
      rows.map((row, i) => [`g${i}`, ...row.map(text)].join("\t")),
    );
    const slow = (row: number) =>
      run.unread() > 0 && run.replaceRow(Float64Array.from(rows[row], (value) => value + 0));
    let isWide = false;
    for (const [gene, row] of panel.entries()) {
      if (row < 0) continue;
      expect(run.gatherRow(at[row], at[row + 1] - 1, gene)).toBe(samples);
      isWide ||= run.isWide();
      if (isWide && singleRungs) return geneMajor(ranker, { rows, panel }, tileRows, rowOrder, compact);
      slow(row);
    }
    run.setTile({ columns: samples, rows: 2 * tileRows, whole: false, single: !isWide });
    run.climb();
    rows.forEach((_, row) => {
      run.tileRow(at[row], at[row + 1] - 1, panel.indexOf(row));
      slow(row);
    });
    run.flush();
    return Array.from({ length: samples }, (_, sample) => {
      const ranks = copy(run.ranks(sample, rows.length));
      expect(run.columnRanks()).toBeNull();
      return ranks;
    });
  } finally {
    run.close();
  }
}

/** Ranks of the panel, or of every row, from columns that are held. */
function held(ranker: Ranker, { rows, panel }: Matrix, rowOrder: boolean, every = false): PanelRanks[] {
  const samples = rows[0].length;
  const run = ranker.open({
    samples: 1,
    panel: panel.length,
    rowOrder,
    ties: "all",
    everyRow: every,
    windowBytes: 1 << 18,
  });
  try {
    run.setFormat({ delimiter: 9, skip: 1, first: 0, last: samples });
    const at = fill(
      run.window(),
      rows.map((row, i) => [`g${i}`, ...row.map(text)].join("\t")),
    );
    run.setTile({ columns: samples, rows: rows.length, whole: true });
    rows.forEach((row, i) => {
      run.tileRow(at[i], at[i + 1] - 1, -1);
      if (run.unread() > 0) run.replaceRow(Float64Array.from(row, (value) => value + 0));
    });
    return Array.from({ length: samples }, (_, sample) => {
      run.rankColumn(Int32Array.from(panel), rows.length, sample);
      const ranks = run.ranks(0, rows.length);
      return copy(every ? (run.columnRanks() as PanelRanks) : ranks);
    });
  } finally {
    run.close();
  }
}

function sampleMajor(ranker: Ranker, { rows, panel }: Matrix, rowOrder: boolean): PanelRanks[] {
  const samples = rows[0].length;
  const run = ranker.open({ samples: 1, panel: panel.length, rowOrder, ties: "all", windowBytes: 1 << 18 });
  try {
    run.setFormat({ delimiter: 44, skip: 1, first: 0, last: rows.length });
    run.setTile({ columns: 1, rows: rows.length, whole: true });
    return Array.from({ length: samples }, (_, sample) => {
      const [, end] = fill(run.window(), [[`s${sample}`, ...rows.map((row) => text(row[sample]))].join(",")]);
      run.columnRow(0, end - 1);
      if (run.unread() > 0) run.replaceRow(Float64Array.from(rows, (row) => row[sample] + 0));
      run.rankColumn(Int32Array.from(panel), rows.length);
      return copy(run.ranks(0, rows.length));
    });
  } finally {
    run.close();
  }
}

const copy = (ranks: PanelRanks): PanelRanks => ({
  ...ranks,
  value: ranks.value.slice(),
  below: ranks.below.slice(),
  tied: ranks.tied.slice(),
  earlier: ranks.earlier?.slice() ?? null,
});

function expected({ rows, panel }: Matrix, whole: boolean, rowOrder: boolean): PanelRanks[] {
  return rows[0].map((_, sample) => {
    const ranks = oracleRanks(
      rows.map((row) => row[sample] + 0),
      panel,
    );
    const { middle, ...rest } = ranks;
    const known = { ...rest, earlier: rowOrder ? ranks.earlier : null };
    const none = { lowerBelow: 0, lowerTied: 0, upperBelow: 0, upperTied: 0 };
    return whole ? { ...known, middle: middle ?? none } : { ...known, tieMoment: Number.NaN };
  });
}

describe("counting equals sorting, on both paths", () => {
  test("genes in rows, tiles of any size", () => {
    fc.assert(
      fc.property(
        matrix,
        fc.integer({ min: 1, max: 80 }),
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (m, tileRows, rowOrder, compact, single) => {
          const want = expected(m, false, rowOrder);
          for (const ranker of rankers) expect(geneMajor(ranker, m, tileRows, rowOrder, compact, single)).toEqual(want);
        },
      ),
      { numRuns: 1_200, seed: 2 },
    );
  });

  test("genes in rows, columns held", () => {
    fc.assert(
      fc.property(matrix, fc.boolean(), (m, rowOrder) => {
        for (const ranker of rankers) expect(held(ranker, m, rowOrder)).toEqual(expected(m, true, rowOrder));
      }),
      { numRuns: 300, seed: 4 },
    );
  });

  test("every row of a held column, whatever the panel", () => {
    fc.assert(
      fc.property(matrix, (m) => {
        const want = expected({ ...m, panel: [...m.rows.keys()] }, true, true);
        for (const ranker of rankers) expect(held(ranker, m, false, true)).toEqual(want);
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  test("samples in rows", () => {
    fc.assert(
      fc.property(matrix, fc.boolean(), (m, rowOrder) => {
        for (const ranker of rankers) expect(sampleMajor(ranker, m, rowOrder)).toEqual(expected(m, true, rowOrder));
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  test("panels of thousands of genes, with many ties and with none", () => {
    let state = 7;
    const random = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    const shapes = [
      () => 16 * random(),
      () => Math.floor(40 * random() ** 4),
      () => Math.expm1(12 * random()),
      () => random() - 0.5,
    ];
    for (const shape of shapes) {
      const rows = Array.from({ length: 5000 }, () => [shape(), shape()]);
      const panel = Array.from({ length: 3000 }, (_, i) => (i * 7) % 5000);
      const m = { rows, panel };
      for (const ranker of rankers) {
        for (const compact of [false, true])
          expect(geneMajor(ranker, m, 512, true, compact)).toEqual(expected(m, false, true));
        expect(held(ranker, m, true)).toEqual(expected(m, true, true));
      }
    }
  });

  test("an absent gene has no rank and takes part in nothing", () => {
    const m = { rows: [[1], [2], [2], [3]], panel: [1, -1, 3] };
    for (const ranker of rankers) {
      const [ranks] = geneMajor(ranker, m, 100, false);
      expect([...ranks.below]).toEqual([1, 0, 3]);
      expect([...ranks.tied]).toEqual([2, 0, 1]);
      expect(ranks.value[1]).toBeNaN();
      expect(ranks.measured).toBe(4);
    }
  });
});

test("runs share a kernel without disturbing each other, and give their memory back", () => {
  const [kernel] = rankers;
  const m = {
    rows: [
      [1, 5],
      [2, 4],
      [3, 3],
      [4, 2],
    ],
    panel: [0, 3],
  };
  const before = geneMajor(kernel, m, 2, false);
  const other = kernel.open({ samples: 50, panel: 300, rowOrder: true, windowBytes: 1 << 20 });
  other.setTile({ columns: 50, rows: 1000, whole: true });
  expect(geneMajor(kernel, m, 2, false)).toEqual(before);
  other.close();
  for (let i = 0; i < 200; i++) expect(geneMajor(kernel, m, 2, false)).toEqual(before);
});
