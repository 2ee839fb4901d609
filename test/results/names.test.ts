/** Whatever samples and signatures are called, every representation reads back, and none is run by a spreadsheet. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { ODD_NAMES } from "../../scripts/fuzz/text.ts";
import { classify } from "../../worker/engine/cohort/index.ts";
import { scoredMatrix } from "../engine/cohort/support.ts";
import { checkExports, textOf } from "../support/exports.ts";

const name = fc.oneof(
  fc.constantFrom(...ODD_NAMES).filter((odd) => odd !== ""),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
  fc.array(fc.constantFrom(..."=+-@\t\r\n\"',;|a1"), { minLength: 1, maxLength: 6 }).map((letters) => letters.join("")),
);

test("odd names of samples and signatures", async () => {
  const named = fc.tuple(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), name, fc.constantFrom("cohort", "none"));
  await fc.assert(
    fc.asyncProperty(named, async ([samples, signature, classes]) => {
      const id = signature.replaceAll(":", ".");
      const scored = scoredMatrix(
        { [`${id}:singscore`]: samples.map((_, at) => (at === 0 ? -0.5 : at / 3)) },
        { samples },
      );
      await checkExports(classify(scored, { classes }));
    }),
    { numRuns: 400, seed: 20_261_123 },
  );
});

test("lone surrogates leave valid UTF-8 and valid JSON", () => {
  const result = classify(scoredMatrix({ "set\ud800:singscore": [1, 2] }, { samples: ["a\udfff", "b"] }), {
    classes: "none",
  });
  for (const format of ["json", "ndjson", "csv", "tsv", "gct"] as const) {
    const bytes = new TextEncoder().encode(textOf(result, format));
    expect(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes)).not.toThrow();
  }
  expect(JSON.parse(textOf(result, "json")).samples[0].id).toBe("a\udfff");
});
