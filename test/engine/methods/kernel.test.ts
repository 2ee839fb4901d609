import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { meanRankPosition } from "../../../worker/engine/methods/common/position.ts";
import { findMethod, parseMethodOptions } from "../../../worker/engine/methods/index.ts";
import { NullReason, type OptionValues } from "../../../worker/engine/methods/method.ts";
import { singscore } from "../../../worker/engine/methods/singscore.ts";
import { inKernel } from "../../../worker/engine/methods/twins/kernel-abi.ts";
import { panelSet } from "../../../worker/engine/panel.ts";
import type { KernelExports } from "../../../worker/engine/ranker/kernel.ts";
import type { SignatureGene } from "../../../worker/engine/signature.ts";
import { seededRandom } from "../../../worker/engine/statistics/random.ts";
import { normalTwoSided } from "../../../worker/engine/statistics/tails.ts";
import { oracleRanks } from "../../support/oracle.ts";
import { loadKernel, scoreByKernel } from "../../support/score-kernel.ts";
import { layOut, signatureOf } from "../../support/scoring.ts";

/** Rules for ties, and how many rows make ranks of sixteen bits, and of more. */
const WIDTHS = [
  ["min", 65_535],
  ["min", 65_536],
  ["average", 32_767],
  ["average", 32_768],
  ["average", 65_536],
  ["max", 4_000_000],
] as const;
const KERNEL_METHODS = ["singscore", "ssgsea", "aucell", "ucell", "rank-linear"] as const;

/** Every choice of every option that the kernel knows, drawn independently. */
const optionValues: fc.Arbitrary<OptionValues> = fc.record({
  "singscore.ties": fc.constantFrom("min", "average", "max"),
  "singscore.centre": fc.boolean(),
  "singscore.direction": fc.constantFrom("known", "unknown"),
  "singscore.dispersion": fc.constantFrom("mad", "iqr"),
  "singscore.missing": fc.constantFrom("omit", "propagate"),
  "singscore.median": fc.constantFrom("observed", "nominal"),
  "ssgsea.alpha": fc.constantFrom(0, 0.1, 0.25, 0.3, 0.5, 0.75, 1, 1.25, 2.7),
  "ssgsea.ties": fc.constantFrom("expected", "gsva", "gseapy", "first"),
  "ssgsea.missing": fc.constantFrom("omit", "propagate"),
  "aucell.maxRank": fc.constantFrom(0.05, 0.3, 2, 5, 20, 1000),
  "aucell.ties": fc.constantFrom("expected", "first"),
  "aucell.missing": fc.constantFrom("omit", "last"),
  "ucell.maxRank": fc.constantFrom(1, 5, 20, 1500),
  "ucell.missing": fc.constantFrom("impute", "skip"),
  "ucell.na": fc.constantFrom("missing", "last"),
  "ucell.negativeWeight": fc.constantFrom(0, 0.5, 1),
});

/** Few distinct values and missing ones: ties everywhere. */
const tiedCell = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 6 }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);
const freeCell = fc.oneof(
  { weight: 8, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);

/** A column and a signature over its rows; negative rows are genes that the matrix does not hold. */
const scoring = fc.oneof(fc.array(tiedCell, { maxLength: 60 }), fc.array(freeCell, { maxLength: 60 })).chain((column) =>
  fc.record({
    column: fc.constant(column),
    rows: fc.uniqueArray(fc.integer({ min: -3, max: column.length - 1 }), { minLength: 1, maxLength: 40 }),
    directions: fc.array(fc.constantFrom<1 | -1 | 0>(1, -1, 0), { minLength: 40, maxLength: 40 }),
    mixed: fc.boolean(),
    weights: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 40, maxLength: 40 }),
  }),
);

let kernel: KernelExports;
beforeAll(async () => {
  kernel = await loadKernel();
});

