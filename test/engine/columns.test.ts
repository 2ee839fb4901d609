import { beforeAll, describe, expect, test } from "vitest";
import { nodeRanker } from "../../scripts/node/kernel.ts";
import type { PanelRanks } from "../../worker/engine/panel.ts";
import type { Ranker, TieDetail } from "../../worker/engine/ranker/ranker.ts";
import { oracleRanks } from "../support/oracle.ts";

let rankers: Ranker[];

beforeAll(async () => {
  rankers = [await nodeRanker("wasm"), await nodeRanker("typescript")];
});

let state = 11;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};

/** Columns that are hard to divide into bins in different ways. */
const SHAPES: Record<string, () => number> = {
  "log-scaled, a quarter zeros": () => (random() < 0.25 ? 0 : 14 * random()),
  "counts with few large ones": () => Math.floor(Math.expm1(9 * random() ** 3)),
  "both signs": () => random() - 0.5,
  "one value": () => 7,
  "a cluster and two values far away": () => (random() < 0.999 ? random() * 1e-6 : random() < 0.5 ? -1e30 : 1e30),
  "a third missing": () => (random() < 1 / 3 ? Number.NaN : random()),
  "closer together than singles can tell": () => 1 + Math.floor(500 * random()) * 2 ** -50,
  "further apart than singles can reach": () => (random() - 0.5) * 1.7e308,
};

function rank(
  ranker: Ranker,
  column: Float64Array,
  panel: number[],
  single: boolean,
  ties: TieDetail | null,
): PanelRanks {
  const rows = column.length;
  const run = ranker.open({ samples: 1, panel: panel.length, rowOrder: false, ties, windowBytes: 0 });
  try {
    run.setTile({ columns: 1, rows, whole: true });
    (single ? run.singles(rows) : run.column(rows)).set(column);
    expect(run.rankNumbers(Int32Array.from(panel), rows, single)).toBe(-1);
    const ranks = run.ranks(0, rows);
    return { ...ranks, value: ranks.value.slice(), below: ranks.below.slice(), tied: ranks.tied.slice() };
  } finally {
    run.close();
  }
}

describe("a panel counted in whole columns", () => {
  describe.each(Object.entries(SHAPES))("%s", (name, shape) => {
    // More rows than a tally holds, and a number of them that fills no vector.
    test.each([50_003, 4099, 7])("%i rows", (rows) => {
      const apart = name.includes("singles");
      const column = Float64Array.from({ length: rows }, () => (apart ? shape() : Math.fround(shape()) + 0));
      const panel = Array.from({ length: Math.ceil(rows / 60) }, (_, i) => (i * 53) % rows);
      const { middle, ...known } = oracleRanks(column, panel);
      const want = { ...known, earlier: null };
      for (const ranker of rankers) {
        for (const single of apart ? [false] : [false, true]) {
          expect(rank(ranker, column, panel, single, "all")).toEqual({ ...want, middle });
          expect(rank(ranker, column, panel, single, "moment")).toEqual(want);
          expect(rank(ranker, column, panel, single, null)).toEqual({ ...want, tieMoment: Number.NaN });
        }
      }
    });
  });

  test("-0 is tied with 0, and the first infinite value is pointed at", () => {
    for (const ranker of rankers) {
      for (const single of [true, false]) {
        const run = ranker.open({ samples: 1, panel: 1, rowOrder: false, windowBytes: 0 });
        run.setTile({ columns: 1, rows: 9, whole: true });
        const column = single ? run.singles(9) : run.column(9);
        column.set([1, -0, Number.NaN, 3, 4, 5, 6, 7, 0]);
        expect(run.rankNumbers(Int32Array.of(1), 9, single)).toBe(-1);
        const { value, below, tied } = run.ranks(0, 9);
        expect([Object.is(value[0], 0), below[0], tied[0]]).toEqual([true, 0, 2]);
        for (const at of [8, 3]) {
          column[at] = -Infinity;
          expect(run.rankNumbers(Int32Array.of(1), 9, single)).toBe(at);
        }
        run.close();
      }
    }
  });

  test.each([
    ["near each other", 1],
    ["over many magnitudes", 40],
  ])("both zeros among values %s, and infinity among the panel's and others'", (_, magnitudes) => {
    const rows = 4_099;
    const column = Float64Array.from({ length: rows }, (_, row) => {
      const value = Math.fround((random() - 0.5) * 10 ** (magnitudes * (random() - 0.5)));
      return row % 5 === 0 ? 0 : row % 5 === 1 ? -0 : value;
    });
    const panel = Array.from({ length: 40 }, (_, i) => (i * 53) % rows);
    const { value, below, tied, measured } = oracleRanks(
      column.map((value) => value + 0),
      panel,
    );
    for (const ranker of rankers) {
      for (const single of [true, false]) {
        expect(rank(ranker, column, panel, single, null)).toMatchObject({ value, below, tied, measured });
        for (const at of [panel[7], panel[7] + 1, rows - 1]) {
          for (const ties of [null, "moment", "all"] as const) {
            const infinite = column.with(at, Infinity).with(rows - 1, -Infinity);
            expect(() => rank(ranker, infinite, panel, single, ties)).toThrow(`expected ${at} to be -1`);
          }
        }
      }
    }
  });
});
