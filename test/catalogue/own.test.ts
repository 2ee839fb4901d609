import { describe, expect, test } from "vitest";
import { parseGmt, parseSignaturesJson } from "../../worker/catalogue/own.ts";
import { LIMITS } from "../../worker/limits.ts";
import { Problem } from "../../worker/problem.ts";

const directions = (genes: readonly { symbol: string; direction: number }[]) =>
  genes.map((gene) => `${gene.symbol}${gene.direction === 1 ? "+" : gene.direction === -1 ? "-" : "?"}`).join(" ");

function problemOf(parse: () => unknown): Problem {
  try {
    parse();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("GMT", () => {
  test("a plain line is an up set scored by singscore, wherever lines end and whatever trails", () => {
    const [first, second] = parseGmt("\uFEFFA\tfrom a paper\tTP53\tMDM2\t\t\r\n\r\nB\t\t CDKN1A \n");
    expect(first).toMatchObject({ id: "A", version: 1, methods: ["singscore"], coverage: { total: 1 }, mended: [] });
    expect(directions(first.genes)).toBe("TP53+ MDM2+");
    expect(second.genes).toEqual([{ symbol: "CDKN1A", direction: 1 }]);
  });

  test.each(["DN", "DOWN", "dn"])("X_UP and X_%s are the arms of one signature X, in either order", (suffix) => {
    const up = "X_UP\t\tA\tB";
    const down = `X_${suffix}\t\tC`;
    for (const text of [`${up}\nY\t\tD\n${down}`, `${down}\nY\t\tD\n${up}`]) {
      const signatures = parseGmt(text);
      expect(signatures.map((signature) => signature.id).sort()).toEqual(["X", "Y"]);
      expect(directions(signatures.find((signature) => signature.id === "X")?.genes ?? [])).toBe("A+ B+ C-");
    }
  });

  test("an up or down set without its other half keeps its name and scores as it stands", () => {
    const signatures = parseGmt("X_UP\t\tA\nZ_DN\t\tB");
    expect(signatures.map(({ id, genes }) => `${id}: ${directions(genes)}`)).toEqual(["X_UP: A+", "Z_DN: B+"]);
  });

  test("a pair whose stem is a set of its own, or of which one arm lies within the other, stays two sets", () => {
    expect(parseGmt("A_UP\t\tx\nA_DN\t\ty\nA\t\tz").map(({ id }) => id)).toEqual(["A_UP", "A_DN", "A"]);
    expect(parseGmt("A_UP\t\tx\nA_DN\t\tx\ty").map(({ id }) => id)).toEqual(["A_UP", "A_DN"]);
  });

  test("gene+ and gene- set the direction of single genes, and a hyphen inside a name does not", () => {
    expect(directions(parseGmt("S\t\tA+\tB-\tHLA-A\tNKX2-5")[0].genes)).toBe("A+ B- HLA-A+ NKX2-5+");
  });

  test("a gene that a set names twice counts once, and a note says so", () => {
    const [set] = parseGmt("DUP\t\tg02\tg02\tg06\tg10\tg10\tg14");
    expect(directions(set.genes)).toBe("g02+ g06+ g10+ g14+");
    expect(set.mended).toEqual(["genes named more than once, counted once: g02, g10"]);
  });

  test.each([
    ["a line of one field", "A\t\tTP53\nTP53 MDM2", 2, /"TP53 MDM2" stands alone/],
    ["a set without genes", "A\tdescription", 1, /set "A" has no genes/],
    ["a set of empty fields", "A\t\t\t \t", 1, /set "A" has no genes/],
    ["a set without a name", "\t\tTP53", 1, /no name/],
    ["two sets of one name", "A\t\tx\nB\t\ty\nA\t\tz", 3, /Set "A".*line 1 already/],
    ["two up halves", "A_UP\t\tx\nA_UP\t\ty\nA_DN\t\tz", 2, /up genes on line 1 already/],
    ["two down halves", "A_UP\t\tx\nA_DOWN\t\ty\nA_DN\t\tz", 3, /down genes on line 2 already/],
    ["a gene up and down in one set", "A\t\tx+\tx-", 1, /Set "A".*gene x is both up and down/],
    ["a name too long", `${"A".repeat(LIMITS.nameLength + 1)}\t\tx`, 1, /name is longer than/],
  ])("%s is refused with its line", (_title, text, line, message) => {
    const problem = problemOf(() => parseGmt(text));
    expect(problem.type).toBe("bad-gmt");
    expect(problem.details.line).toBe(line);
    expect(problem.message).toMatch(message);
  });

  test("a gene in both arms of a pair is left out of both, and a note says so", () => {
    const [set] = parseGmt("A_UP\t\tx\ty\nA_DN\t\tx\tz");
    expect(directions(set.genes)).toBe("y+ z-");
    expect(set.mended).toEqual(["genes both up and down, left out: x"]);
  });

  test("partial sets aside what cannot be read, with the reason, and reads the rest", () => {
    const sets = parseGmt("A\t\tx\nalone\nA\t\ty\nB_UP\t\tz\nB_UP\t\tz\nB_DN\t\tw", true);
    expect(sets.map(({ id, fault }) => [id, fault])).toEqual([
      ["A", undefined],
      ["alone (line 2)", expect.stringMatching(/^Line 2: "alone" stands alone/)],
      ["A (line 3)", expect.stringMatching(/^Set "A", line 3: .*line 1 already/)],
      ["B", undefined],
      ["B_UP (line 5)", expect.stringMatching(/^Set "B_UP", line 5: .*on line 4 already/)],
    ]);
    expect(problemOf(() => parseGmt("alone\nlonely", true)).message).toMatch(/"alone" stands alone/);
  });

  test("a file without sets is refused", () => {
    expect(problemOf(() => parseGmt("\n \n")).type).toBe("bad-gmt");
  });
});

describe("JSON", () => {
  test("partial sets aside what cannot be read", () => {
    const sets = parseSignaturesJson([{ id: "a", genes: ["A"] }, { id: "a", genes: ["B"] }, { genes: [] }], true);
    expect(sets.map(({ id, fault }) => [id, fault === undefined])).toEqual([
      ["a", true],
      ["a (number 2)", false],
      ["signature (number 3)", false],
    ]);
  });

  test("a pair of a gene with itself is refused", () => {
    const genes = [1, -1].map((direction) => ({ symbol: "A", direction, pair: 1 }));
    expect(problemOf(() => parseSignaturesJson({ id: "p", genes })).message).toBe(
      'Signature "p": pair 1 is of gene A with itself.',
    );
  });

  test("takes a list of identifiers, arms, or genes with directions", () => {
    const signatures = parseSignaturesJson([
      { id: "list", genes: ["A", "B"] },
      { id: "arms", genes: { up: ["A"], down: ["B"] }, methods: ["ucell", "ssgsea"] },
      { id: "genes", genes: [{ symbol: "A", direction: -1 }, { symbol: "B", direction: 0 }, { symbol: "C" }] },
    ]);
    expect(signatures.map(({ id, genes }) => `${id}: ${directions(genes)}`)).toEqual([
      "list: A+ B+",
      "arms: A+ B-",
      "genes: A- B? C+",
    ]);
    expect(signatures.map(({ methods }) => methods)).toEqual([["singscore"], ["ucell", "ssgsea"], ["singscore"]]);
  });

  test("weights mean a weighted sum and pairs mean pairs, unless methods say otherwise", () => {
    const weighted = [
      { symbol: "A", weight: 0.5 },
      { symbol: "B", weight: -1, direction: -1 },
    ];
    expect(parseSignaturesJson({ id: "w", genes: weighted })[0].methods).toEqual(["weighted-sum"]);
    expect(parseSignaturesJson({ id: "w", genes: weighted, methods: ["rank-linear"] })[0].methods).toEqual([
      "rank-linear",
    ]);
    const paired = [
      { symbol: "A", pair: 1 },
      { symbol: "B", pair: 1 },
    ];
    expect(parseSignaturesJson({ id: "p", genes: paired })[0].methods).toEqual(["pairs"]);
  });

  test.each([
    ["no id", { genes: ["A"] }, /number 1.*id/],
    ["no genes", { id: "s", genes: [] }, /"s": there are no genes/],
    ["genes of a wrong kind", { id: "s", genes: "TP53" }, /"s": genes: expected a list/],
    ["a direction that is none", { id: "s", genes: [{ symbol: "A", direction: 2 }] }, /genes: expected a list/],
    ["an unknown method", { id: "s", genes: ["A"], methods: ["gsea"] }, /methods\.0/],
    ["an unknown member", { id: "s", genes: ["A"], weights: [1] }, /weights/],
    ["a gene up and down", { id: "s", genes: { up: ["A"], down: ["A"] } }, /gene A is both up and down/],
    [
      "a gene of two weights",
      {
        id: "s",
        genes: [
          { symbol: "A", weight: 1 },
          { symbol: "A", weight: 2 },
        ],
      },
      /gene A stands twice/,
    ],
    [
      "two signatures of one id",
      [
        { id: "s", genes: ["A"] },
        { id: "s", genes: ["B"] },
      ],
      /two signatures of this id/,
    ],
    ["no signature", [], /empty/],
  ])("%s is refused", (_title, value, message) => {
    const problem = problemOf(() => parseSignaturesJson(value));
    expect(problem.type).toBe("bad-signature");
    expect(problem.message).toMatch(message);
  });
});
