import { expect, test } from "vitest";
import { parseSheet, sheetRows } from "../../worker/engine/sheet.ts";
import { Problem } from "../../worker/problem.ts";

function problemOf(text: string) {
  try {
    parseSheet(text);
  } catch (error) {
    if (error instanceof Problem) return { type: error.type, detail: error.message, ...error.details };
  }
  return undefined;
}

test("header names are read without regard to case, by their common synonyms, and the rest are covariates", () => {
  const { rows, covariates } = parseSheet("Sample_ID\tPatient\tTREATMENT\tDose (Gy)\tdose_gy\nS1\tp1\tcrt\tx\t2.5\n");
  expect(rows[0]).toMatchObject({ sample: "S1", line: 2, subject: "p1", treatment: "CRT", dose: 2.5, day: null });
  expect(covariates).toEqual(["Dose (Gy)"]);
  expect(rows[0].covariates).toEqual(["x"]);
});

test("quotes, doubled quotes, line ends in quotes, CRLF, a byte order mark and empty lines are tolerated", () => {
  const { rows } = parseSheet('\uFEFFsample,tissue\r\n"S,1","a ""b""\r\nc"\r\n\r\n,\r\nS2,d');
  expect(rows.map(({ sample, line, tissue }) => [sample, line, tissue])).toEqual([
    ["S,1", 2, 'a "b"\r\nc'],
    ["S2", 6, "d"],
  ]);
});

test.each(["", "NA", "nan", ".", "unknown"])("%j stands for a missing value", (missing) => {
  const { rows } = parseSheet(
    `sample\ttreatment\tday\ttype\tradiotherapy\tbatch\tage\nS1${`\t${missing}`.repeat(6)}\n`,
  );
  expect(rows[0]).toMatchObject({
    treatment: null,
    day: null,
    type: null,
    radiotherapy: null,
    batch: null,
    covariates: [null],
  });
});

test("radiotherapy of the patient is not treatment of the sample", () => {
  const { rows } = parseSheet("sample;treatment;radiotherapy\nS1;none;Yes\nS2;none;no\n");
  expect(rows.map(({ treatment, radiotherapy }) => [treatment, radiotherapy])).toEqual([
    ["none", true],
    ["none", false],
  ]);
});

test("a row that repeats another word for word is dropped", () => {
  expect(parseSheet("sample\tday\nS1\t1\nS1\t1\n").rows).toHaveLength(1);
});

test.each([
  ["an empty sheet", "", {}],
  ["a header alone", "sample\tday\n", { line: 1 }],
  ["no sample column", "patient\tday\np\t1\n", { line: 1 }],
  ["a column twice", "sample\tday\tDay\nS1\t1\t1\n", { line: 1, column: 3, text: "Day" }],
  [
    "a treatment that is none of ours",
    "sample\ttreatment\nS1\tRT\nS2\tsurgery\n",
    { line: 3, column: 2, text: "surgery", expected: "none, RT, CT or CRT" },
  ],
  ["a day that is no number", "sample,day\nS1,monday\n", { line: 2, column: 2, text: "monday", expected: "a number" }],
  ["an infinite dose", "sample,dose\nS1,Infinity\n", { line: 2, column: 2, text: "Infinity" }],
  ["a short row", "sample\tday\tdose\nS1\t1\n", { line: 2, column: 3 }],
  ["a row without a sample", "sample\tday\n\t1\n", { line: 2, column: 1 }],
  [
    "rows that contradict each other",
    "sample\tday\nS1\t1\nS2\t1\nS1\t2\n",
    { line: 4, column: 2, text: "2", expected: "1" },
  ],
  ["a quote that does not close", 'sample,day\n"S1,1\n', { line: 2, column: 1 }],
])("%s is refused with its place", (_, text, place) => {
  expect(problemOf(text)).toMatchObject({ type: "bad-sheet", ...place });
});

test("rows are laid onto the samples of a matrix, and a sample the matrix lacks is refused", () => {
  const sheet = parseSheet("sample\tday\nS2\t1\nS9\t1\n");
  expect(sheetRows(sheet, ["S1", "S2", "S9"]).map((row) => row?.sample)).toEqual([undefined, "S2", "S9"]);
  expect(() => sheetRows(sheet, ["S1", "S2"])).toThrow('Line 3 of the sample sheet: the matrix has no sample "S9".');
});
