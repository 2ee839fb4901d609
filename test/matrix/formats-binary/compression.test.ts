import { expect, test } from "vitest";
import { nodeRanker } from "../../../scripts/node/kernel.ts";
import { ByteBudget } from "../../../worker/engine/budget.ts";
import { LIMITS } from "../../../worker/limits.ts";
import { decompressByStream } from "../../../worker/matrix/codec/compression.ts";
import { scoreMatrix } from "../../../worker/score.ts";
import { platform } from "../../../worker/storage/platform.ts";
import { EVERYTHING, fixture, scoresOf } from "../../support/formats.ts";

test.each([
  ["anndata-v3-csr.zarr.zip", "counts.tsv"],
  ["csr.h5ad", "counts.tsv"],
  ["10x-v3.zip", "counts.tsv"],
  ["plain-v2-blosc-zstd-bits.zarr.zip", "floats.tsv"],
  ["columns-zstd.parquet", "floats.tsv"],
  ["columns-zstd.feather", "floats.tsv"],
])("%s scores alike with what browsers have", async (name, text) => {
  const { samples, measured, columns } = await scoreMatrix(
    fixture(name),
    { options: {}, duplicates: "error", literalIdentifiers: true, ...EVERYTHING },
    {
      ranker: await nodeRanker("wasm"),
      platform: { ...platform, decompress: decompressByStream },
      budget: new ByteBudget(LIMITS.isolateBytes, 0),
    },
  );
  expect({ samples, measured, columns }).toEqual(await scoresOf(fixture(text)));
});
