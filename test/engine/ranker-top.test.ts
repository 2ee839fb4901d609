import { beforeAll, describe, expect, test } from "vitest";
import { nodeRanker } from "../../scripts/node/kernel.ts";
import type { PanelRanks } from "../../worker/engine/panel.ts";
import type { Ranker, RunShape } from "../../worker/engine/ranker/ranker.ts";
import { seededRandom } from "../../worker/engine/statistics/random.ts";
import { oracleRanks } from "../support/oracle.ts";

let rankers: Ranker[];

beforeAll(async () => {
  rankers = [await nodeRanker("wasm"), await nodeRanker("typescript")];
});

const source = seededRandom(11);
const random = () => source.next() / 2 ** 32;

/** Columns without ties, with many, of counts with a long tail, of both signs, and with missing values. */
const SHAPES: Record<string, () => number> = {
  "no ties": () => 16 * random(),
  "many ties": () => Math.floor(40 * random() ** 4),
  counts: () => Math.floor(Math.expm1(12 * random())),
  "both signs": () => Math.fround(random() - 0.5),
  missing: () => (random() < 0.3 ? Number.NaN : Math.round(100 * random())),
};

function drawn(shape: () => number, rows: number): Float64Array {
  return Float64Array.from({ length: rows }, shape);
}

function rank(ranker: Ranker, column: Float64Array, panel: Int32Array, wants: Partial<RunShape>): PanelRanks {
  const run = ranker.open({ samples: 1, panel: panel.length, rowOrder: true, windowBytes: 0, ...wants });
  try {
    run.setTile({ columns: 1, rows: column.length, whole: true });
    // Twice: what is kept from sample to sample must not matter.
    for (let time = 0; time < 2; time++) {
      run.column(column.length).set(column);
      run.rankColumn(panel, column.length);
    }
    const { value, below, tied, earlier, ...rest } = run.ranks(0, column.length);
    return {
      ...rest,
      value: value.slice(),
      below: below.slice(),
      tied: tied.slice(),
      earlier: earlier?.slice() ?? null,
    };
  } finally {
    run.close();
  }
}

/** A panel whose genes stand in no order, some of them absent. */
function panelOf(rows: number, size: number): Int32Array {
  return Int32Array.from({ length: size }, (_, gene) => (gene % 50 === 49 ? -1 : (gene * 7919) % rows));
}

describe("row order without a sort", () => {
  for (const [name, shape] of Object.entries(SHAPES)) {
    test(`${name}: as sorting says, over more rows than are looked at or tallied at once`, () => {
      for (const rows of [5_000, 70_000]) {
        const column = drawn(shape, rows);
        const panel = panelOf(rows, 1_000);
        const { middle: _, ...known } = oracleRanks(column, [...panel]);
        for (const ranker of rankers) {
          expect(rank(ranker, column, panel, { ties: "moment" })).toEqual(known);
          expect(rank(ranker, column, panel, {})).toEqual({ ...known, tieMoment: Number.NaN });
        }
      }
    });
  }
});

describe("where only the highest ranks are looked at", () => {
  const ROWS = 6_000;
  const TOP = 300;
  const top = () => TOP;

  /** Genes of the top as they are; of the others at most that they are below it. */
  function check(found: PanelRanks, column: Float64Array, panel: Int32Array): number {
    const exact = oracleRanks(column, [...panel]);
    let left = 0;
    for (let gene = 0; gene < panel.length; gene++) {
      const below = exact.measured - exact.below[gene] - exact.tied[gene];
      const isMeasured = exact.tied[gene] > 0;
      expect(found.value[gene]).toBe(exact.value[gene]);
      const told = [found.below[gene], found.tied[gene], found.earlier?.[gene]];
      if (isMeasured && below >= TOP && told[0] === 0 && told[1] === 1) {
        expect(told[2]).toBe(0);
        left++;
      } else expect(told).toEqual([exact.below[gene], exact.tied[gene], exact.earlier?.[gene]]);
    }
    expect(found.measured).toBe(exact.measured);
    return left;
  }

  for (const [name, shape] of Object.entries(SHAPES)) {
    test(`${name}: the top is exact, and the paths agree`, () => {
      const column = drawn(shape, ROWS);
      const panel = panelOf(ROWS, 1_200);
      const [kernel, typescript] = rankers.map((ranker) => rank(ranker, column, panel, { top }));
      expect(typescript).toEqual(kernel);
      check(kernel, column, panel);
    });
  }

  test("most genes below the top are not looked at", () => {
    const column = drawn(SHAPES["no ties"], ROWS);
    const panel = panelOf(ROWS, 1_200);
    for (const ranker of rankers)
      expect(check(rank(ranker, column, panel, { top }), column, panel)).toBeGreaterThan(900);
  });

  test("a panel of the highest genes alone, of which a part would not reach down far enough", () => {
    const column = drawn(SHAPES["no ties"], ROWS);
    const descending = [...column.keys()].sort((a, b) => column[b] - column[a]);
    for (const size of [200, 290, 400, 1_500]) {
      const panel = Int32Array.from(descending.slice(0, size));
      for (const ranker of rankers) check(rank(ranker, column, panel, { top }), column, panel);
    }
  });

  test("a top longer than the column", () => {
    const column = drawn(SHAPES.missing, 500);
    const panel = panelOf(500, 120);
    for (const ranker of rankers) {
      const { middle: _, ...known } = oracleRanks(column, [...panel]);
      expect(rank(ranker, column, panel, { top: () => 2_000 })).toEqual({ ...known, tieMoment: Number.NaN });
    }
  });
});
