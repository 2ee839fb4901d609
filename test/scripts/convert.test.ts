import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openText } from "../../scripts/convert/text.ts";
import { type FloatType, writeZarr } from "../../scripts/convert/zarr.ts";
import { nodeFolder } from "../../scripts/node/folder.ts";
import { nodeRanker } from "../../scripts/node/kernel.ts";
import { openReader } from "../../worker/matrix/recognise.ts";
import type { MatrixSource } from "../../worker/matrix/source.ts";
import { platform } from "../../worker/storage/platform.ts";
import { EVERYTHING, fixture, rangedSource, scoresOf } from "../support/formats.ts";

const ROOT = mkdtempSync(join(tmpdir(), "crossresist-convert-"));
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

async function converted(source: MatrixSource, name: string): Promise<{ type: FloatType; path: string }> {
  const symbols = new Set(EVERYTHING.signatures.flatMap(({ genes }) => genes.map(({ symbol }) => symbol)));
  const isGene = (gene: string) => symbols.has(gene);
  const reader =
    (await openReader(source, { platform, isGene })) ??
    (await openText(source, platform, await nodeRanker("typescript")));
  const path = join(ROOT, name);
  return { type: await writeZarr(reader, path, () => undefined), path };
}

/** The same table with samples in rows. */
async function turned(name: string): Promise<MatrixSource> {
  const text = await new Response(await fixture(name).open()).text();
  const rows = text
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t"));
  const columns = rows[0].map((_, at) => rows.map((row) => row[at]).join("\t"));
  return rangedSource(new TextEncoder().encode(`${columns.join("\n")}\n`), `turned-${name}`);
}

test.each(["counts.tsv", "csr.h5ad", "10x-v3.zip", "filtered_feature_bc_matrix.h5"])(
  "%s scores as before",
  async (name) => {
    const { type, path } = await converted(fixture(name), name);
    expect(type).toBe("float32");
    expect(await scoresOf(nodeFolder(path))).toEqual(await scoresOf(fixture("counts.tsv")));
  },
);

test.each(["floats.tsv", "rows.parquet"])("%s scores as before, missing values included", async (name) => {
  const { path } = await converted(fixture(name), name);
  expect(await scoresOf(nodeFolder(path))).toEqual(await scoresOf(fixture("floats.tsv")));
});

test("samples in rows become the same", async () => {
  const { path } = await converted(await turned("counts.tsv"), "turned");
  expect(await scoresOf(nodeFolder(path))).toEqual(await scoresOf(fixture("counts.tsv")));
});

test("a value that float32 does not hold makes the whole matrix float64", async () => {
  const text = await new Response(await fixture("counts.tsv").open()).text();
  // The last value of the last gene: everything before it was written as float32.
  const source = rangedSource(new TextEncoder().encode(text.replace(/\d+\n$/, "0.1\n")), "tenth.tsv");
  const { type, path } = await converted(source, "tenth");
  expect(type).toBe("float64");
  expect(await scoresOf(nodeFolder(path))).toEqual(await scoresOf(source));
});

test("sparse values stay sparse, dense ones lie in chunks of whole samples", async () => {
  const { path: sparse } = await converted(fixture("csr.h5ad"), "sparse");
  expect(readdirSync(join(sparse, "X")).sort()).toEqual(["data", "indices", "indptr", "zarr.json"]);
  const { path: dense } = await converted(fixture("counts.tsv"), "dense");
  expect(existsSync(join(dense, "X/c/0/0"))).toBe(true);
  expect(readdirSync(join(dense, "X/c"))).toEqual(["0"]);
});
