import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { URL } from "node:url";
import { describe, expect, test } from "vitest";
import { build } from "../../scripts/catalogue.ts";
import {
  type CatalogueEntry,
  catalogue,
  catalogueVersion,
  defaultSignatures,
  findSignature,
  resolveSignatures,
  scorable,
} from "../../worker/catalogue/index.ts";
import { entrySchema } from "../../worker/catalogue/schema.ts";
import type { Signature } from "../../worker/engine/signature.ts";
import { Problem } from "../../worker/problem.ts";

const DATA = new URL("../../worker/catalogue/data/", import.meta.url);

function problemOf(action: () => unknown): Problem {
  try {
    action();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("expected a Problem");
}

/** RSI's weights over given ranks of its genes in canonical order (AR, JUN, STAT1, PRKCB, RELA, ABL1, SUMO1, PAK2, HDAC1, IRF1). */
function rsiOf(ranks: readonly number[]): number {
  return findSignature("rsi_eschrich2009").genes.reduce(
    (sum, gene, index) => sum + (gene.weight ?? Number.NaN) * ranks[index],
    0,
  );
}

const symbolsOf = (id: string, direction?: number) =>
  findSignature(id)
    .genes.filter((gene) => direction === undefined || gene.direction === direction)
    .map((gene) => gene.symbol);

/** An entry that obeys the schema, to be broken one rule at a time. */
const sound = findSignature("ims_cui2018");

describe("the compiled catalogue", () => {
  test("equals what the sources compile to", () => {
    for (const [path, text] of build())
      expect(text, path).toBe(readFileSync(new URL(path.replace("data/", ""), DATA), "utf8"));
  });

  test("obeys the schema in every entry", () => {
    for (const entry of catalogue()) expect(entrySchema.safeParse(entry).error?.message, entry.id).toBeUndefined();
  });

  test("carries the digest of its entries and identifiers", () => {
    const read = (name: string) => JSON.parse(readFileSync(new URL(name, DATA), "utf8"));
    const content = JSON.stringify([read("signatures.json").signatures, read("identifiers.json")]);
    expect(catalogueVersion).toBe(`sha256:${createHash("sha256").update(content).digest("hex").slice(0, 16)}`);
  });

  test("holds 72 signatures: 8 core, 39 on display, 12 exploratory, 13 that cannot be scored", () => {
    const count = (role: CatalogueEntry["role"]) => catalogue().filter((entry) => entry.role === role).length;
    expect(catalogue()).toHaveLength(72);
    expect([count("core"), count("display"), count("exploratory")]).toEqual([8, 39, 12]);
    expect([count("needs-genes"), count("needs-parameters")]).toEqual([12, 1]);
  });

  test("is sorted by id, each id once", () => {
    const ids = catalogue().map((entry) => entry.id);
    expect(ids).toEqual([...new Set(ids)].sort());
  });
});

describe("the schema refuses", () => {
  const broken: [rule: string, entry: object][] = [
    ["a gene that stands twice", { genes: [...sound.genes, sound.genes[0]] }],
    [
      "weights for some genes only",
      { genes: sound.genes.map((gene, index) => (index === 0 ? { ...gene, weight: undefined } : gene)) },
    ],
    ["a direction against the sign of its weight", { genes: sound.genes.map((gene) => ({ ...gene, direction: 1 })) }],
    [
      "a weighing method without weights",
      { genes: sound.genes.map(({ symbol, direction }) => ({ symbol, direction })) },
    ],
    ["an orientation that contradicts highMeans", { orientation: -1 }],
    ["a coverage floor above the number of genes", { coverage: { total: 5 } }],
    ["a coverage floor of down genes above their number", { coverage: { total: 4, down: 2 } }],
    ["a gene list where the role says there is none", { role: "needs-genes" }],
    ["the pairs method without pairs", { methods: ["weighted-sum", "pairs"] }],
    ["an unknown method", { methods: ["gsva"] }],
    ["a member that it does not know", { cutoff: 1 }],
  ];
  test.each(broken)("%s", (_rule, change) => {
    expect(entrySchema.safeParse(sound).success).toBe(true);
    expect(entrySchema.safeParse({ ...sound, ...change }).success).toBe(false);
  });

  test("a pair with only one gene", () => {
    const pairs = findSignature("gps3_qi2016");
    expect(entrySchema.safeParse({ ...pairs, genes: pairs.genes.slice(0, -1) }).success).toBe(false);
  });

  test("a high side for a set without directions", () => {
    const undirected = findSignature("msigdb_gyorffy_doxorubicin_resistance");
    expect(entrySchema.safeParse({ ...undirected, highMeans: "resistant", orientation: 1 }).success).toBe(false);
  });
});

describe("published facts", () => {
  // Eschrich 2009; the rank vectors and their scores are worked out from the ten printed weights.
  test("RSI's weights add up to 0.0558187 and score the worked vectors", () => {
    expect(rsiOf(Array(10).fill(1))).toBeCloseTo(0.0558187, 12);
    expect(rsiOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toBeCloseTo(0.0068218, 12);
    expect(rsiOf([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])).toBeCloseTo(0.6071839, 12);
    expect(rsiOf(Array(10).fill(5.5))).toBeCloseTo(0.30700285, 12);
  });

  test("coverage floors: RSI all ten, CES 4, ISG.RS 15, irradiation programme 10 up and 10 down, Cui 80%", () => {
    const coverage = (id: string) => findSignature(id).coverage;
    expect(coverage("rsi_eschrich2009")).toEqual({ total: 10 });
    expect(coverage("ces_zhang2016")).toEqual({ total: 4 });
    expect(coverage("isgrs_benci2019")).toEqual({ total: 15 });
    expect(coverage("ir_program_composite")).toEqual({ total: 20, up: 10, down: 10 });
    expect(coverage("rss_cui2018").total).toBe(Math.ceil(34 * 0.8));
    expect(coverage("ims_cui2018").total).toBe(Math.ceil(4 * 0.8));
  });

  test("where no floor is set: a fifth of the list and of each direction, at least three, all of up to four", () => {
    expect(findSignature("msigdb_hallmark_p53_pathway").coverage).toEqual({ total: 40 });
    expect(findSignature("msigdb_kerley_response_to_cisplatin_up").coverage).toEqual({ total: 10, up: 9, down: 1 });
    expect(findSignature("liu2018_platinum7").coverage).toEqual({ total: 3 });
    expect(findSignature("rps_pitroda2014").coverage).toEqual({ total: 4 });
  });

  test("the irradiation programme holds Piening's four damage genes up", () => {
    expect(symbolsOf("ir_program_composite", 1)).toEqual(expect.arrayContaining(["GADD45A", "XPC", "PPM1D", "FAS"]));
  });

  test("ISG.RS holds the seven IRDS genes and shares exactly STAT1 with RSI", () => {
    const isg = symbolsOf("isgrs_benci2019");
    expect(isg).toEqual(expect.arrayContaining(symbolsOf("irds7_weichselbaum2008")));
    expect(symbolsOf("rsi_eschrich2009").filter((symbol) => isg.includes(symbol))).toEqual(["STAT1"]);
  });

  test("former symbols of published lists are translated: LINS, FGFR1OP, H2AFJ, DDX58, SARS", () => {
    expect(symbolsOf("rss_cui2018")).toEqual(expect.arrayContaining(["LINS1", "CEP43", "H2AJ"]));
    expect(symbolsOf("msigdb_moserle_ifna_response")).toContain("RIGI");
    expect(symbolsOf("msigdb_fischer_direct_p53_targets_meta_analysis")).toContain("SARS1");
  });

  test("undirected sets have no up genes", () => {
    for (const id of ["msigdb_gyorffy_mitoxantrone_resistance", "msigdb_zhou_cell_cycle_genes_in_ir_response_24hr"]) {
      expect(new Set(findSignature(id).genes.map((gene) => gene.direction))).toEqual(new Set([0]));
    }
  });

  test("the genes of a pair follow each other, the one that counts first", () => {
    expect(symbolsOf("gps3_qi2016")).toEqual(["REXO5", "ZMYND10", "TREM1", "ANPEP", "ERN1", "FA2H"]);
  });

  test("no cut-off is unverified: each is published or a named convention", () => {
    const rules = catalogue().flatMap((entry) =>
      entry.cutoffs.map((cutoff) => [entry.id, cutoff.value, cutoff.status]),
    );
    expect(rules).toContainEqual(["rss_cui2018", 1, "published"]);
    expect(rules).toContainEqual(["ims_cui2018", -3.8, "published"]);
    expect(rules.map(([id]) => id)).not.toContain("ddir_mulligan2014");
  });
});

describe("requests", () => {
  test("without ids take the core signatures: the members of the classes and what is shown beside them", () => {
    const core = [
      "ces_zhang2016",
      "cin70_carter2006",
      "hypoxia_buffa2010",
      "ims_cui2018",
      "ir_program_composite",
      "isgrs_benci2019",
      "rsi_eschrich2009",
      "rss_cui2018",
    ];
    const signatures: readonly Signature[] = resolveSignatures(undefined);
    expect(signatures.map((signature) => signature.id)).toEqual(core);
    expect(defaultSignatures().map((entry) => entry.id)).toEqual(core);
  });

  test('for "all" take every signature that can be scored', () => {
    expect(resolveSignatures("all")).toHaveLength(59);
    expect(resolveSignatures("all").every(scorable)).toBe(true);
  });

  test("keep the order asked for, each signature once", () => {
    const ids = ["rsi_eschrich2009", "ces_zhang2016", "rsi_eschrich2009"];
    expect(resolveSignatures(ids).map((entry) => entry.id)).toEqual(["rsi_eschrich2009", "ces_zhang2016"]);
  });

  test.each([
    ["rsi", "rsi_eschrich2009"],
    ["rsi_eschrich2008", "rsi_eschrich2009"],
    ["HALLMARK_HYPOXIA", "msigdb_hallmark_hypoxia"],
  ])("for the unknown id %s suggest %s", (id, suggestion) => {
    const problem = problemOf(() => resolveSignatures([id]));
    expect(problem.type).toBe("unknown-signature");
    expect(problem.details.suggestions).toContain(suggestion);
  });

  test("for an id like no other suggest nothing", () => {
    expect(problemOf(() => findSignature("zzzzzzzzzz")).details.suggestions).toEqual([]);
  });

  test.each(["gard_scott2017", "speers2015_rss51", "abc_transporter_panel"])(
    "refuse %s, which cannot be scored as it stands",
    (id) => {
      expect(problemOf(() => resolveSignatures([id])).type).toBe("not-scorable");
    },
  );
});
