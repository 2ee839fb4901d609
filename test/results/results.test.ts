import { expect, test } from "vitest";
import { classify } from "../../worker/engine/cohort/index.ts";
import { parseSheet } from "../../worker/engine/sheet.ts";
import { csvChunks, tsvChunks } from "../../worker/results/csv.ts";
import { NOTICE } from "../../worker/results/index.ts";
import { jsonChunks } from "../../worker/results/json.ts";
import { ndjsonChunks } from "../../worker/results/ndjson.ts";
import { ascending, CES, ISG, PROGRAMME, RSI, sampleNames, scoredMatrix, sheetText } from "../engine/cohort/support.ts";

const scored = scoredMatrix({
  [RSI]: ascending(60).map((value) => (value === 2 ? Number.NaN : value / 100)),
  [CES]: ascending(60).reverse(),
  [PROGRAMME]: ascending(60),
  [ISG]: ascending(60),
});
const result = classify(scored, { classes: "cohort", citationOf: () => "Author 2009" });
const text = (chunks: Iterable<string>) => [...chunks].join("");
const document = JSON.parse(text(jsonChunks(result)));

test("a result has the members of the published shape, and the notice once", () => {
  expect(Object.keys(document)).toEqual([
    "notice",
    "matrix",
    "engine",
    "request",
    "options",
    "signatures",
    "cohort",
    "samples",
  ]);
  expect(document.notice).toBe(NOTICE);
  expect(document.signatures).toEqual(scored.signatures.map((summary) => ({ ...summary, citation: "Author 2009" })));
  expect(document.samples).toHaveLength(60);
  expect(Object.keys(document.samples[0])).toEqual(["id", "measured", "scores", "radiation", "chemo", "cross"]);
});

test("a score comes with its percentile and interval", () => {
  expect(document.samples[59].scores.ces_zhang2016.singscore).toEqual({
    score: 1,
    percentile: 0.5 / 60,
    // 1 - 0.025^(1/59)
    interval: [0, 0.0606],
  });
});

test("a null score comes with its reason", () => {
  expect(document.samples[1].scores.rsi_eschrich2009["rank-linear"]).toEqual({
    score: null,
    percentile: null,
    reason: "fewer genes measured than the signature needs",
  });
});

test("further fields of a method stand between score and percentile", () => {
  const column = {
    ...scored.columns[1],
    fields: ["score", "dispersion"],
    values: Float64Array.of(1, 7, 2, Number.NaN),
  };
  const two = classify({ ...scored, samples: ["a", "b"], columns: [column] }, { classes: "none" });
  const { samples } = JSON.parse(text(jsonChunks(two)));
  expect(samples[0].scores.ces_zhang2016.singscore).toEqual({ score: 1, dispersion: 7 });
  expect(text(csvChunks(two))).toBe("sample,ces_zhang2016:singscore,ces_zhang2016:singscore.dispersion\na,1,7\nb,2,\n");
});

test("a class comes with its reference and evidence: score, percentile, direction, coverage, citation", () => {
  expect(document.samples[59].radiation).toMatchObject({
    class: "resistant",
    lead: "rsi_eschrich2009",
    reference: "cohort of 60",
  });
  expect(document.samples[59].radiation.evidence[0]).toBe(
    "rsi_eschrich2009 by rank-linear 0.6000, percentile 0.99 (0.94 to 1.00); high = resistant; 10 of 10 genes; Author 2009",
  );
  expect(document.samples[59].cross).toBe("both");
});

test("NDJSON is a head without samples and then a line a sample", () => {
  const [head, ...lines] = text(ndjsonChunks(result))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const { samples, ...rest } = document;
  expect(head).toEqual({ head: rest });
  expect(lines).toEqual(samples);
});

test("a table has sample and classes first, then each score with its percentile; null is an empty cell", () => {
  const [header, first, second] = text(csvChunks(result)).split("\n");
  expect(header).toBe(
    `sample,radiation,chemo,cross,${[RSI, CES, PROGRAMME, ISG].map((name) => `${name},${name}.percentile`).join(",")}`,
  );
  expect(first.startsWith("S1,sensitive,sensitive,neither,0.01,")).toBe(true);
  expect(second.startsWith("S2,not-classifiable,sensitive,indeterminate,,,59,")).toBe(true);
});

test("without classes there are no class members, columns or percentiles", () => {
  const plain = classify(scored, { classes: "none" });
  expect(Object.keys(JSON.parse(text(jsonChunks(plain))).samples[0])).toEqual(["id", "measured", "scores"]);
  expect(text(tsvChunks(plain)).split("\n")[0]).toBe(`sample\t${[RSI, CES, PROGRAMME, ISG].join("\t")}`);
});

test("names cannot run as formulas or break a row", () => {
  const names = ["=1+1", "@x", 'a"b', "c,d", "e\nf", "-2"];
  const odd = classify({ ...scored, samples: names }, { classes: "none" });
  const csv = text(csvChunks(odd));
  for (const cell of ["'=1+1,", "'@x,", '"a""b",', '"c,d",', '"e\nf",', "'-2,"]) expect(csv).toContain(`\n${cell}`);
  expect(text(tsvChunks(odd))).toContain("\nc,d\t");
});

test("negative numbers stay numbers, and every number reads back to the same double", () => {
  const values = [-0.1, 1e-9, 0.1 + 0.2, -1e21];
  const [, ...rows] = text(csvChunks(classify(scoredMatrix({ "own:ssgsea": values }), { classes: "none" }))).split(
    "\n",
  );
  expect(rows.slice(0, 4).map((row) => Number(row.split(",")[1]))).toEqual(values);
});

test("a set may be called anything", () => {
  const named = classify(scoredMatrix({ "__proto__:ssgsea": [1, 2] }), { classes: "none" });
  expect(text(jsonChunks(named))).toContain('"scores":{"__proto__":{"ssgsea":{"score":1}}}');
});

test("the same scores give the same bytes", () => {
  const context = {
    classes: "cohort" as const,
    sheet: parseSheet(
      sheetText(
        "batch",
        sampleNames(60).map(() => "b1"),
      ),
    ),
  };
  for (const chunks of [jsonChunks, ndjsonChunks, csvChunks]) {
    expect(text(chunks(classify(scored, context)))).toBe(text(chunks(classify(scored, context))));
  }
});

test("a large result comes in chunks of about 64 KiB", () => {
  const large = classify(scoredMatrix({ [RSI]: ascending(5000), [ISG]: ascending(5000) }), { classes: "cohort" });
  const sizes = [...jsonChunks(large)].map((chunk) => chunk.length);
  expect(sizes.length).toBeGreaterThan(20);
  expect(Math.max(...sizes)).toBeLessThan(2 * 64 * 1024);
});
