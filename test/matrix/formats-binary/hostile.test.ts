import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../worker/limits.ts";
import { unshuffle, unshuffleBits } from "../../../worker/matrix/codec/shuffle.ts";
import type { MatrixFolder, MatrixSource } from "../../../worker/matrix/source.ts";
import { fixtureBytes, memoryFolder, rangedSource, scoresOf, unpacked } from "../../support/formats.ts";

const utf8 = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const parse = (bytes: Uint8Array | undefined) => JSON.parse(new TextDecoder().decode(bytes));

async function refusal(matrix: MatrixSource | MatrixFolder, layer?: string): Promise<Record<string, unknown>> {
  const problem = await scoresOf(matrix, { layer }).then(
    () => ({ type: "scored", message: "" }),
    (error: unknown) => error as { type: string; message: string },
  );
  return { type: problem.type, message: problem.message };
}

/** A Zarr fixture with one of its descriptions changed. */
async function withMeta(
  name: string,
  path: string,
  change: (meta: Record<string, unknown>) => void,
): Promise<MatrixFolder> {
  const files = await unpacked(name);
  const meta = parse(files.get(path));
  change(meta);
  return memoryFolder(files.set(path, utf8(meta)));
}

describe("Zarr that lies", () => {
  const plain = "plain-v3-raw.zarr.zip";

  test("a chunk beyond the limit is refused before it is read", async () => {
    const folder = await withMeta(plain, "X/zarr.json", (meta) => {
      meta.chunk_grid = { name: "regular", configuration: { chunk_shape: [1_000_000, 1_000_000] } };
    });
    expect(await refusal(folder)).toMatchObject({
      type: "chunk-too-large",
      message: expect.stringContaining("256 samples"),
    });
  });

  test("a shape that its names contradict", async () => {
    const folder = await withMeta(plain, "X/zarr.json", (meta) => {
      meta.shape = [2 ** 40, 150];
    });
    expect(await refusal(folder)).toMatchObject({
      type: "bad-anndata",
      message: expect.stringContaining("12 samples x 150 genes"),
    });
  });

  test.each([[[-1, 5]], [["12", 150]], [[1.5, 150]], [null], [[[12, 150]]]])(
    "a shape that is none: %j",
    async (shape) => {
      const folder = await withMeta(plain, "X/zarr.json", (meta) => {
        meta.shape = shape;
      });
      expect(await refusal(folder)).toMatchObject({ type: "bad-zarr" });
    },
  );

  test("a codec that nobody knows is named", async () => {
    const folder = await withMeta(plain, "X/zarr.json", (meta) => {
      meta.codecs = [{ name: "bytes", configuration: { endian: "little" } }, { name: "quantum" }];
    });
    expect(await refusal(folder)).toMatchObject({
      type: "unsupported-feature",
      message: expect.stringContaining('"quantum"'),
    });
  });

  test("metadata that is not JSON, of another version, or deeply nested", async () => {
    const files = await unpacked(plain);
    const nested = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    for (const text of [
      "{",
      '{"zarr_format":7,"node_type":"group"}',
      `{"zarr_format":3,"node_type":"array","shape":${nested}}`,
    ]) {
      const folder = memoryFolder(new Map(files).set("X/zarr.json", utf8(text)));
      expect(await refusal(folder)).toMatchObject({ type: "bad-zarr" });
    }
  });

  test("a chunk that inflates beyond its size", async () => {
    const files = await unpacked("plain-v3-gzip.zarr.zip");
    files.set("X/c/0/0", new Uint8Array(gzipSync(new Uint8Array(LIMITS.chunkBytes * 4))));
    expect(await refusal(memoryFolder(files))).toMatchObject({
      type: "bad-chunk",
      message: expect.stringContaining("X/c/0/0"),
    });
  });

  test("a band of samples without a chunk", async () => {
    const files = await unpacked(plain);
    for (const path of [...files.keys()]) if (path.startsWith("X/c/1/")) files.delete(path);
    expect(await refusal(memoryFolder(files))).toMatchObject({
      type: "truncated-file",
      message: expect.stringContaining("X"),
    });
  });

  test("more names than the memory holds", async () => {
    const files = await unpacked("anndata-v3-dense.zarr.zip");
    const path = "obs/_index";
    const meta = parse(files.get(`${path}/zarr.json`));
    meta.shape = [40_000];
    meta.chunk_grid = { name: "regular", configuration: { chunk_shape: [10] } };
    meta.codecs = [{ name: "vlen-utf8" }];
    files.set(`${path}/zarr.json`, utf8(meta));
    const name = utf8("x".repeat(100_000));
    const chunk = new Uint8Array(4 + 10 * (4 + name.length));
    new DataView(chunk.buffer).setUint32(0, 10, true);
    for (let i = 0; i < 10; i++) {
      new DataView(chunk.buffer).setUint32(4 + i * (4 + name.length), name.length, true);
      chunk.set(name, 8 + i * (4 + name.length));
    }
    for (let i = 0; i < 4000; i++) files.set(`${path}/c/${i}`, chunk);
    expect(await refusal(memoryFolder(files))).toMatchObject({
      type: "bad-name",
      message: expect.stringContaining(path),
    });
  });

  test("a layer that would lead out of the hierarchy does not exist", async () => {
    const folder = memoryFolder(await unpacked("anndata-v3-layer.zarr.zip"));
    for (const layer of ["../X", "..", "counts/../../X", "nothing"]) {
      expect(await refusal(folder, layer)).toMatchObject({
        type: "unknown-layer",
        message: expect.stringContaining("counts"),
      });
    }
  });

  test("pointers that go backwards, and genes that are not there", async () => {
    const name = "anndata-v3-csr.zarr.zip";
    for (const array of ["indptr", "indices"]) {
      const files = await unpacked(name);
      const meta = parse(files.get(`X/${array}/zarr.json`));
      meta.codecs = [{ name: "bytes", configuration: { endian: "little" } }];
      meta.chunk_grid.configuration.chunk_shape = meta.shape;
      const bytes = new Uint8Array(meta.shape[0] * 4);
      new Uint32Array(bytes.buffer).fill(array === "indptr" ? 5 : 1000);
      const folder = memoryFolder(files.set(`X/${array}/zarr.json`, utf8(meta)).set(`X/${array}/c/0`, bytes));
      expect(await refusal(folder)).toMatchObject({ type: "bad-sparse" });
    }
  });
});

