import { describe, expect, test } from "vitest";
import { fixture, scoresOf } from "../../support/formats.ts";

const floats = await scoresOf(fixture("floats.tsv"));

describe("Parquet as pyarrow writes it scores as its text does", () => {
  const names =
    "columns-none columns-snappy columns-gzip columns-zstd columns-groups columns-pages-2 columns-split rows pandas";
  for (const name of names.split(" ")) {
    test(name, async () => {
      expect(await scoresOf(fixture(`${name}.parquet`))).toEqual(floats);
    });
  }
});
