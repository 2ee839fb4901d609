import { describe, expect, test } from "vitest";
import type { OptionValues } from "../../worker/engine/methods/method.ts";
import type { MethodName, Signature } from "../../worker/engine/signature.ts";
import { seededRandom } from "../../worker/engine/statistics/random.ts";
import { PATHS, score } from "../support/score.ts";
import { memorySource } from "../support/source.ts";

const source = seededRandom(5);

/** Values with three decimals, a tenth of them 0: many are tied. */
function drawn(genes: number, samples: number): string[][] {
  const cell = () => (source.below(10) === 0 ? "0" : String(source.below(8_000) / 1000));
  return Array.from({ length: genes }, () => Array.from({ length: samples }, cell));
}

function text(cells: readonly (readonly string[])[]): string {
  const header = ["gene", ...cells[0].map((_, sample) => `S${sample}`)];
  return [header, ...cells.map((row, gene) => [`G${gene}`, ...row])].map((row) => `${row.join("\t")}\n`).join("");
}

/** Samples in rows. */
function turned(cells: readonly (readonly string[])[]): string {
  const header = ["sample", ...cells.map((_, gene) => `G${gene}`)];
  const rows = cells[0].map((_, sample) => [`S${sample}`, ...cells.map((row) => row[sample])]);
  return [header, ...rows].map((row) => `${row.join("\t")}\n`).join("");
}

function sets(genes: number, methods: readonly MethodName[]): Signature[] {
  return Array.from({ length: 8 }, (_, set) => ({
    id: `set${set}`,
    version: 1,
    genes: Array.from({ length: 40 }, (_, i) => ({
      symbol: `G${((set * 40 + i) * 3) % genes}`,
      direction: i % 5 === 0 ? -1 : 1,
    })),
    methods: [...methods],
    coverage: { total: 1 },
  }));
}

const OPTIONS: OptionValues[] = [{}, { "aucell.ties": "first", "ucell.maxRank": 100 }, { "aucell.maxRank": 0.3 }];

/** Scores of aucell and ucell, with or without a method beside them that looks at all ranks. */
async function scores(
  content: string,
  genes: number,
  options: OptionValues,
  besides: readonly MethodName[],
  path: (typeof PATHS)[number],
): Promise<Float64Array[]> {
  const signatures = sets(genes, ["aucell", "ucell", ...besides]);
  const scored = await score(memorySource(content), { signatures, options }, path, 0);
  return scored.columns.filter(({ method }) => method === "aucell" || method === "ucell").map(({ values }) => values);
}

describe("aucell and ucell do not depend on what else is scored", () => {
  const few = drawn(1_000, 12);
  for (const [layout, content] of [
    ["genes in rows", text(few)],
    ["samples in rows", turned(few)],
  ]) {
    for (const options of OPTIONS) {
      test(`${layout}, ${JSON.stringify(options)}`, async () => {
        const all = await scores(content, 1_000, options, ["singscore"], "wasm");
        for (const path of PATHS) expect(await scores(content, 1_000, options, [], path)).toEqual(all);
      });
    }
  }

  test("a matrix that is counted as it streams by, also where the highest genes are all in the sets", async () => {
    const genes = 2_600;
    const cells = drawn(genes, 800);
    // Half of the panel lies above everything else, so that a part of it is not enough.
    for (let gene = 0; gene < 600; gene += 3) cells[gene] = cells[gene].map((value) => String(Number(value) + 10));
    const content = text(cells);
    const [, options] = OPTIONS;
    const all = await scores(content, genes, options, ["singscore"], "wasm");
    for (const path of PATHS) expect(await scores(content, genes, options, [], path)).toEqual(all);
  });
});

test("rows beyond what compact ladders count", async () => {
  const rows = 66_000;
  const cells = Array.from({ length: rows }, (_, gene) =>
    Array.from({ length: 32 }, (_, sample) => (gene < 320 ? String((gene * 7 + sample) % 50) : "0")),
  );
  const content = text(cells);
  const [kernel, plain] = await Promise.all(PATHS.map((path) => scores(content, 300, {}, ["ssgsea"], path)));
  expect(kernel).toEqual(plain);
  expect(kernel.some((values) => values.some((value) => value > 0))).toBe(true);
});