describe("HDF5 that lies", () => {
  const name = "earliest-shuffle.h5ad";

  test("a file that was cut off says how long it should be", async () => {
    const bytes = fixtureBytes(name);
    const cut = rangedSource(bytes.slice(0, bytes.length / 2), name);
    expect(await refusal(cut)).toMatchObject({
      type: "truncated-file",
      message: expect.stringContaining(String(bytes.length)),
    });
  });

  test("a superblock of a version to come", async () => {
    const bytes = fixtureBytes(name);
    bytes[8] = 9;
    expect(await refusal(rangedSource(bytes, name))).toMatchObject({
      type: "bad-hdf5",
      message: expect.stringContaining("version 9"),
    });
  });

  test("an HDF5 file of something else", async () => {
    const bytes = fixtureBytes("filtered_feature_bc_matrix.h5");
    const at = new TextDecoder("latin1").decode(bytes).indexOf("barcodes\0");
    bytes.set(utf8("elephant"), at);
    expect(await refusal(rangedSource(bytes, name))).toMatchObject({ type: "not-a-matrix" });
  });
});

describe("archives that lie", () => {
  test("a path that leads out of the archive", async () => {
    const bytes = fixtureBytes("10x-v2-by-gene.zip");
    const text = new TextDecoder("latin1").decode(bytes).replaceAll("hg19/matrix.mtx", "../9/matrix.mtx");
    const source = rangedSource(
      Uint8Array.from(text, (letter) => letter.charCodeAt(0)),
      "evil.zip",
    );
    expect(await refusal(source)).toMatchObject({ type: "bad-archive", message: expect.stringContaining("leads out") });
  });

  test("a file that announces more than it inflates to, or less", async () => {
    const bytes = fixtureBytes("10x-v2-by-gene.zip");
    const view = new DataView(bytes.buffer);
    // The first entry of the directory: its size inflated, 24 bytes in.
    const entry = new TextDecoder("latin1").decode(bytes).indexOf("PK\u0001\u0002");
    for (const size of [10, 100_000_000]) {
      view.setUint32(entry + 24, size, true);
      expect(await refusal(rangedSource(bytes, "bomb.zip"))).toMatchObject({ type: "bad-archive" });
    }
  });

  test("a zip without its directory", async () => {
    const bytes = fixtureBytes("10x-v3.zip");
    expect(await refusal(rangedSource(bytes.slice(0, bytes.length - 40), "cut.zip"))).toMatchObject({
      type: "truncated-file",
    });
  });

  test("a folder of anything else names what it found", async () => {
    const folder = memoryFolder(new Map([["notes.txt", utf8("hello")]]));
    expect(await refusal(folder)).toMatchObject({
      type: "not-a-matrix",
      message: expect.stringContaining("notes.txt"),
    });
  });
});

