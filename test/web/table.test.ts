import { expect, test } from "vitest";
import { classifiedTable } from "../../web/src/engine/server/table.ts";
import { classify } from "../../worker/engine/cohort/index.ts";
import { NULL_REASONS, NullReason } from "../../worker/engine/methods/method.ts";
import { gapChunks } from "../../worker/results/gaps.ts";
import { RESULT_FORMATS, resultHead } from "../../worker/results/index.ts";
import { ascending, CES, ISG, PROGRAMME, RSI, sampleNames, scoredMatrix } from "../engine/cohort/support.ts";

const scores = {
  [RSI]: ascending(60).map((value) => (value === 2 ? Number.NaN : value / 7)),
  [CES]: ascending(60).reverse(),
  [PROGRAMME]: ascending(60),
  [ISG]: ascending(60),
};
const context = { classes: "cohort" } as const;

type Result = ReturnType<typeof classify>;

const csvOf = (result: Result) => [...RESULT_FORMATS.csv.chunks(result)].join("");
const jsonOf = (result: Result) => JSON.parse([...RESULT_FORMATS.json.chunks(result)].join(""));

/** Reads back what a job would publish of a result. */
const readBack = (result: Result, csv = csvOf(result), gaps = [...gapChunks(result.scored)].join("")) =>
  classifiedTable(new Blob([csv]), new Blob([gaps]), JSON.parse(JSON.stringify(resultHead(result))), context);

test("the table of a job gives the result that it was made of, whatever the samples are called", async () => {
  const names = ["=1+1", "@x", 'a"b', "c,d", "e\nf", '"\n"', "'=1", ...sampleNames(53)];
  const scored = scoredMatrix(scores, { samples: names });
  const measured = Uint32Array.from(names, (_, sample) => 9_000 + sample);
  const columns = scored.columns.map((column) => ({
    ...column,
    reasons: column.reasons.map((_, sample) => (Number.isNaN(column.values[sample]) ? NullReason.missing : 0)),
  }));
  const result = classify({ ...scored, measured, columns }, context);
  const again = await readBack(result);
  expect(again.scored.samples).toEqual(names);
  expect(csvOf(again)).toBe(csvOf(result));
  const told = jsonOf(again);
  expect(told.samples).toEqual(jsonOf(result).samples);
  expect(told.cohort).toEqual(jsonOf(result).cohort);
  expect(JSON.stringify(told.samples)).toContain(NULL_REASONS[NullReason.missing]);
});

test("scores of a set whose name a spreadsheet would run are found again", async () => {
  const scored = scoredMatrix(scores);
  const named = { ...scored.columns[1], signature: "=SET" };
  const signatures = scored.signatures.map((one) =>
    one.id === scored.columns[1].signature ? { ...one, id: "=SET" } : one,
  );
  const result = classify({ ...scored, signatures, columns: scored.columns.with(1, named) }, context);
  expect((await readBack(result)).scored.columns[1]).toMatchObject({ signature: "=SET", values: named.values });
});

test("further fields of a method come back as fields", async () => {
  const scored = scoredMatrix(scores);
  const values = Float64Array.from({ length: 120 }, (_, at) => (at % 7 === 3 ? Number.NaN : at / 3));
  const columns = scored.columns.map((column, at) =>
    at === 1 ? { ...column, fields: ["score", "dispersion"], values } : column,
  );
  const result = classify({ ...scored, columns }, context);
  const again = await readBack(result);
  expect(again.scored.columns[1].fields).toEqual(["score", "dispersion"]);
  expect([...again.scored.columns[1].values]).toEqual([...values]);
});

test("a table that breaks off is no result", async () => {
  const result = classify(scoredMatrix(scores), context);
  const half = csvOf(result).split("\n").slice(0, 30).join("\n");
  await expect(readBack(result, half)).rejects.toMatchObject({ type: "truncated-body" });
  await expect(readBack(result, csvOf(result), "")).rejects.toMatchObject({ type: "truncated-body" });
});
