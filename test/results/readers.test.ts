/** Results in the hands of pandas, anndata and R: the lines of docs/formats.md, run as they stand there. */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demoCohort } from "../../scripts/demo/cohort.ts";

const ROOT = join(import.meta.dirname, "../..");
const DOCS = readFileSync(join(ROOT, "docs/formats.md"), "utf8");
const PYTHON = process.env.PYTHON ?? "python3";
const folder = mkdtempSync(join(tmpdir(), "crossresist-readers-"));

const lines = (language: string) => new RegExp(`\`\`\`${language}\\n([^\`]+)\`\`\``).exec(DOCS)?.[1] ?? "";
const run = (command: string, words: string[]) =>
  execFileSync(command, words, { cwd: folder, encoding: "utf8", stdio: "pipe" });

function works(command: string, words: string[]): boolean {
  try {
    run(command, words);
    return true;
  } catch {
    console.log(`results were not read by ${command}: it is not there, or lacks what it needs`);
    return false;
  }
}

const hasPython = works(PYTHON, ["-c", "import anndata, pandas, pyarrow"]);
const hasR = works("Rscript", ["--version"]);

/** Of `scores.csv`: sample, then scores in the order of `columns`. */
const SHOWN = ["rsi_eschrich2009:rank-linear", "isgrs_benci2019:singscore", "isgrs_benci2019:singscore.z"];

function table(): string[][] {
  const [header, ...rows] = readFileSync(join(folder, "scores.csv"), "utf8").trimEnd().split("\n");
  const places = ["sample", ...SHOWN].map((name) => header.split(",").indexOf(name));
  return rows.map((row) => places.map((at) => row.split(",")[at]));
}

function score(matrix: string): void {
  const command = join(ROOT, "scripts/library/crossresist.mjs");
  for (const format of ["parquet", "csv"]) {
    run(process.execPath, [command, "score", matrix, "--quiet", "--accept", format, "--out", `scores.${format}`]);
  }
}

beforeAll(() => {
  copyFileSync(join(ROOT, "test/fixtures/formats/cohort/csr.h5ad"), join(folder, "cells.h5ad"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!hasPython)("Python", () => {
  test("anndata's obs takes the scores, to the last bit, and can be stored again", () => {
    score("cells.h5ad");
    const print = `
columns = ${JSON.stringify(SHOWN)}
assert list(cells.obs.columns)[:4] == ["batch", "radiation", "chemo", "cross"], list(cells.obs.columns)
cells.write_h5ad("scored.h5ad")
for sample, row in anndata.read_h5ad("scored.h5ad").obs[columns].iterrows():
    print(sample, *[repr(float(value)) for value in row], sep="\\t")
`;
    writeFileSync(join(folder, "join.py"), lines("python") + print);
    const rows = run(PYTHON, ["-W", "ignore", "join.py"]).trim().split("\n");
    const found = rows.map((row) => row.split("\t"));
    expect(found).toHaveLength(24);
    const numbers = ([sample, ...cells]: string[]) => [sample, ...cells.map(Number)];
    expect(found.map(numbers)).toEqual(table().map(numbers));
  });
});

describe.skipIf(!hasR)("R", () => {
  test("reads the table with its names and classes, to the last digits that R parses", () => {
    score(demoCohort.file);
    const print = `
stopifnot(identical(rownames(scores)[1], "01005"), scores$radiation[1] == "intermediate")
columns <- c(${SHOWN.map((name) => JSON.stringify(name)).join(", ")})
write.table(format(scores[, columns], digits = 17), quote = FALSE, sep = "\\t", col.names = FALSE)
`;
    writeFileSync(join(folder, "read.R"), lines("r") + print);
    const rows = run("Rscript", ["read.R"]).trim().split("\n");
    expect(rows).toHaveLength(128);
    for (const [at, row] of rows.entries()) {
      const [sample, ...cells] = row.split("\t");
      const [name, ...expected] = table()[at];
      expect(sample).toBe(name);
      // R parses decimals by its own means, which may err in the last bit.
      for (const [column, cell] of cells.entries()) expect(Number(cell)).toBeCloseTo(Number(expected[column]), 14);
    }
  });
});
