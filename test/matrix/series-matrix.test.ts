import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { fixtureBytes, rangedSource, scoresOf } from "../support/formats.ts";
import { memorySource } from "../support/source.ts";

const table = new TextDecoder().decode(fixtureBytes("floats.tsv"));

/** As GEO writes it: quoted names, ID_REF for the corner, empty cells and "null" for missing values. */
function seriesMatrix(): string {
  const [header, ...rows] = table.trimEnd().split("\n");
  const samples = header.split("\t").slice(1);
  const quoted = (cells: readonly string[]) => cells.map((cell) => `"${cell}"`).join("\t");
  return [
    '!Series_title\t"A series with, commas and ""quotes"""',
    "!Series_summary\t",
    "",
    `!Sample_title\t${quoted(samples.map((name) => `tumour ${name}`))}`,
    `!Sample_characteristics_ch1\t${quoted(samples.map(() => "tissue: breast"))}`,
    "!series_matrix_table_begin",
    quoted(["ID_REF", ...samples]),
    ...rows.map((row) => {
      const [gene, ...values] = row.split("\t");
      return [`"${gene}"`, ...values.map((value) => (value === "NA" ? "" : value))].join("\t");
    }),
    "!series_matrix_table_end",
    "",
  ].join("\r\n");
}

test("the table between its markers scores as by itself, whatever the size of the pieces", async () => {
  const expected = await scoresOf(rangedSource(fixtureBytes("floats.tsv"), "floats.tsv"));
  const series = seriesMatrix();
  expect(await scoresOf(rangedSource(gzipSync(series), "GSE1_series_matrix.txt.gz"))).toEqual(expected);
  for (const chunk of [1, 7, 1000]) {
    const one = await scoresOf(memorySource(series, "series.txt", chunk), { methods: ["singscore"] });
    expect(one.samples).toEqual(expected.samples);
    expect(one.measured).toEqual(expected.measured);
  }
});

test("a mistake in the table is reported with the line of the file", async () => {
  const broken = seriesMatrix().replace(/^("FIX0001"\t)[^\t]*/m, "$1high");
  await expect(scoresOf(memorySource(broken))).rejects.toMatchObject({ type: "not-a-number", details: { line: 9 } });
});
