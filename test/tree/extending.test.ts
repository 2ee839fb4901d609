/** docs/development/extending.md by its word: a toy signature, method and formats in a copy, by the files that it names alone. */
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureKernel } from "../../scripts/node/kernel.ts";

const ROOT = join(import.meta.dirname, "../..");
const GUIDE = readFileSync(join(ROOT, "docs/development/extending.md"), "utf8");
const PARTS = ["worker", "web", "scripts", "build/kernel-digest.ts", "package.json", "tsconfig.json"];
const MOST_FILES = 3;
const copy = mkdtempSync(join(tmpdir(), "crossresist-"));
const PATIENCE = 120_000;

beforeAll(async () => {
  await ensureKernel();
  for (const part of PARTS) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  for (const link of ["node_modules", "assembly"]) symlinkSync(join(ROOT, link), join(copy, link));
  mkdirSync(join(copy, "out"));
}, PATIENCE);
afterAll(() => rmSync(copy, { recursive: true }));

/** Paths of the guide's numbered steps under a heading, with the toy's name in the place of theirs. */
function steps(heading: string, name: string): string[] {
  const section = GUIDE.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  const paths = [...section.matchAll(/^\d\. `([^`]+)`/gm)].map(([, path]) => path.replace(/<\w+>/, name));
  // "`worker/matrix/<name>/` (or one file)"
  return paths.map((path) => (path.endsWith("/") ? `${path.slice(0, -1)}.ts` : path));
}

/** Adds a file, or changes one by replacing what stands there once. */
type Change = string | readonly (readonly [before: string, after: string])[];

/** Takes the steps: as many changes as the guide names files. @throws where the guide names others */
function follow(heading: string, name: string, changes: Readonly<Record<string, Change>>): void {
  expect(Object.keys(changes).sort()).toEqual(steps(heading, name).sort());
  expect(Object.keys(changes).length).toBeLessThanOrEqual(MOST_FILES);
  for (const [path, change] of Object.entries(changes)) write(path, change);
}

function write(path: string, change: Change): void {
  const file = join(copy, path);
  if (typeof change === "string") {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, change);
    return;
  }
  let text = readFileSync(file, "utf8");
  for (const [before, after] of change) {
    expect(text.split(before), `${path}: ${before}`).toHaveLength(2);
    text = text.replace(before, after);
  }
  writeFileSync(file, text);
}

/** Files of the copy that are new or differ. */
function changed(): string[] {
  const files = PARTS.slice(0, 3).flatMap((part) =>
    readdirSync(join(copy, part), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(copy.length + 1)),
  );
  return files.filter((path) => {
    const before = join(ROOT, path);
    return !existsSync(before) || !readFileSync(before).equals(readFileSync(join(copy, path)));
  });
}

function node(...words: string[]): string {
  return execFileSync(process.execPath, words, { cwd: copy, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

/** A matrix scored by the sets of a GMT file. */
function score(matrix: string, gmt: string, method: string, format = "csv"): string {
  const words = `score ${matrix} --gmt ${gmt} --methods ${method} --classes none --accept ${format} --engine typescript`;
  return node("scripts/crossresist.ts", ...words.split(" "));
}

const VOTE = readFileSync(join(ROOT, "worker/engine/methods/median-vote.ts"), "utf8");

const READER = `import type { MatrixReader } from "./reader.ts";
import type { RangedSource } from "./source.ts";

/** TOY1 and a line feed, then JSON: {"genes": […], "samples": […], "values": [[…]]}. */
export async function openToy(source: RangedSource): Promise<MatrixReader> {
  const text = new TextDecoder().decode(await source.read(5, (source.size ?? 5) - 5));
  const { genes, samples, values } = JSON.parse(text);
  return {
    describe: () => ({ format: "toy", genes: [{ header: "", values: genes }], samples, layout: "dense", blockBytes: 1024, warnings: [] }),
    async *columns(first, last) {
      yield { samples: last - first, values: Float64Array.from(values.slice(first, last).flat()) };
    },
  };
}
`;

const WRITER = `import type { ClassifiedResult } from "../engine/cohort/index.ts";
import { sampleRows } from "./rows.ts";

/** The names of the samples, one a line. */
export function* toyChunks(result: ClassifiedResult): Generator<string> {
  for (const { id } of sampleRows(result)) yield id + "\\n";
}
`;

const MATRIX = {
  genes: ["STAT1", "IRF1", "TP53"],
  samples: ["A", "B"],
  values: [
    [1, 3, 5],
    [2, 2, 6],
  ],
};

describe("the guide's steps", () => {
  test("add a signature: one file, compiled by the command", { timeout: PATIENCE }, () => {
    const neighbour = readFileSync(join(ROOT, "worker/catalogue/source/signatures/rps_pitroda2014.json"), "utf8");
    const toy = { ...JSON.parse(neighbour), id: "toy_2026", name: "Toy" };
    const path = "worker/catalogue/source/signatures/toy_2026.json";
    follow("A signature", "toy_2026", { [path]: `${JSON.stringify(toy)}\n` });
    expect(node("scripts/catalogue.ts")).toContain("data/signatures.json: written");
    expect(node("scripts/crossresist.ts", "signatures", "toy_2026")).toContain("Toy");
  });

  test("add a method: one file and its name in two more", { timeout: PATIENCE }, () => {
    follow("A method", "toy-vote", {
      "worker/engine/methods/toy-vote.ts": VOTE.replaceAll("median-vote", "toy-vote").replace("medianVote", "toyVote"),
      "worker/engine/signature.ts": [['  "median-vote",', '  "median-vote",\n  "toy-vote",']],
      "worker/engine/methods/index.ts": [
        ["import { medianVote }", 'import { toyVote } from "./toy-vote.ts";\nimport { medianVote }'],
        ['  "median-vote": medianVote,', '  "median-vote": medianVote,\n  "toy-vote": toyVote,'],
        ['  readonly "median-vote": null;', '  readonly "median-vote": null;\n  readonly "toy-vote": null;'],
        [
          '    "median-vote": medianVote.parse',
          '    "toy-vote": toyVote.parseOptions(values),\n    "median-vote": medianVote.parse',
        ],
      ],
    });
    write("out/small.tsv", "gene\tA\tB\tC\nSTAT1\t1\t2\t3\nIRF1\t3\t2\t1\nTP53\t5\t6\t7\n");
    write("out/sets.gmt", "toy\t\tSTAT1\tTP53\n");
    expect(score("out/small.tsv", "out/sets.gmt", "toy-vote")).toBe("sample,toy:toy-vote\nA,-2\nB,0\nC,2\n");
  });

  test("add a format: one file and the bytes that it is known by", { timeout: PATIENCE }, () => {
    follow("A format", "toy", {
      "worker/matrix/toy.ts": READER,
      "worker/matrix/recognise.ts": [
        ['  feather1: "FEA1",', '  feather1: "FEA1",\n  toy: "TOY1",'],
        [
          "  if (begins(MAGIC.arrow)) {",
          '  if (begins(MAGIC.toy)) return (await import("./toy.ts")).openToy(ranged(matrix, "a toy"));\n  if (begins(MAGIC.arrow)) {',
        ],
      ],
    });
    write("out/matrix.toy", `TOY1\n${JSON.stringify(MATRIX)}`);
    write("out/toy.gmt", "toy\t\tSTAT1\n");
    const rows = score("out/matrix.toy", "out/toy.gmt", "ucell").split("\n");
    expect(rows.map((row) => row.split(",")[0])).toEqual(["sample", "A", "B", ""]);
  });

  test("add a format of results: one file, its line, and what the page calls it", {
    timeout: PATIENCE,
  }, () => {
    follow("A format of results", "toy", {
      "worker/results/toy.ts": WRITER,
      "worker/results/formats.ts": [
        ["\nexport interface ResultFormat", 'import { toyChunks } from "./toy.ts";\n\nexport interface ResultFormat'],
        ["  html: {", '  toy: { mediaType: "text/x-toy", hasDigest: false, chunks: toyChunks },\n  html: {'],
      ],
      "web/src/views/cohort/take-away.tsx": [['  parquet: "Parquet",', '  parquet: "Parquet",\n  toy: "Toy",']],
    });
    expect(score("out/matrix.toy", "out/toy.gmt", "ucell", "toy")).toBe("A\nB\n");
  });

  test("touch nothing else, and everything still has the right types", { timeout: PATIENCE }, () => {
    expect(changed().sort()).toEqual([
      "web/src/views/cohort/take-away.tsx",
      "worker/catalogue/data/signatures.json",
      "worker/catalogue/source/signatures/toy_2026.json",
      "worker/engine/methods/index.ts",
      "worker/engine/methods/toy-vote.ts",
      "worker/engine/signature.ts",
      "worker/matrix/recognise.ts",
      "worker/matrix/toy.ts",
      "worker/results/formats.ts",
      "worker/results/toy.ts",
    ]);
    for (const project of ["tsconfig.json", "web/tsconfig.json"]) {
      const { status, stdout } = spawnSync("node_modules/.bin/tsc", ["-p", project], { cwd: copy, encoding: "utf8" });
      expect([project, status, stdout]).toEqual([project, 0, ""]);
    }
  });
});
