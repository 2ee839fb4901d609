import { describe, expect, test } from "vitest";
import { findMethod, methods, parseMethodOptions } from "../../../worker/engine/methods/index.ts";
import { METHOD_NAMES } from "../../../worker/engine/signature.ts";
import { Problem } from "../../../worker/problem.ts";

function problemOf(act: () => unknown): Problem {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("methods", () => {
  test("every name has a method that calls itself so and puts its score first", () => {
    for (const name of METHOD_NAMES) {
      expect(findMethod(name)).toBe(methods[name]);
      expect(methods[name].name).toBe(name);
      expect(methods[name].fields[0]).toBe("score");
    }
  });

  test("a signature whose genes are not available is refused by every method", () => {
    const empty = { id: "s", version: 1, genes: [], methods: [], coverage: { total: 1 } };
    for (const name of METHOD_NAMES) expect(methods[name].refusal(empty), name).not.toBeNull();
  });

  test("an unknown name is told which there are", () => {
    const problem = problemOf(() => findMethod("plage"));
    expect(problem.type).toBe("unknown-method");
    expect(problem.message).toContain("singscore, ssgsea, aucell");
  });
});

describe("options", () => {
  test("the defaults are those of docs/methods.md", () => {
    expect(parseMethodOptions({})).toEqual({
      singscore: {
        ties: "min",
        centre: true,
        direction: "known",
        dispersion: "mad",
        missing: "omit",
        median: "observed",
        stable: [],
      },
      ssgsea: { alpha: 0.25, ties: "expected", missing: "omit", normalise: "none" },
      aucell: { maxRank: 0.05, ties: "expected", missing: "omit" },
      ucell: { maxRank: 1500, missing: "impute", na: "missing", negativeWeight: 1 },
      gsva: { kcdf: "auto", tau: 1, maxDiff: true, absRanking: false, ties: "together", missing: "omit" },
      "rank-linear": null,
      zscore: { combine: "sqrt", missing: "omit" },
      "weighted-sum": { on: "z" },
      "median-vote": null,
      pairs: null,
      null: { permutations: 0, seed: 1, alternative: "greater" },
      gard: null,
    });
  });

  test("text from a query or a command line means what JSON means", () => {
    const text = {
      "singscore.centre": "false",
      "ssgsea.alpha": "0.75",
      "ucell.maxRank": "400",
      "singscore.stable": "A, B,,A",
    };
    const options = parseMethodOptions(text);
    expect(options.singscore).toMatchObject({ centre: false, stable: ["A", "B"] });
    expect(options.ssgsea.alpha).toBe(0.75);
    expect(options.ucell.maxRank).toBe(400);
  });

  test.each([
    ["plage.sign", "up", /no option "plage.sign".*singscore, ssgsea/],
    ["gsva.kcdf", "poisson", /auto, gaussian, none/],
    ["singscore.tie", "min", /no option "singscore.tie".*singscore\.ties/],
    ["pairs.ties", "half", /pairs has none/],
    ["singscore.ties", "first", /min, average, max/],
    ["singscore.centre", "yes", /true or false/],
    ["singscore.stable", true, /separated by commas/],
    ["ssgsea.alpha", "", /from 0 to 10/],
    ["ssgsea.alpha", "quarter", /from 0 to 10/],
    ["ssgsea.alpha", true, /from 0 to 10/],
    ["ssgsea.alpha", Number.NaN, /from 0 to 10/],
    ["ssgsea.alpha", -1, /from 0 to 10/],
    ["aucell.maxRank", 1, /from 2, or a fraction/],
    ["aucell.maxRank", 2.5, /from 2, or a fraction/],
    ["ucell.maxRank", 0, /whole number from 1/],
    ["ucell.negativeWeight", "-1", /from 0/],
    ["null.permutations", "1e6", /whole number from 0 to 100000/],
    ["null.seed", -1, /whole number from 0/],
    ["null.alternative", "less", /greater, two-sided/],
    ["null.draws", 10, /null\.permutations, null\.seed/],
    ["gard.dose", 2, /gard\.fractions cannot be "0"/],
    ["gard.fractions", 25, /gard\.dose cannot be "0"/],
  ])("%s=%s is refused with what is allowed", (key, value, message) => {
    const problem = problemOf(() => parseMethodOptions({ [key]: value }));
    expect(problem.type).toBe("unknown-option");
    expect(problem.message).toMatch(message);
  });
});
