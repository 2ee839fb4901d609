/** Requests that ask for something that cannot be done: told with the set and the line, or left out under `partial`. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeRanker } from "../../scripts/node/kernel.ts";
import { ownSignatures } from "../../worker/catalogue/own.ts";
import type { ScoredMatrix } from "../../worker/engine/scored.ts";
import { planScoring } from "../../worker/request/plan.ts";
import { parseScoring } from "../../worker/request/scoring.ts";
import { scoreBoth } from "../support/score.ts";
import { memorySource } from "../support/source.ts";

const MATRIX = "gene\tS1\tS2\nA\t1\t6\nB\t2\t5\nC\t3\t4\nD\t4\t3\nE\t5\t2\n";
const GMT = "good\t\tA\tB\nalone\nlost\t\tX\tY\ndown\t\tA-\tB-\n";
const PAIRS = [1, -1].map((direction) => ({ symbol: "A", direction, pair: 1 }));

interface Asked {
  readonly gmt?: string;
  readonly own?: unknown;
  readonly partial?: boolean;
  readonly methods?: readonly string[];
  readonly options?: Readonly<Record<string, unknown>>;
}

/** From what a request says to scores, on both paths. */
async function scored({ gmt, own, partial = false, ...rest }: Asked): Promise<ScoredMatrix> {
  const { request } = planScoring(parseScoring({ partial, ...rest }), ownSignatures(gmt, own, partial));
  return scoreBoth(() => memorySource(MATRIX), request);
}

describe("refused as a whole", () => {
  test.each<[string, Asked, string, RegExp]>([
    ["an unknown method", { gmt: "s\t\tA", methods: ["gsea"] }, "unknown-method", /"gsea"; expected singscore/],
    ["an unknown option", { gmt: "s\t\tA", options: { "ucell.rank": 5 } }, "unknown-option", /"ucell\.rank"/],
    ["an unknown value", { gmt: "s\t\tA", options: { "aucell.ties": "min" } }, "unknown-option", /expected, first/],
    [
      "weights missing",
      { gmt: "s\t\tA\tB", methods: ["weighted-sum"] },
      "not-scorable",
      /^s cannot .* weight for every/,
    ],
    ["no pairs", { gmt: "s\t\tA\tB", methods: ["pairs"] }, "not-scorable", /^s cannot be scored by pairs/],
    ["a pair of a gene with itself", { own: { id: "p", genes: PAIRS } }, "bad-signature", /"p": pair 1 is of gene A/],
    ["a GMT line of one field", { gmt: GMT }, "bad-gmt", /^Line 2: "alone" stands alone/],
    ["sets of which the matrix has no gene", { gmt: "s\t\tX" }, "no-gene-recognised", /None of the 1 genes/],
  ])("%s", async (_, asked, type, detail) => {
    await expect(scored(asked)).rejects.toMatchObject({ type, message: expect.stringMatching(detail) });
  });
});

describe("partial scores the other sets and says of each why it has no score", () => {
  test("GMT with a line of one field, a set of which no gene is left, and one that a method refuses", async () => {
    const { columns, signatures } = await scored({ gmt: GMT, methods: ["ucell"], partial: true });
    expect(columns.map(({ signature, values }) => [signature, values.every(Number.isFinite)])).toEqual([
      ["good", true],
      ["lost", false],
    ]);
    const told = Object.fromEntries(signatures.map(({ id, reason, refused }) => [id, [reason, refused[0]?.reason]]));
    expect(told).toEqual({
      good: [null, undefined],
      "alone (line 2)": [expect.stringMatching(/^Line 2/), expect.stringMatching(/^Line 2: "alone" stands alone/)],
      lost: ["the matrix holds 0 of 2 genes, and 1 genes are needed", undefined],
      down: [null, expect.stringMatching(/^ucell takes down genes off/)],
    });
  });

  test("JSON with a pair of a gene with itself, and a set without weights among weighted ones", async () => {
    const weighted = { id: "w", genes: ["A", "B"].map((symbol, i) => ({ symbol, direction: 1, weight: i + 1 })) };
    const own = [weighted, { id: "p", genes: PAIRS }, { id: "bare", genes: ["A", "C"] }];
    const { columns, signatures } = await scored({ own, methods: ["weighted-sum"], partial: true });
    expect(columns.map(({ signature }) => signature)).toEqual(["w"]);
    expect(signatures.map(({ id, refused }) => [id, refused.length])).toEqual([
      ["w", 0],
      ["p (number 2)", 1],
      ["bare", 1],
    ]);
  });
});

describe("on the command line", { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "crossresist-"));
  const script = join(import.meta.dirname, "../../scripts/library/crossresist.mjs");
  const run = (...words: readonly string[]) =>
    spawnSync(process.execPath, [script, "score", "expr.tsv", "--gmt", "sets.gmt.gz", ...words], {
      cwd: folder,
      encoding: "utf8",
    });

  beforeAll(async () => {
    await nodeRanker("wasm");
    writeFileSync(join(folder, "expr.tsv"), MATRIX);
    writeFileSync(join(folder, "sets.gmt.gz"), gzipSync(GMT));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("bad sets are bad data, with the line; --partial scores the others", () => {
    const { status, stderr } = run();
    expect([status, JSON.parse(stderr)]).toMatchObject([1, { type: "/problems/bad-gmt", line: 2 }]);
    const partial = run("--partial", "--methods", "ucell");
    expect(partial.status).toBe(0);
    expect(Object.keys(JSON.parse(partial.stdout).samples[0].scores)).toEqual(["good", "lost"]);
  });

  test("unknown methods and options are bad usage", () => {
    for (const words of [
      ["--methods", "gsea"],
      ["--set", "ucell.rank=5"],
    ]) {
      const { status, stderr } = run("--partial", ...words);
      expect([status, stderr.split("\n")[0]]).toEqual([
        2,
        expect.stringMatching(/expected .*singscore|expected ucell/),
      ]);
    }
  });
});
