/** Chunks that zlib's threads undo while the ones before are ranked. */
import { createHash } from "node:crypto";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { nodeRanker } from "../../scripts/node/kernel.ts";
import { ByteBudget } from "../../worker/engine/budget.ts";
import { LIMITS } from "../../worker/limits.ts";
import type { MatrixFolder, Platform } from "../../worker/matrix/source.ts";
import { scoreMatrix } from "../../worker/score.ts";
import { nodePlatform } from "../../worker/storage/node.ts";
import { platform } from "../../worker/storage/platform.ts";
import { memoryFolder } from "../support/formats.ts";
import { bits, upSet } from "../support/score.ts";

const GENES = 1_000;
const SAMPLES = 700;
const CHUNK = 256;

const packed = (codec: "gzip" | "zstd", bytes: Uint8Array) =>
  new Uint8Array(codec === "gzip" ? gzipSync(bytes, { level: 1 }) : zstdCompressSync(bytes));

/** A plain Zarr array of float32 in three chunks of whole samples, a megabyte each. */
function zarr(codec: "gzip" | "zstd"): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (let first = 0; first < SAMPLES; first += CHUNK) {
    const values = Float32Array.from({ length: CHUNK * GENES }, (_, i) => ((first * GENES + i) * 7_919) % 10_007);
    files.set(`c/${first / CHUNK}/0`, packed(codec, new Uint8Array(values.buffer)));
  }
  const metadata = {
    zarr_format: 3,
    node_type: "array",
    shape: [SAMPLES, GENES],
    data_type: "float32",
    chunk_grid: { name: "regular", configuration: { chunk_shape: [CHUNK, GENES] } },
    chunk_key_encoding: { name: "default" },
    fill_value: 0,
    codecs: [{ name: "bytes", configuration: { endian: "little" } }, { name: codec }],
    attributes: {
      samples: Array.from({ length: SAMPLES }, (_, sample) => `S${sample}`),
      genes: Array.from({ length: GENES }, (_, gene) => `G${gene}`),
    },
  };
  return files.set("zarr.json", new TextEncoder().encode(JSON.stringify(metadata)));
}

const ranker = await nodeRanker("wasm");

/** The score, and what was lent for it. */
async function scored(folder: MatrixFolder, by: Platform, samples?: { first: number; last: number }) {
  const budget = new ByteBudget(LIMITS.isolateBytes, 0);
  const request = { signatures: [upSet("some", ["G1", "G40", "G900"])], options: {}, duplicates: "error" } as const;
  const result = await scoreMatrix(
    folder,
    { ...request, literalIdentifiers: true, samples },
    { ranker, platform: by, budget },
  ).catch((failure: unknown) => JSON.stringify(failure));
  expect(budget.held).toBe(0);
  return {
    result: typeof result === "string" ? result : `scores ${createHash("sha256").update(bits(result)).digest("hex")}`,
    peak: budget.peak,
  };
}

describe.each(["gzip", "zstd"] as const)("%s", (codec) => {
  test.each([undefined, { first: 300, last: 600 }])(
    "scores as chunk by chunk does, with a chunk more in memory",
    async (samples) => {
      const folder = memoryFolder(zarr(codec));
      const [alone, ahead] = [await scored(folder, platform, samples), await scored(folder, nodePlatform, samples)];
      expect(ahead.result).toBe(alone.result);
      expect(ahead.peak - alone.peak).toBe(4 * CHUNK * GENES);
    },
  );

  test.each([
    ["cut off", (chunk: Uint8Array) => chunk.subarray(0, chunk.length / 2), "bad-chunk"],
    ["of more bytes than a chunk has", () => packed(codec, new Uint8Array(8 * CHUNK * GENES)), "bad-chunk"],
    ["missing", () => undefined, "truncated-file"],
  ])("a chunk that is %s is refused likewise", async (_, harm, type) => {
    const files = zarr(codec);
    const path = "c/1/0";
    const harmed = harm(files.get(path) as Uint8Array);
    files.delete(path);
    if (harmed !== undefined) files.set(path, harmed);
    const [alone, ahead] = [
      await scored(memoryFolder(files), platform),
      await scored(memoryFolder(files), nodePlatform),
    ];
    expect(alone.result).toContain(type);
    expect(ahead.result).toBe(alone.result);
  });
});

test("one chunk at a time is undone", async () => {
  const files = memoryFolder(zarr("gzip"));
  let open = 0;
  let most = 0;
  const counting: Platform = {
    ...nodePlatform,
    decompress: async (...block) => {
      most = Math.max(most, ++open);
      return nodePlatform.decompress(...block).finally(() => open--);
    },
  };
  await scored(files, counting);
  expect([open, most]).toEqual([0, 1]);
});
