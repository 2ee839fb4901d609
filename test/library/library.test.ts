import { createHash } from "node:crypto";
import { openAsBlob, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { demoCohort } from "../../scripts/demo/cohort.ts";
import { ensureKernel } from "../../scripts/node/kernel.ts";
import { type Host, runIn } from "../../worker/library/host.ts";
import * as library from "../../worker/library/index.ts";
import { platform } from "../../worker/storage/platform.ts";
import { platform as webPlatform } from "../../worker/storage/web/platform.ts";
import { fixtureBytes } from "../support/formats.ts";

const { score, crosstalk, Problem } = library;
const ROOT = join(import.meta.dirname, "../..");

const host: Host = {
  platform,
  memoryBytes: 2 ** 28,
  kernel: async () => {
    const bytes = readFileSync(join(ROOT, "build/kernel.wasm"));
    const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    return { module: await WebAssembly.compile(bytes), digest };
  },
};

beforeAll(async () => {
  await ensureKernel();
  runIn(host);
});

const GENES = ["STAT1", "MX1", "IRF1", "JUN", "ABL1", "AR"];
const table = {
  genes: GENES,
  samples: ["a", "b", "c"],
  values: Float64Array.from([1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1, 1, 3, 5, Number.NaN, 4, 2]),
};
const text = () => {
  const cell = (gene: number, sample: number) => table.values[sample * GENES.length + gene];
  const rows = GENES.map((name, gene) => [name, ...table.samples.map((_, sample) => cell(gene, sample))].join("\t"));
  return new TextEncoder().encode(`${[["gene", ...table.samples].join("\t"), ...rows].join("\n")}\n`);
};
const gmt = "set\tna\tSTAT1\tMX1\tAR\n";

test("what others may build on is this and no more", () => {
  expect(Object.keys(library).sort()).toEqual([
    "FORMAT_NAMES",
    "METHOD_NAMES",
    "Problem",
    "crosstalk",
    "score",
    "signatures",
    "version",
  ]);
});

test("a result says which version and which kernel made it", async () => {
  const { head } = await score(table, { gmt });
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  expect(library.version).toBe(version);
  expect(head.engine).toMatchObject({ version, path: "wasm", kernel: (await host.kernel()).digest });
});

describe("a matrix", () => {
  test("is a table in memory, bytes or a Blob, and scores alike", async () => {
    const scores = async (matrix: library.Matrix) => {
      const result = await score(matrix, { gmt, methods: ["singscore", "ucell"], partial: true });
      return [...result.scores("set", "singscore"), ...result.scores("set", "ucell")];
    };
    const expected = await scores(table);
    expect(expected.every(Number.isFinite)).toBe(true);
    expect(await scores(text())).toEqual(expected);
    expect(await scores(new Blob([text()]))).toEqual(expected);
    expect(await scores(text().buffer)).toEqual(expected);
  });

  test("is a file of any format, of which a part can be had", async () => {
    const options = { samples: "3-5", signatures: ["rsi_eschrich2009"], classes: "none" } as const;
    const result = await score(new Blob([fixtureBytes("csr.h5ad").slice()]), { ...options, name: "cells.h5ad" });
    expect(result.samples).toEqual(["cell-003", "cell-004", "cell-005"]);
    expect(result.head.matrix).toMatchObject({ name: "cells.h5ad", format: "anndata-h5ad-csr" });
  });

  test("that cannot be one is told so", async () => {
    await expect(score({ ...table, samples: ["a"] }, { gmt })).rejects.toMatchObject({
      type: "ragged-row",
      message: expect.stringContaining("1 samples x 6 genes make 6"),
    });
    await expect(score("cohort.tsv" as never)).rejects.toBeInstanceOf(Problem);
    await expect(score(table, { gmt, layer: "counts" })).rejects.toMatchObject({ type: "unknown-layer" });
  });
});

describe("a result", () => {
  test("gives rows, columns of scores, files, and the service's JSON", async () => {
    const result = await score(await openAsBlob(demoCohort.file), { signatures: ["rsi_eschrich2009"] });
    expect(result.samples).toHaveLength(128);
    const scores = result.scores("rsi_eschrich2009", "rank-linear");
    const first = result.row(0);
    expect(first.scores.rsi_eschrich2009["rank-linear"].score).toBe(scores[0]);
    expect(first.radiation?.class).toBe("intermediate");
    expect([...result.rows()]).toHaveLength(128);
    expect([...result.file("csv")].join("").split("\n")).toHaveLength(130);
    const json = JSON.parse(JSON.stringify(result));
    expect(json).toEqual(JSON.parse([...result.file("json")].join("")));
    expect(() => result.scores("rsi_eschrich2009", "ucell")).toThrow("rsi_eschrich2009:rank-linear");
  });

  test("is the same by what browsers inflate and hash by", async () => {
    const cohort = await openAsBlob(demoCohort.file);
    const csv = async () => [...(await score(cohort)).file("csv")].join("");
    const expected = await csv();
    runIn({ ...host, platform: webPlatform });
    expect(await csv()).toBe(expected);
    runIn(host);
  });

  test("is the same by TypeScript, asked for or where WebAssembly may not be compiled", async () => {
    const options = { gmt, methods: ["singscore"] } as const;
    const expected = [...(await score(table, options)).scores("set", "singscore", "z")];
    const asked = await score(table, { ...options, engine: "typescript" });
    runIn({ ...host, kernel: () => Promise.reject(new Error("not here")) });
    const forced = await score(table, options);
    runIn(host);
    for (const result of [asked, forced]) {
      expect(result.head.engine.path).toBe("typescript");
      expect([...result.scores("set", "singscore", "z")]).toEqual(expected);
    }
  });
});

test("crosstalk goes with the sheet", async () => {
  const sheet = "sample\tsubject\ttreatment\na\tp\tnone\nb\tp\tRT\nc\tq\tnone\n";
  const report = await crosstalk(table, sheet);
  expect(report.engine.version).toBe(library.version);
  await expect(crosstalk(table, "sample\tsubject\na\tp\n")).rejects.toMatchObject({ type: "bad-sheet" });
});

test("a run ends when its signal says so", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(score(text(), { gmt, signal })).rejects.toThrow("enough");
});

test("the package asks for what the library needs and nothing of the service", () => {
  const { dependencies, optionalDependencies, bin, exports } = JSON.parse(
    readFileSync(join(ROOT, "package.json"), "utf8"),
  );
  expect(Object.keys(dependencies)).toEqual(["@noble/hashes", "fzstd", "hyparquet", "hyparquet-writer", "pako", "zod"]);
  expect(optionalDependencies).toBeUndefined();
  expect(Object.keys(exports)).toEqual([".", "./node", "./package.json"]);
  expect(Object.keys(exports["."])).toEqual(["types", "workerd", "node", "default"]);
  expect(bin).toEqual({ crossresist: "scripts/library/crossresist.mjs" });
});
