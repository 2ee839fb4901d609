import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { nodeRanker } from "../../../scripts/node/kernel.ts";
import { ByteBudget } from "../../../worker/engine/budget.ts";
import { LIMITS } from "../../../worker/limits.ts";
import { decompressByStream } from "../../../worker/matrix/codec/compression.ts";
import type { Compression } from "../../../worker/matrix/source.ts";
import { scoreMatrix } from "../../../worker/score.ts";
import { platform } from "../../../worker/storage/platform.ts";
import { EVERYTHING, fixture, scoresOf } from "../../support/formats.ts";

const COMPRESS: Record<Compression, (bytes: Uint8Array) => Uint8Array> = {
  gzip: gzipSync,
  zlib: deflateSync,
  "deflate-raw": deflateRawSync,
  zstd: zstdCompressSync,
};
const KINDS = Object.keys(COMPRESS) as Compression[];
const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) % 251);

describe.each([
  ["Node and workerd", platform.decompress],
  ["browsers", decompressByStream],
])("blocks in %s", (_, decompress) => {
  test.each(KINDS)("%s comes out as it went in", async (kind) => {
    for (const length of [0, 1, 5, 255, 256, 70_000, bytes.length]) {
      const part = bytes.slice(0, length);
      const undone = await decompress(kind, new Uint8Array(COMPRESS[kind](part)), Math.max(1, length));
      expect(new Uint8Array(undone)).toEqual(part);
    }
  });

  test.each(KINDS)("%s of more bytes than expected is refused", async (kind) => {
    const block = new Uint8Array(COMPRESS[kind](bytes));
    await expect(decompress(kind, block, 1000)).rejects.toMatchObject({ type: "bad-chunk" });
  });

  test.each(KINDS)("damaged %s is a problem or other bytes, never more than expected", async (kind) => {
    const block = new Uint8Array(COMPRESS[kind](bytes.slice(0, 5000)));
    for (let at = 0; at < block.length; at += 7) {
      const harmed = block.slice();
      harmed[at] ^= 255;
      const undone = await decompress(kind, harmed, 5000).catch((error: unknown) => {
        expect(["bad-chunk", "unsupported-feature"]).toContain((error as { type: string }).type);
        return new Uint8Array(0);
      });
      expect(undone.length).toBeLessThanOrEqual(5000);
    }
  });
});

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
