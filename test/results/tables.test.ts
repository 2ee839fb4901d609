import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import { classify } from "../../worker/engine/cohort/index.ts";
import { csvChunks } from "../../worker/results/csv.ts";
import { gctChunks } from "../../worker/results/gct.ts";
import { parquetChunks } from "../../worker/results/parquet.ts";
import { ascending, CES, ISG, PROGRAMME, RSI, scoredMatrix } from "../engine/cohort/support.ts";

const scored = scoredMatrix({
  [RSI]: ascending(60).map((value) => (value === 2 ? Number.NaN : value / 7)),
  [CES]: ascending(60).reverse(),
  [PROGRAMME]: ascending(60),
  [ISG]: ascending(60),
});
const result = classify(scored, { classes: "cohort" });
const lines = [...csvChunks(result)].join("").trimEnd().split("\n");
const header = lines[0].split(",");

function parquetFile(of = result): ArrayBuffer {
  const pieces = [...parquetChunks(of)];
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes.buffer;
}

test("Parquet has the columns and values of the CSV, to the last bit, and null for an empty cell", async () => {
  const rows = await parquetReadObjects({ file: parquetFile() });
  expect(Object.keys(rows[0])).toEqual(header);
  const cell = (value: unknown) => (value === null || value === undefined ? "" : String(value));
  expect(rows.map((row) => header.map((name) => cell(row[name])).join(","))).toEqual(lines.slice(1));
});

test("Parquet tells pandas that the samples are the index", () => {
  const { key_value_metadata: pairs = [] } = parquetMetadata(parquetFile());
  const pandas = JSON.parse(pairs.find(({ key }) => key === "pandas")?.value ?? "{}");
  expect(pandas.index_columns).toEqual(["sample"]);
  expect(pandas.columns.map(({ name }: { name: string }) => name)).toEqual(header);
});

test("the same result gives the same bytes", () => {
  expect(new Uint8Array(parquetFile())).toEqual(new Uint8Array(parquetFile()));
});

test("GCT 1.3 has a row a score, a column a sample, and the classes above the values", () => {
  const [version, sizes, names, ...rows] = [...gctChunks(result)].join("").trimEnd().split("\n");
  expect(version).toBe("#1.3");
  const scores = header.length - 4;
  expect(sizes).toBe(`${scores}\t60\t3\t3`);
  expect(names.split("\t")).toEqual(["id", "signature", "method", "field", ...scored.samples]);
  expect(rows.slice(0, 3).map((row) => row.split("\t")[0])).toEqual(["radiation", "chemo", "cross"]);
  expect(rows).toHaveLength(3 + scores);
  // Sample 2 has no RSI.
  const rsi = rows[3].split("\t");
  expect(rsi.slice(0, 4)).toEqual([`${RSI}`, "rsi_eschrich2009", "rank-linear", "score"]);
  expect(rsi.slice(4, 7)).toEqual([String(1 / 7), "NA", String(3 / 7)]);
});
