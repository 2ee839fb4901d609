import { describe, expect, it } from "vitest";
import { parseJson } from "../../worker/request/parse.ts";
import { parseQuery, parseScoring, parseSource } from "../../worker/request/scoring.ts";

const DEFAULTS = {
  options: {},
  duplicates: "error",
  scale: "detect",
  partial: false,
  classes: "cohort",
  engine: "wasm",
};

describe("a query", () => {
  it("may be empty", () => {
    expect(parseQuery(new URLSearchParams())).toEqual(DEFAULTS);
  });

  it("says the same as JSON", () => {
    const query =
      "signatures=a, b&methods=singscore,ucell&singscore.ties=average&duplicates=max&classes=none&engine=typescript&format=csv";
    expect(parseQuery(new URLSearchParams(query))).toEqual(
      parseScoring({
        signatures: ["a", "b"],
        methods: ["singscore", "ucell"],
        options: { "singscore.ties": "average" },
        duplicates: "max",
        classes: "none",
        engine: "typescript",
        format: "csv",
      }),
    );
  });

  it("asks for all signatures by one word", () => {
    expect(parseQuery(new URLSearchParams("signatures=all")).signatures).toBe("all");
  });

  it("declares what the matrix is by members of the reference", () => {
    const query = { "reference.cohort": "Breast (NKI)", "reference.tissue": "breast" };
    const parsed = parseQuery(new URLSearchParams(query));
    expect(parsed).toEqual({ ...DEFAULTS, reference: { cohort: "Breast (NKI)", tissue: "breast" } });
  });

  it.each([
    ["tie=average", "unknown-option", "tie"],
    ["reference.cohort=a&reference.cancer=b", "unknown-option", "reference.cancer"],
    ["duplicates=min", "unknown-option", "duplicates"],
    ["engine=gpu", "unknown-option", "engine"],
    ["engine=wasm&engine=wasm", "bad-request", "engine"],
    ["signatures=,", "bad-request", "signatures"],
  ])("is refused as a whole: %s", (query, type, text) => {
    expect(() => parseQuery(new URLSearchParams(query))).toThrow(
      expect.objectContaining({ type, details: expect.objectContaining({ text }) }),
    );
  });

  it("is told which values there are", () => {
    expect(() => parseQuery(new URLSearchParams("duplicates=min"))).toThrow(
      expect.objectContaining({ details: { text: "duplicates", expected: "error, first, mean, max" } }),
    );
  });
});

describe("a JSON request", () => {
  it("names its matrix and may bring a sheet, a GMT file and signatures along", () => {
    const source = { bucket: "matrices", key: "a.tsv" };
    const request = { source, sheet: "sample\nS1\n", gmt: "SET\t\tA\n", own: [{ id: "x", genes: ["A"] }] };
    expect(parseSource(request)).toEqual({ ...DEFAULTS, ...request });
  });

  it.each([
    [{}, "bad-request", "source"],
    [{ source: { bucket: "matrices" } }, "bad-request", "source.key"],
    [{ source: { bucket: "matrices", key: "a", etag: "b" } }, "unknown-option", "source.etag"],
    [{ source: { bucket: "matrices", key: "a" }, method: "ucell" }, "unknown-option", "method"],
    [
      { source: { bucket: "matrices", key: "a" }, options: { "ucell.maxRank": [1] } },
      "bad-request",
      "options.ucell.maxRank",
    ],
    [[], "bad-request", ""],
  ])("is refused with the member that is wrong: %j", (request, type, text) => {
    expect(() => parseSource(request)).toThrow(
      expect.objectContaining({ type, details: expect.objectContaining({ text }) }),
    );
  });

  it("is refused at once for a member of millions of letters, or a hundred thousand members", {
    timeout: 1_000,
  }, () => {
    const refused = (request: object) => {
      try {
        parseSource(request);
      } catch (error) {
        return error;
      }
      return null;
    };
    const source = { bucket: "matrices", key: "a" };
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, 1]));
    for (const request of [
      { source, ["a".repeat(3_000_000)]: 1 },
      { source, ...many },
    ]) {
      const problem = refused(request);
      expect(problem).toMatchObject({ type: "unknown-option" });
      expect((problem as Error).message.length).toBeLessThan(300);
    }
  });

  it("is refused where it is not JSON", () => {
    expect(() => parseJson("{")).toThrow(expect.objectContaining({ type: "bad-request" }));
  });
});
