import { describe, expect, test } from "vitest";
import { fixture, memoryFolder, scoresOf, unpacked } from "../../support/formats.ts";

const counts = await scoresOf(fixture("counts.tsv"));

describe("10x triplets score as their text does", () => {
  for (const name of ["10x-v3.zip", "10x-v3.tar.gz", "10x-v2-by-gene.zip"]) {
    test(name, async () => {
      expect(await scoresOf(fixture(name))).toEqual(counts);
    });
  }

  test("three files of a folder, whose names begin alike", async () => {
    const files = await unpacked("10x-v3.zip");
    const renamed = new Map([...files].map(([path, bytes]) => [path.replace(/^.*\//, "GSM1_sample_"), bytes]));
    expect(await scoresOf(memoryFolder(renamed))).toEqual(counts);
  });
});
