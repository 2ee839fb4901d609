/** docs/development/extending.md by its word: a toy signature, method and format in a copy, by the files that it names alone. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const copy = mkdtempSync(join(tmpdir(), "crossresist-"));
const PATIENCE = 60_000;

beforeAll(() => {
  for (const part of ["worker", "scripts", "package.json"]) {
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
});
afterAll(() => rmSync(copy, { recursive: true }));

/** Changes a file that the guide names. */
function edit(path: string, ...changes: readonly (readonly [before: string, after: string])[]): void {
  const guide = readFileSync(join(ROOT, "docs/development/extending.md"), "utf8");
  expect(guide).toContain(`\`${path}\``);
  let text = readFileSync(join(copy, path), "utf8");
  for (const [before, after] of changes) {
    expect(text).toContain(before);
    text = text.replace(before, after);
  }
  writeFileSync(join(copy, path), text);
}

function node(...words: string[]): string {
  return execFileSync(process.execPath, words, { cwd: copy, encoding: "utf8" });
}

/** The table of a matrix scored by the sets of a GMT file. */
function score(matrix: string, gmt: string, method: string): string {
  const words = `score ${matrix} --gmt ${gmt} --methods ${method} --classes none --accept csv --engine typescript`;
  return node("scripts/crossresist.ts", ...words.split(" "));
}

test("a signature is one file", { timeout: PATIENCE }, () => {
  const source = join(copy, "worker/catalogue/source/signatures");
  const neighbour = JSON.parse(readFileSync(join(source, "rps_pitroda2014.json"), "utf8"));
  const toy = { ...neighbour, id: "toy_2026", name: "Toy" };
  writeFileSync(join(source, "toy_2026.json"), `${JSON.stringify(toy)}\n`);
  expect(node("scripts/catalogue.ts")).toContain("data/signatures.json: written");
  expect(node("scripts/crossresist.ts", "signatures", "toy_2026")).toContain("Toy");
});

test("a method is one file and its name in two more", { timeout: PATIENCE }, () => {
  const vote = readFileSync(join(copy, "worker/engine/methods/median-vote.ts"), "utf8");
  const toy = vote.replaceAll("median-vote", "toy-vote").replace("medianVote", "toyVote");
  writeFileSync(join(copy, "worker/engine/methods/toy-vote.ts"), toy);
  edit("worker/engine/signature.ts", ['  "median-vote",', '  "median-vote",\n  "toy-vote",']);
  edit(
    "worker/engine/methods/index.ts",
    ["import { medianVote }", 'import { toyVote } from "./toy-vote.ts";\nimport { medianVote }'],
    ['  "median-vote": medianVote,', '  "median-vote": medianVote,\n  "toy-vote": toyVote,'],
    ['  readonly "median-vote": null;', '  readonly "median-vote": null;\n  readonly "toy-vote": null;'],
    ['    "median-vote": medianVote', '    "toy-vote": toyVote.parseOptions(values),\n    "median-vote": medianVote'],
  );
  writeFileSync(join(copy, "small.tsv"), "gene\tA\tB\tC\nSTAT1\t1\t2\t3\nIRF1\t3\t2\t1\nTP53\t5\t6\t7\n");
  writeFileSync(join(copy, "sets.gmt"), "toy\t\tSTAT1\tTP53\n");
  const scores = score("small.tsv", "sets.gmt", "toy-vote");
  expect(scores).toBe("sample,toy:toy-vote\nA,-2\nB,0\nC,2\n");
});

const READER = `import type { MatrixReader } from "./reader.ts";
import type { RangedSource } from "./source.ts";

/** TOY1 and a line feed, then JSON: {"genes": […], "samples": […], "values": [[…]]}. */
export async function openToy(source: RangedSource): Promise<MatrixReader> {
  const text = new TextDecoder().decode(await source.read(5, source.size! - 5));
  const { genes, samples, values } = JSON.parse(text);
  return {
    describe: () => ({ format: "toy", genes: [{ header: "", values: genes }], samples, layout: "dense", blockBytes: 1024, warnings: [] }),
    async *columns(first, last) {
      yield { samples: last - first, values: Float64Array.from(values.slice(first, last).flat()) };
    },
  };
}
`;

test("a format is one file and the bytes that it is known by", { timeout: PATIENCE }, () => {
  writeFileSync(join(copy, "worker/matrix/toy.ts"), READER);
  edit(
    "worker/matrix/recognise.ts",
    ['  feather1: "FEA1",', '  feather1: "FEA1",\n  toy: "TOY1",'],
    [
      "  if (begins(MAGIC.arrow)) {",
      '  if (begins(MAGIC.toy)) return (await import("./toy.ts")).openToy(ranged(matrix, "a toy"));\n  if (begins(MAGIC.arrow)) {',
    ],
  );
  const matrix = {
    genes: ["STAT1", "IRF1", "TP53"],
    samples: ["A", "B"],
    values: [
      [1, 3, 5],
      [2, 2, 6],
    ],
  };
  writeFileSync(join(copy, "matrix.toy"), `TOY1\n${JSON.stringify(matrix)}`);
  writeFileSync(join(copy, "toy.gmt"), "toy\t\tSTAT1\n");
  const scores = score("matrix.toy", "toy.gmt", "ucell");
  expect(scores.split("\n").map((line) => line.split(",")[0])).toEqual(["sample", "A", "B", ""]);
});
