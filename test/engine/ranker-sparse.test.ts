import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { nodeRanker } from "../../scripts/node/kernel.ts";
import type { PanelRanks } from "../../worker/engine/panel.ts";
import type { Ranker } from "../../worker/engine/ranker/ranker.ts";
import { sparseColumns } from "../../worker/matrix/columns.ts";
import type { SparseBlock } from "../../worker/matrix/reader.ts";
import { oracleRanks } from "../support/oracle.ts";

let rankers: Ranker[];

beforeAll(async () => {
  rankers = [await nodeRanker("wasm"), await nodeRanker("typescript")];
});

interface Sample {
  /** Value of each gene. */
  readonly values: readonly number[];
  /** Places in the order in which they are stored; zeros may be stored or not. */
  readonly stored: readonly number[];
  readonly panel: readonly number[];
}

const value = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: -2, max: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom(5e-324, -5e-324, 1e300, -1e300, Number.NaN, -0) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
);

const sample: fc.Arbitrary<Sample> = fc.integer({ min: 1, max: 50 }).chain((genes) =>
  fc
    .record({
      values: fc.array(value, { minLength: genes, maxLength: genes }),
      zerosStored: fc.array(fc.boolean(), { minLength: genes, maxLength: genes }),
      order: fc.shuffledSubarray([...Array(genes).keys()], { minLength: genes }),
      sorted: fc.boolean(),
      panel: fc.uniqueArray(fc.integer({ min: 0, max: genes - 1 }), { minLength: 1, maxLength: genes }),
    })
    .map(({ values, zerosStored, order, sorted, panel }) => {
      const stored = order.filter((gene) => values[gene] !== 0 || zerosStored[gene]);
      return { values, panel, stored: sorted ? stored.sort((a, b) => a - b) : stored };
    }),
);

function blockOf({ values, stored }: Sample): SparseBlock {
  const entries = Float64Array.from(stored, (gene) => values[gene]);
  return { samples: 1, starts: [0, stored.length], genes: stored, values: entries };
}

function rank(ranker: Ranker, drawn: Sample, rowOrder: boolean): PanelRanks {
  const genes = drawn.values.length;
  const columns = Int32Array.from(drawn.panel);
  const run = ranker.open({ samples: 1, panel: columns.length, rowOrder, ties: "all", windowBytes: 0 });
  try {
    run.setTile({ columns: 1, rows: genes, whole: true });
    const places = { columns, repeated: [] };
    const rankBlock = sparseColumns({ run, genes, places, duplicates: "error", geneName: String });
    // Twice: what the first sample leaves behind must not reach the second.
    rankBlock(
      { samples: 1, starts: [0, genes], genes: [...drawn.values.keys()], values: new Float64Array(genes).fill(3) },
      0,
      () => "s",
    );
    rankBlock(blockOf(drawn), 0, () => "s");
    const ranks = run.ranks(0, genes);
    return {
      ...ranks,
      value: ranks.value.slice(),
      below: ranks.below.slice(),
      tied: ranks.tied.slice(),
      earlier: ranks.earlier?.slice() ?? null,
    };
  } finally {
    run.close();
  }
}

describe("zeros that are not stored count as one tied block", () => {
  test("sparse samples rank as their dense columns do by definition, on both paths", () => {
    fc.assert(
      fc.property(sample, fc.boolean(), (drawn, rowOrder) => {
        const { middle, ...known } = oracleRanks(
          drawn.values.map((x) => x + 0),
          drawn.panel,
        );
        const none = { lowerBelow: 0, lowerTied: 0, upperBelow: 0, upperTied: 0 };
        const want = { ...known, earlier: rowOrder ? known.earlier : null, middle: middle ?? none };
        for (const ranker of rankers) expect(rank(ranker, drawn, rowOrder)).toEqual(want);
      }),
      { numRuns: 1500, seed: 11 },
    );
  });

  test("a sample without any value is a tie of all genes", () => {
    for (const ranker of rankers) {
      const ranks = rank(ranker, { values: [0, 0, 0, 0], stored: [], panel: [1, 3] }, true);
      expect([...ranks.below]).toEqual([0, 0]);
      expect([...ranks.tied]).toEqual([4, 4]);
      expect([...(ranks.earlier ?? [])]).toEqual([1, 3]);
      expect(ranks.tieMoment).toBe(60);
    }
  });
});

describe("entries that contradict each other are refused", () => {
  const refuse = (genes: number[]) => {
    const run = rankers[0].open({ samples: 1, panel: 1, rowOrder: false, windowBytes: 0 });
    try {
      run.setTile({ columns: 1, rows: 3, whole: true });
      const places = { columns: Int32Array.of(0), repeated: [] };
      const rankBlock = sparseColumns({ run, genes: 3, places, duplicates: "error", geneName: String });
      rankBlock(
        { samples: 1, starts: [0, genes.length], genes, values: new Float64Array(genes.length).fill(1) },
        0,
        () => "s",
      );
    } finally {
      run.close();
    }
  };

  test.each([
    ["a gene beyond the last", [0, 3]],
    ["a negative gene", [-1]],
    ["a gene that is no whole number", [0.5]],
    ["a gene twice in a sample", [2, 0, 2]],
  ])("%s", (_, genes) => {
    expect(() => refuse(genes)).toThrow(expect.objectContaining({ type: "bad-sparse" }));
  });
});
