import { describe, expect, test } from "vitest";
import { fixture, scoresOf } from "../../support/formats.ts";

const floats = await scoresOf(fixture("floats.tsv"));

describe("Feather as pyarrow writes it scores as its text does", () => {
  for (const name of ["columns-uncompressed", "columns-lz4", "columns-zstd", "rows"]) {
    test(name, async () => {
      expect(await scoresOf(fixture(`${name}.feather`))).toEqual(floats);
    });
  }
});
