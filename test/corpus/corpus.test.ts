/**
 * Bad matrices, and what the sender is told. The files are called by the type of problem they must give; expected.json
 * holds the place and the words. Cases that are large or that need a source of their own are made here.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../worker/limits.ts";
import type { MatrixSource } from "../../worker/matrix/source.ts";
import { PROBLEMS, Problem } from "../../worker/problem.ts";
import type { ScoreRequest } from "../../worker/score.ts";
import { PATHS, score, upSet } from "../support/score.ts";
import { memorySource } from "../support/source.ts";
import expectations from "./expected.json" with { type: "json" };

interface Expectation {
  readonly line?: number;
  readonly column?: number;
  readonly detail: string;
}

const expected: Readonly<Record<string, Expectation>> = expectations;
const FILES = join(import.meta.dirname, "files");
const SIGNATURES = [upSet("panel", ["TP53", "AR", "STAT1"])];

/** The problem that scoring ends with, the same on both paths. */
async function problemOf(
  source: () => MatrixSource,
  request: Partial<ScoreRequest> = {},
  heldBytes?: number,
): Promise<Problem> {
  const [kernel, plain] = await Promise.all(
    PATHS.map(async (path) => {
      const asked = { signatures: SIGNATURES, ...request };
      const outcome = await score(source(), asked, path, heldBytes).catch((error: unknown) => error);
      if (outcome instanceof Problem) return outcome;
      throw outcome instanceof Error ? outcome : new Error(`scored, by ${path}`);
    }),
  );
  expect(plain.toJSON()).toEqual(kernel.toJSON());
  return kernel;
}

/** What files and objects are: their ranges can be read. */
function rangedSource(bytes: Uint8Array, name: string, chunk: number): MatrixSource {
  return {
    ...memorySource(bytes, name, chunk),
    read: async (offset, length) => bytes.slice(offset, offset + length),
  };
}

describe("a bad file is refused with its place and what to do", () => {
  test("every file has an expectation, and every expectation a file", () => {
    expect(readdirSync(FILES).sort()).toEqual(Object.keys(expected).sort());
  });

  test.each(Object.entries(expected))("%s", async (file, { line, column, detail }) => {
    const type = file.slice(0, file.indexOf("."));
    expect(Object.keys(PROBLEMS)).toContain(type);
    const bytes = readFileSync(join(FILES, file));
    for (const chunk of [1 << 16, 5]) {
      const problem = await problemOf(() => rangedSource(bytes, file, chunk));
      const { details, message } = problem;
      expect({ type: problem.type, line: details.line, column: details.column, detail: message }).toEqual({
        type,
        line,
        column,
        detail,
      });
    }
  });
});

const ROWS = "TP53\t5\t6\nG1\t1\t2\nAR\t0\t4\n";
const matrix = (more = "") => `gene\tS1\tS2\n${ROWS}${more}`;

describe("names", () => {
  test("may be as long as the limit, and no longer", async () => {
    const longest = "x".repeat(LIMITS.nameLength);
    const samples = (name: string) => memorySource(`gene\tS1\t${name}\n${ROWS}`);
    const genes = (name: string) => memorySource(matrix(`${name}\t1\t2\n`));
    for (const source of [samples, genes]) {
      await expect(score(source(longest), { signatures: SIGNATURES })).resolves.toBeDefined();
      const problem = await problemOf(() => source(`${longest}x`));
      expect(problem.type).toBe("bad-name");
      expect(problem.message).toContain(`has ${LIMITS.nameLength + 1} characters; the limit is ${LIMITS.nameLength}`);
    }
  });
});

describe("lines", () => {
  test("far longer than those before it: a line feed is missing", async () => {
    const line = `G2\t${"1".repeat(600_000)}`;
    const problem = await problemOf(() => memorySource(matrix(`${line}\n`)));
    expect(problem).toMatchObject({ type: "line-too-long", details: { line: 5 } });
  });

  test("without any line feed for megabytes", async () => {
    const problem = await problemOf(() => memorySource("sample\t".repeat(2_500_000)));
    expect(problem).toMatchObject({ type: "line-too-long", details: { line: 1, limit: LIMITS.lineBytes } });
  });

  test("blank ones without end are not searched for a header", async () => {
    const problem = await problemOf(() => memorySource(gzipSync("\n".repeat(15_000_000))));
    expect(problem.type).toBe("empty");
  });

  test("a quoted name of a megabyte does not upset the search for the separator", async () => {
    const problem = await problemOf(() => memorySource(`"${"x".repeat(1_000_000)}"\tS2\n${ROWS}`));
    expect(problem.type).toBe("bad-name");
  });
});

describe("compressed data", () => {
  test("that inflates further than any matrix is refused", async () => {
    const samples = Array.from({ length: 400 }, (_, i) => `S${i}`);
    const row = `\t${samples.map(() => "0").join("\t")}\n`;
    const bomb = gzipSync(`gene\t${samples.join("\t")}\n${`G${row}`.repeat(25_000)}`);
    const problem = await problemOf(() => memorySource(bomb));
    expect(problem).toMatchObject({ type: "inflates-too-far", details: { limit: LIMITS.inflationRatio } });
  });
});

describe("duplicates", () => {
  test("beyond what is merged in one request", async () => {
    const samples = Array.from({ length: 2_000 }, (_, i) => `S${i}`);
    const rows = `TP53${"\t1".repeat(samples.length)}\n`.repeat(LIMITS.mergedValues / samples.length + 2);
    const source = () => memorySource(`gene\t${samples.join("\t")}\n${rows}`);
    const problem = await problemOf(source, { duplicates: "mean" });
    expect(problem).toMatchObject({ type: "duplicate-genes", details: { limit: LIMITS.mergedValues } });
  });
});

describe("a source that is another one when it is read again", () => {
  /** Gives `first` but for the last reading of a run, in which everything is counted and which gives `later`. */
  async function changing(first: string, later: string): Promise<() => MatrixSource> {
    let readings = 0;
    const counting = memorySource(first);
    const open = () => {
      readings++;
      return counting.open();
    };
    await score({ ...counting, open }, { signatures: SIGNATURES }, "wasm", 0);
    return () => {
      let reading = 0;
      return { name: "changing.tsv", open: () => memorySource(++reading < readings ? first : later).open() };
    };
  }

  // What is so short that it is kept from the first look on is not read again.
  const long = matrix(Array.from({ length: 100_000 }, (_, i) => `OTHER${i}\t1\t2\n`).join(""));
  // Here the first look already takes more than is kept.
  const genes = Array.from({ length: 100_000 }, (_, i) => `OTHER${i}`);
  const samples = `sample\tTP53\tAR\t${genes.join("\t")}\nS1\t1\t2${"\t3".repeat(genes.length)}\n`;

  test.each([
    ["more rows", long, `${long}G2\t1\t2\n`],
    ["fewer rows", long, long.slice(0, long.indexOf("AR"))],
    ["nothing", long, ""],
    ["nothing, where samples were in rows", samples, ""],
  ])("%s", async (_, first, later) => {
    const problem = await problemOf(await changing(first, later), {}, 0);
    expect(problem).toMatchObject({ type: "source-changed", status: 409 });
  });

  test("is scored where it is the same", async () => {
    const source = await changing(matrix(), matrix());
    await expect(score(source(), { signatures: SIGNATURES }, "wasm", 0)).resolves.toMatchObject({
      samples: ["S1", "S2"],
    });
  });
});
