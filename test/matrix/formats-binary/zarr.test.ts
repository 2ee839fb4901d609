import { describe, expect, test } from "vitest";
import { fixture, memoryFolder, scoresOf, unpacked } from "../../support/formats.ts";

const counts = await scoresOf(fixture("counts.tsv"));
const floats = await scoresOf(fixture("floats.tsv"));
const whole = await scoresOf(fixture("whole.tsv"));

describe("AnnData as anndata writes it scores as its text does", () => {
  for (const version of ["v2", "v3"]) {
    for (const layout of ["dense", "csr", "csc"]) {
      const name = `anndata-${version}-${layout}.zarr.zip`;
      test(`${name}, zipped and as a folder`, async () => {
        expect(await scoresOf(fixture(name))).toEqual(counts);
        expect(await scoresOf(memoryFolder(await unpacked(name)))).toEqual(counts);
      });
    }
  }

  test("a layer instead of X, symbols beside Ensembl numbers that nobody knows", async () => {
    expect(await scoresOf(fixture("anndata-v3-layer.zarr.zip"), { layer: "counts" })).toEqual(counts);
  });
});

describe("plain Zarr [samples, genes] scores as its text does, whatever the codec", () => {
  const codecs = {
    v2: "raw gzip zlib zstd lz4 blosc-lz4 blosc-zstd-bits blosc-lz4-bits blosc-zlib blosc-blosclz blosc-none big-endian fortran",
    v3: "raw gzip zstd blosc crc transposed big-endian sharded",
  };
  for (const [version, names] of Object.entries(codecs)) {
    for (const codec of names.split(" ")) {
      test(`${version} ${codec}`, async () => {
        expect(await scoresOf(fixture(`plain-${version}-${codec}.zarr.zip`))).toEqual(floats);
      });
    }
  }

  for (const type of ["int8", "uint16", "int32", "int64", "float16", "float64"]) {
    test(`values of the type ${type}`, async () => {
      expect(await scoresOf(fixture(`plain-v3-${type}.zarr.zip`))).toEqual(whole);
    });
  }
});
