import { describe, expect, test } from "vitest";
import { identifierIndex, knownSymbols, literalIndex } from "../../worker/catalogue/identifiers.ts";
import { catalogue } from "../../worker/catalogue/index.ts";
import { STABLE_GENES } from "../../worker/catalogue/stable-genes.ts";

/** What an identifier means in a panel of the given symbols: "SYMBOL (kind)", "A or B (kind)", or undefined. */
function meaning(identifier: string, symbols: readonly string[]): string | undefined {
  const index = identifierIndex(symbols);
  const match = index.lookup(identifier);
  if (match === undefined) return undefined;
  // What is found by a name is never ruled out by its bytes.
  const bytes = new TextEncoder().encode(`x${identifier}`);
  expect(index.mayKnow(bytes, 1, bytes.length)).toBe(true);
  return `${"gene" in match ? symbols[match.gene] : match.ambiguous.join(" or ")} (${match.kind})`;
}

describe("an identifier is recognised", () => {
  // Renamings by HGNC; Entrez and Ensembl ids of NCBI Gene as in org.Hs.eg.db 3.16.
  test.each([
    ["TP53", "TP53 (symbol)"],
    ["tp53", "TP53 (symbol)"],
    ["TNFRSF6", "FAS (alias)"],
    ["G1P2", "ISG15 (alias)"],
    ["C3orf28", "FAM162A (alias)"],
    ["C3ORF28", "FAM162A (alias)"],
    ["H2AFJ", "H2AJ (alias)"],
    ["FGFR1OP", "CEP43 (alias)"],
    ["LINS", "LINS1 (alias)"],
    ["METTL7B", "TMT1B (alias)"],
    ["7157", "TP53 (entrez)"],
    ["ENSG00000141510", "TP53 (ensembl)"],
    ["ENSG00000141510.17", "TP53 (ensembl)"],
    ["ENSG00000141510.17_PAR_Y", "TP53 (ensembl)"],
    ["ENSG00000141510_PAR_Y", "TP53 (ensembl)"],
  ])("%s as %s", (identifier, expected) => {
    const panel = ["STAT1", "FAS", "ISG15", "FAM162A", "H2AJ", "CEP43", "LINS1", "TMT1B", "TP53"];
    expect(meaning(identifier, panel)).toBe(expected);
  });

  test("only where its gene is in the panel", () => {
    for (const identifier of ["TP53", "P53", "7157", "ENSG00000141510.17"])
      expect(meaning(identifier, ["STAT1"])).toBeUndefined();
  });

  test("as its own symbol before it is taken for an alias of another gene of the panel", () => {
    expect(meaning("P53", ["TP53"])).toBe("TP53 (alias)");
    expect(meaning("P53", ["TP53", "P53"])).toBe("P53 (symbol)");
  });

  test("if the symbol is none of the catalogue's, by its spelling alone", () => {
    expect(meaning("MY-GENE", ["My-gene"])).toBe("My-gene (symbol)");
  });

  test("an Ensembl id that NCBI also gives to an antisense gene or a readthrough means the gene itself", () => {
    expect(meaning("ENSG00000143384", ["MCL1"])).toBe("MCL1 (ensembl)");
    expect(meaning("ENSG00000213809", ["KLRK1"])).toBe("KLRK1 (ensembl)");
  });
});

describe("an identifier is never mapped silently", () => {
  test("if several genes share the alias: the candidates are reported", () => {
    expect(meaning("SARS", ["SARS1"])).toBe("SARS1 or SARS2 (alias)");
    expect(meaning("sars", ["SARS2"])).toBe("SARS1 or SARS2 (alias)");
    expect(meaning("SARS", ["TP53"])).toBeUndefined();
  });

  // NCBI lists FAS among the aliases of FASN.
  test("if the alias is the official symbol of another gene: it means that gene alone", () => {
    expect(meaning("FAS", ["FASN"])).toBeUndefined();
    expect(meaning("FAS", ["FASN", "FAS"])).toBe("FAS (symbol)");
  });

  test("if two genes share an Ensembl id", () => {
    expect(meaning("ENSG00000276085.1", ["CCL3L1"])).toBe("CCL3L1 or CCL3L3 (ensembl)");
  });
});

describe("a spreadsheet's date", () => {
  test.each(["1-Mar", "01-Mar", "Mar-01", "Mar-1", "MAR-01", "2001-03-01", "2019-03-01"])(
    "%s is MARCHF1 or MTARC1",
    (date) => {
      expect(meaning(date, ["MARCHF1", "TP53"])).toBe("MARCHF1 or MTARC1 (excel-date)");
    },
  );

  test.each(["6-Mar", "Mar-06", "2019-03-06"])("%s is MARCHF6, the only gene it can come from", (date) => {
    expect(meaning(date, ["MARCHF6"])).toBe("MARCHF6 (excel-date)");
  });

  test("2006-03-01 may be MARCH1 typed in 2006 or Mar-06", () => {
    expect(meaning("2006-03-01", ["MARCHF1", "MARCHF6"])).toBe("MARCHF1 or MTARC1 or MARCHF6 (excel-date)");
  });

  test("of genes outside the panel is not reported", () => {
    for (const date of ["1-Mar", "2001-03-01", "2001-13-01", "9-Sep"]) expect(meaning(date, ["TP53"])).toBeUndefined();
  });
});

describe("identifiers of the catalogue", () => {
  const listed = catalogue().flatMap((entry) => entry.genes.map((gene) => gene.symbol));
  const symbols = [...new Set([...listed, ...Object.values(STABLE_GENES).flat()])];

  test("are those of its genes and of the stable genes, no more and no less", () => {
    expect(knownSymbols()).toEqual([...symbols].sort());
  });

  test("never lead from one gene's symbol to another gene", () => {
    const index = identifierIndex(symbols);
    expect(symbols.map((symbol) => index.lookup(symbol))).toEqual(symbols.map((_, gene) => ({ gene, kind: "symbol" })));
  });
});

describe("the bytes of a name", () => {
  const symbols = knownSymbols();
  const index = identifierIndex(symbols);
  const mayKnow = (name: string) => index.mayKnow(new TextEncoder().encode(name), 0, name.length);

  test("rule out nine in ten of those that name no gene of the panel", () => {
    const others = Array.from({ length: 10_000 }, (_, i) => `NOGENE${i}`);
    expect(others.filter(mayKnow).length).toBeLessThan(1_000);
  });

  test("never rule out a symbol, however it is written", () => {
    for (const symbol of symbols) {
      const written = [symbol, symbol.toLowerCase(), symbol.toUpperCase()];
      const found = written.filter((name) => index.lookup(name) !== undefined);
      expect(found.filter(mayKnow)).toEqual(found);
      expect(found).toContain(symbol);
    }
  });
});

describe("a literal index", () => {
  test("compares letter by letter", () => {
    const index = literalIndex(["TP53", "my gene"]);
    expect(index.lookup("my gene")).toEqual({ gene: 1, kind: "literal" });
    for (const identifier of ["tp53", "P53", "7157", "My gene"]) expect(index.lookup(identifier)).toBeUndefined();
  });
});