describe("10x triplets that lie", () => {
  const triplet = (matrix: string, genes = "E1\tSTAT1\nE2\tMX1\n", barcodes = "a\nb\n") =>
    memoryFolder(
      new Map([
        ["matrix.mtx", utf8(matrix)],
        ["genes.tsv", utf8(genes)],
        ["barcodes.tsv", utf8(barcodes)],
      ]),
    );
  const banner = "%%MatrixMarket matrix coordinate integer general\n";

  test.each([
    ["fewer entries than announced", `${banner}2 2 3\n1 1 5\n`, "truncated-file"],
    ["more entries than announced", `${banner}2 2 1\n1 1 5\n2 2 3\n`, "bad-10x"],
    ["a row that is not there", `${banner}2 2 1\n3 1 5\n`, "bad-10x"],
    ["a value that is no number", `${banner}2 2 1\n1 1 many\n`, "not-a-number"],
    ["sizes that do not fit the names", `${banner}9 9 1\n1 1 5\n`, "bad-10x"],
    [
      "an array instead of coordinates",
      "%%MatrixMarket matrix array real general\n2 2\n1\n2\n3\n4\n",
      "unsupported-feature",
    ],
    ["a symmetric matrix", "%%MatrixMarket matrix coordinate real symmetric\n2 2 1\n1 1 5\n", "unsupported-feature"],
    ["no sizes", banner, "bad-10x"],
    ["no banner", "2 2 1\n1 1 5\n", "bad-10x"],
    ["a cell with two values for a gene", `${banner}2 2 3\n1 1 5\n1 1 6\n2 2 1\n`, "bad-sparse"],
  ])("%s", async (_, matrix, type) => {
    expect(await refusal(triplet(matrix))).toMatchObject({ type });
  });

  test("a triplet of which two files were sent", async () => {
    const folder = memoryFolder(new Map([["matrix.mtx", utf8(banner)]]));
    expect(await refusal(folder)).toMatchObject({ type: "bad-10x", message: expect.stringContaining("features.tsv") });
  });
});

describe("tables that lie", () => {
  test("a Parquet footer longer than the file", async () => {
    const bytes = fixtureBytes("columns-none.parquet");
    new DataView(bytes.buffer).setUint32(bytes.length - 8, 1_000_000, true);
    expect(await refusal(rangedSource(bytes, "t.parquet"))).toMatchObject({ type: "bad-parquet" });
  });

  test.each(["columns-none.parquet", "columns-lz4.feather"])("%s, cut off", async (name) => {
    const bytes = fixtureBytes(name);
    expect(await refusal(rangedSource(bytes.slice(0, bytes.length - 100), name))).toMatchObject({
      type: "truncated-file",
    });
  });

  test("Feather of version 1 is told how to become version 2", async () => {
    const source = rangedSource(utf8("FEA1\0\0\0\0..."), "old.feather");
    expect(await refusal(source)).toMatchObject({
      type: "unsupported-feature",
      message: expect.stringContaining("write_feather"),
    });
  });
});

test("elements that claim to be longer than their block are not gone through byte by byte", { timeout: 2_000 }, () => {
  const block = Uint8Array.from({ length: 24 }, (_, i) => i);
  expect(unshuffle(block, 2 ** 32 - 1)).toEqual(block);
  expect(unshuffleBits(block, 2 ** 32 - 1)).toEqual(block);
});
