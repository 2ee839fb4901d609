import { expect, test } from "vitest";
import { classifiedTable } from "../../web/src/engine/server/table.ts";
import { classify } from "../../worker/engine/cohort/index.ts";
import { RESULT_FORMATS, resultHead } from "../../worker/results/index.ts";
import { ascending, CES, ISG, PROGRAMME, RSI, sampleNames, scoredMatrix } from "../engine/cohort/support.ts";

const scores = {
  [RSI]: ascending(60).map((value) => (value === 2 ? Number.NaN : value / 7)),
  [CES]: ascending(60).reverse(),
  [PROGRAMME]: ascending(60),
  [ISG]: ascending(60),
};
const context = { classes: "cohort" } as const;
const csvOf = (result: ReturnType<typeof classify>) => [...RESULT_FORMATS.csv.chunks(result)].join("");

test("the table of a job gives the result that it was made of, whatever the samples are called", async () => {
  const names = ["=1+1", "@x", 'a"b', "c,d", "e\nf", '"\n"', ...sampleNames(54)];
  const result = classify(scoredMatrix(scores, { samples: names }), context);
  const csv = csvOf(result);
  const again = await classifiedTable(new Blob([csv]), JSON.parse(JSON.stringify(resultHead(result))), context);
  expect(again.scored.samples).toEqual(names);
  expect(csvOf(again)).toBe(csv);
  expect(resultHead(again).cohort).toEqual(resultHead(result).cohort);
});

test("further fields of a method come back as fields", async () => {
  const scored = scoredMatrix(scores);
  const values = Float64Array.from({ length: 120 }, (_, at) => (at % 7 === 3 ? Number.NaN : at / 3));
  const columns = scored.columns.map((column, at) =>
    at === 1 ? { ...column, fields: ["score", "dispersion"], values } : column,
  );
  const result = classify({ ...scored, columns }, context);
  const again = await classifiedTable(new Blob([csvOf(result)]), resultHead(result), context);
  expect(again.scored.columns[1].fields).toEqual(["score", "dispersion"]);
  expect([...again.scored.columns[1].values]).toEqual([...values]);
});

test("a table that breaks off is no result", async () => {
  const result = classify(scoredMatrix(scores), context);
  const half = csvOf(result).split("\n").slice(0, 30).join("\n");
  await expect(classifiedTable(new Blob([half]), resultHead(result), context)).rejects.toMatchObject({
    type: "truncated-body",
  });
});
