import { describe, expect, test } from "vitest";
import { fixture, scoresOf } from "../../support/formats.ts";

const counts = await scoresOf(fixture("counts.tsv"));
const floats = await scoresOf(fixture("floats.tsv"));

describe("h5ad as anndata writes it scores as its text does", () => {
  for (const name of ["dense", "csr", "csc", "contiguous", "lzf"]) {
    test(name, async () => {
      expect(await scoresOf(fixture(`${name}.h5ad`))).toEqual(counts);
    });
  }

  test("a layer, and the raw matrix, instead of X", async () => {
    for (const layer of ["counts", "raw"]) expect(await scoresOf(fixture("layers.h5ad"), { layer })).toEqual(counts);
  });
});

describe("whatever h5py can write", () => {
  const files =
    "latest-single latest-fixed-array latest-implicit latest-extensible latest-btree2 latest-contiguous earliest-shuffle " +
    "earliest-big-endian v108-dense-links";
  for (const name of files.split(" ")) {
    test(name, async () => {
      expect(await scoresOf(fixture(`${name}.h5ad`))).toEqual(floats);
    });
  }
});

test("Cell Ranger's feature-barcode matrix", async () => {
  expect(await scoresOf(fixture("filtered_feature_bc_matrix.h5"))).toEqual(counts);
});