describe("kernel and TypeScript give the same bits", () => {
  test.each(KERNEL_METHODS)("%s, for any ties, missing values, arms and options", (name) => {
    const seen = new Set<number>();
    fc.assert(
      fc.property(scoring, optionValues, ({ column, rows, directions, mixed, weights }, values) => {
        const options = parseMethodOptions(values);
        const genes = rows.map(
          (row, i): SignatureGene => ({
            symbol: `g${row}`,
            direction: mixed ? directions[i] : directions[0],
            weight: weights[i],
          }),
        );
        const signature = { id: "s", version: 1, genes, methods: [], coverage: { total: 1 } };
        const set = panelSet(signature, new Map(rows.map((row, i) => [`g${row}`, i])), (i) => rows[i] >= 0);
        const ranks = oracleRanks(column, rows);
        const method = findMethod(name);
        if (method.scope !== "sample") throw new Error(`${name} does not score single samples`);
        const out = new Float64Array(method.fields.length);
        const reason = method.score(ranks, set, options[name], out, 0);
        const twin = scoreByKernel(kernel, name, options, ranks, set, out.length + 2, name === "singscore");
        if (name === "singscore") {
          const z = meanRankPosition(ranks, set);
          expect(twin.fields.slice(out.length)).toEqual([z, normalTwoSided(z)]);
        }
        expect(twin.reason).toBe(reason);
        for (let i = 0; i < out.length; i++) expect(Object.is(twin.fields[i], out[i])).toBe(true);
        // A null says why, and a score says nothing.
        expect(Number.isNaN(out[0])).toBe(reason !== NullReason.none);
        seen.add(reason);
      }),
      { numRuns: 3000 },
    );
    expect(seen).toContain(NullReason.none);
    expect(seen).toContain(NullReason.coverage);
  });

  test("the p of a position, however far it lies", () => {
    const set = layOut(signatureOf("A B"), ["A", "B"]);
    const ranks = oracleRanks([...Array(50).keys()], [48, 49]);
    const plain = meanRankPosition(ranks, set);
    const n = ranks.measured;
    for (const wanted of [...Array(400).keys()].map((step) => step / 10)) {
      // Ties elsewhere in the column narrow what random genes vary by.
      const tieMoment = (n ** 3 - n) * (1 - (plain / wanted) ** 2);
      const known = { ...ranks, tieMoment };
      const z = meanRankPosition(known, set);
      const { fields } = scoreByKernel(kernel, "singscore", parseMethodOptions({}), known, set, 4, true);
      expect(z).toBeCloseTo(wanted, 8);
      expect(fields.slice(2)).toEqual([z, normalTwoSided(z)]);
    }
  });

  test("singscore's dispersion of ranks that sixteen bits hold, and that they do not", () => {
    const random = seededRandom(2);
    for (let size = 1; size <= 66; size++) {
      const genes = Array.from({ length: size }, (_, gene) => `g${gene}`);
      const set = layOut(signatureOf(genes.join(" ")), genes);
      for (const [ties, rows] of WIDTHS) {
        // Many at the ends, where deviations are largest.
        const ends = [random.below(rows), 0, rows - 1];
        const below = Uint32Array.from(genes, () => ends[random.below(3)]).fill(rows - 1, size - 1);
        const tied = Uint32Array.from(below, (rank) => 1 + random.below(Math.min(2, rows - rank)));
        const ranks = { ...oracleRanks([1], [0]), below, tied, measured: rows, rows };
        const options = parseMethodOptions({ "singscore.ties": ties });
        const out = new Float64Array(2);
        singscore.score(ranks, set, options.singscore, out, 0);
        expect(scoreByKernel(kernel, "singscore", options, ranks, set, 2).fields).toEqual([...out]);
      }
    }
  });

  test("singscore's dispersion in sets of any size, which are sorted in several ways", () => {
    const random = seededRandom(1);
    for (const size of [1, 2, 3, 7, 8, 9, 50, 63, 64, 65, 127, 128, 129, 300, 2000]) {
      for (const distinct of [3, 500, 2 ** 31]) {
        for (const dispersion of ["mad", "iqr"]) {
          const column = Array.from({ length: 2500 }, () => random.below(distinct));
          const rows = Array.from({ length: size }, (_, i) => i);
          const genes = rows.map((row): SignatureGene => ({ symbol: `g${row}`, direction: 1 }));
          const signature = { id: "s", version: 1, genes, methods: [], coverage: { total: 1 } };
          const set = panelSet(signature, new Map(rows.map((row) => [`g${row}`, row])), () => true);
          const ranks = oracleRanks(column, rows);
          const options = parseMethodOptions({ "singscore.dispersion": dispersion, "singscore.ties": "average" });
          const out = new Float64Array(2);
          singscore.score(ranks, set, options.singscore, out, 0);
          const twin = scoreByKernel(kernel, "singscore", options, ranks, set, 2);
          expect(twin.fields).toEqual([...out]);
        }
      }
    }
  });

  test("singscore against stable genes is left to TypeScript", () => {
    expect(inKernel("singscore", parseMethodOptions({}))).toBe(true);
    expect(inKernel("singscore", parseMethodOptions({ "singscore.stable": "ACTB" }))).toBe(false);
  });
});
