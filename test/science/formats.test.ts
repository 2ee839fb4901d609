/** One matrix in two formats, and the same cell lines on two arrays. Needs `../shared/data`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { spearman } from "../../worker/engine/statistics/index.ts";
import { RESULT_FORMATS } from "../../worker/results/index.ts";
import { memorySource } from "../support/source.ts";
import { type Answer, ask, cohortFile, DATA, hasData, PATIENCE } from "./data.ts";

const present = hasData("NCI-60 in two formats and on two arrays");

const bytes = (format: keyof typeof RESULT_FORMATS, { result }: Answer) =>
  [...RESULT_FORMATS[format].chunks(result)].join("");

describe.runIf(present)("the NCI-60 lines", PATIENCE, () => {
  it.each([
    ["the core signatures", {}],
    // One gene of the others stands on two rows.
    ["all signatures", { signatures: "all", partial: true, duplicates: "max" }],
  ])("give the same bytes as GCT and as the same GCT written as TSV: %s", async (_which, request) => {
    const gct = readFileSync(join(DATA, "p53_nci60/P53_collapsed_symbols.gct"), "utf8");
    const rows = gct.trimEnd().split(/\r?\n/).slice(2);
    // The columns NAME and DESCRIPTION become the one that holds the gene.
    const tsv = rows.map((row) => row.split("\t").toSpliced(1, 1).join("\t")).join("\n");
    const asGct = await ask(memorySource(gct, "P53.gct"), request);
    const asTsv = await ask(memorySource(`${tsv}\n`, "P53.tsv"), request);
    expect(asGct.head.matrix).toMatchObject({ format: "gct-1.2", samples: 50 });
    expect(bytes("csv", asTsv)).toBe(bytes("csv", asGct));
    expect(JSON.stringify(asTsv.samples)).toBe(JSON.stringify(asGct.samples));
    // Nothing may differ but what tells the two files apart.
    const { name, format, digest } = asGct.head.matrix;
    const head = { ...asTsv.head, matrix: { ...asTsv.head.matrix, name, format, digest } };
    expect(JSON.stringify(head)).toBe(JSON.stringify(asGct.head));
  });

  it("keep the order of RSI over the lines that were measured on both arrays (rho 0.6 or better)", async () => {
    const request = { signatures: ["rsi_eschrich2009"] };
    const rsi = async (cohort: string) => {
      const { samples } = await ask(await cohortFile(cohort, "expr.tsv.gz"), request);
      return new Map(samples.map(({ id, scores }) => [lineName(id), scores.rsi_eschrich2009["rank-linear"].score]));
    };
    const [older, newer] = [await rsi("p53_nci60"), await rsi("nci60_u133a")];
    const shared = [...older.keys()].filter((line) => newer.has(line));
    expect(shared.length).toBeGreaterThan(40);
    const { rho } = spearman(
      shared.map((line) => Number(older.get(line))),
      shared.map((line) => Number(newer.get(line))),
    );
    expect(rho).toBeGreaterThanOrEqual(0.6);
  });
});

/** "HS 578T" and "BR:HS578T" alike. */
function lineName(id: string): string {
  return id
    .replace(/^[A-Z]{2}:/, "")
    .replace("/ATCC", "")
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, "");
}
