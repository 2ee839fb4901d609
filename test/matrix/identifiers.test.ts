import { beforeAll, describe, expect, test } from "vitest";
import type { ScoredMatrix } from "../../worker/engine/scored.ts";
import type { Signature } from "../../worker/engine/signature.ts";
import { scoreBoth } from "../support/score.ts";
import { memorySource } from "../support/source.ts";
import { join, MATRIX, OPTIONS, rowsOf, SIGNATURE, scoresOf, transpose } from "./small.ts";

const ROWS = rowsOf(MATRIX);
const [, ...BODY] = ROWS;

type Request = Parameters<typeof scoreBoth>[1];

const read = (content: string, request: Partial<Request> = {}): Promise<ScoredMatrix> =>
  scoreBoth(() => memorySource(content), { signatures: [SIGNATURE], options: OPTIONS, ...request });

/** Scores of the matrix with symbols, matched letter by letter. */
let expected: Map<string, string>;

beforeAll(async () => {
  expected = scoresOf(await read(join(ROWS)));
});

describe("gene identifiers", () => {
  /** MARCHF1 instead of ABL1, because spreadsheets make a date of what it was called. */
  const signature: Signature = {
    ...SIGNATURE,
    genes: SIGNATURE.genes.map((gene) => (gene.symbol === "ABL1" ? { ...gene, symbol: "MARCHF1" } : gene)),
  };
  const genes = ["TP53", "AR", "STAT1", "IRF1", "JUN", "MARCHF1"];
  /** NCBI Gene and Ensembl, in the order of `genes`. */
  const names = {
    symbol: genes,
    entrez: ["7157", "367", "6772", "3659", "3725", "55016"],
    ensembl: [
      "ENSG00000141510",
      "ENSG00000169083",
      "ENSG00000115415",
      "ENSG00000125347",
      "ENSG00000177606",
      "ENSG00000145416",
    ],
    alias: ["P53", "NR3C4", "STAT91", "MAR", "AP1", "MARCH1"],
  };
  const renamed = (to: readonly string[]) =>
    ROWS.map(([name, ...cells]) => {
      const at = genes.indexOf(name === "ABL1" ? "MARCHF1" : name);
      return [at < 0 ? name : to[at], ...cells];
    });
  const request = { signatures: [signature], literalIdentifiers: false };

  test.each([
    ["symbols", names.symbol, "symbol"],
    ["symbols in lower case", names.symbol.map((name) => name.toLowerCase()), "symbol"],
    ["Entrez numbers", names.entrez, "entrez"],
    ["Ensembl identifiers", names.ensembl, "ensembl"],
    ["Ensembl identifiers with versions", names.ensembl.map((name, i) => `${name}.${i + 1}`), "ensembl"],
    ["aliases", names.alias, "alias"],
    ["a mixture", [...names.entrez.slice(0, 3), ...names.ensembl.slice(3)], "mixed"],
  ] as const)("%s are recognised in rows and in columns", async (_, to, identifiers) => {
    for (const rows of [renamed(to), transpose(renamed(to))]) {
      const scored = await read(join(rows), request);
      expect(scoresOf(scored)).toEqual(expected);
      expect(scored.matrix).toMatchObject({ identifiers, warnings: [] });
    }
  });

  test.each(["Mar-01", "MAR-1"])(
    "%s, made of MARCH1 by a spreadsheet, is ambiguous: MTARC1 was MARC1",
    async (date) => {
      const scored = await read(join(renamed(names.symbol.with(5, date))), request);
      expect(scored.signatures[0].missing).toEqual(["MARCHF1"]);
      expect(scored.matrix.warnings).toMatchObject([
        { type: "ambiguous-identifiers", names: { [date]: ["MARCHF1", "MTARC1"] } },
      ]);
    },
  );

  test("8-Mar can only be MARCHF8; it is recognised and reported", async () => {
    const genes = signature.genes.map((gene) => (gene.symbol === "MARCHF1" ? { ...gene, symbol: "MARCHF8" } : gene));
    for (const date of ["8-Mar", "08-Mar", "Mar-08", "2024-03-08"]) {
      const scored = await read(join(renamed(names.symbol.with(5, date))), {
        ...request,
        signatures: [{ ...signature, genes }],
      });
      expect(scoresOf(scored)).toEqual(expected);
      expect(scored.matrix.warnings).toMatchObject([{ type: "excel-dates", names: [date] }]);
    }
  });

  test("a symbol in a later column counts where the first holds probe names, a number there does not", async () => {
    const rows = renamed(names.symbol).map(([gene, ...cells], i) =>
      i === 0 ? ["probe", "gene", "locus", ...cells] : [`${i}_at`, gene, `chr${i}`, ...cells],
    );
    expect(scoresOf(await read(join(rows), request))).toEqual(expected);
    // 367 is AR's Entrez number, and here a position on the chromosome.
    const numbered = join(rows).replaceAll("chr3\t", "367\t");
    expect(scoresOf(await read(numbered, request))).toEqual(expected);
  });

  test("Entrez numbers in a later column count under a header that says so", async () => {
    const rows = renamed(names.entrez).map(([gene, ...cells], i) =>
      i === 0 ? ["probe", "ENTREZ_GENE_ID", ...cells] : [`${i}_at`, gene, ...cells],
    );
    expect(scoresOf(await read(join(rows), request))).toEqual(expected);
  });

  test("an alias gives way to the official symbol, wherever it stands", async () => {
    const decoy = ["P53", "0", "0", "NA", "0"];
    const [header, ...body] = renamed(names.symbol);
    const all = await Promise.all(
      [
        [header, decoy, ...body],
        [header, ...body, decoy],
      ].map((rows) => read(join(rows), request)),
    );
    expect(scoresOf(all[0])).toEqual(scoresOf(all[1]));
    expect(all[0].matrix.warnings).toMatchObject([{ type: "superseded-aliases", names: ["P53"] }]);
    expect(all[0].matrix.genes).toBe(13);
  });
});

describe("whether rows are genes", () => {
  test("samples called by numbers or by a gene's name do not make a matrix sample-major", async () => {
    const request = { signatures: [SIGNATURE], literalIdentifiers: false };
    // 1 to 400 are Entrez numbers of 31 genes of the catalogue; AR and P53 name genes; A1 is an ambiguous alias.
    for (const samples of [
      ["1", "2", "3", "4"],
      ["367", "207", "332", "25"],
      ["AR", "P53", "A1", "SR"],
    ]) {
      const [, ...body] = ROWS;
      const scored = await read(join([["gene", ...samples], ...body]), request);
      expect(scored.samples).toEqual(samples);
      expect([...scoresOf(scored).values()]).toEqual([...expected.values()]);
    }
  });

  test("nor do they where no gene of the signatures is among the first rows", async () => {
    const filler = Array.from({ length: 300 }, (_, i) => [
      `F${i}`,
      ...["0", "0", "0", "0"].map((_, j) => String((i * 7 + j) % 11)),
    ]);
    const scored = await read(join([["gene", "367", "207", "AR", "SR"], ...filler, ...BODY]), {
      literalIdentifiers: false,
    });
    expect(scored.matrix).toMatchObject({ genes: 312, samples: 4 });
  });

  test("samples may be numbered in the first column", async () => {
    const scored = await read(
      join(transpose(ROWS).map((row, i) => (i === 0 ? row : [String(i - 1), ...row.slice(1)]))),
    );
    expect(scored.samples).toEqual(["0", "1", "2", "3"]);
    expect([...scoresOf(scored).values()]).toEqual([...expected.values()]);
  });
});
