import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../worker/limits.ts";
import { fixture, memoryFolder, rangedSource, scoresOf, unpacked } from "../../support/formats.ts";
import { scoreBoth, upSet } from "../../support/score.ts";

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

describe("features that are no genes", () => {
  test.each(["antibodies.h5", "antibodies.zip"])("are left out of %s, with a warning", async (name) => {
    expect(await scoresOf(fixture(name))).toEqual(counts);
    const { matrix } = await scoreBoth(() => fixture(name), { signatures: [upSet("set", ["STAT1", "FIX0001"])] });
    expect(matrix).toMatchObject({
      genes: 240,
      warnings: [{ type: "other-features", count: 3, detail: expect.stringContaining("Antibody Capture, CRISPR") }],
    });
  });
});

/** A ustar archive (POSIX.1-2017, pax, "ustar Interchange Format"). */
function tar(files: Readonly<Record<string, string>>): Uint8Array {
  const blocks = Object.entries(files).flatMap(([path, text]) => {
    const content = Buffer.from(text);
    const header = Buffer.alloc(512);
    header.write(path, 0);
    header.write(`${content.length.toString(8).padStart(11, "0")} `, 124);
    header.write("0", 156);
    header.write("ustar", 257);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

test.each([
  ["tar", (bytes: Uint8Array) => bytes],
  ["tar.gz", gzipSync],
])("a triplet in a %s many pieces long scores as it does in a folder", async (kind, pack) => {
  const [genes, cells] = [300, 400];
  const count = (i: number) => 1 + ((i * 7919) % 53);
  const entries = Array.from({ length: genes * cells }, (_, i) => i).filter((i) => i % 3 !== 0);
  const lines = entries.map((i) => `${1 + (i % genes)} ${1 + Math.floor(i / genes)} ${count(i)}`);
  const files = {
    "m/matrix.mtx": `%%MatrixMarket matrix coordinate integer general\n${genes} ${cells} ${lines.length}\n${lines.join("\n")}\n`,
    "m/features.tsv": Array.from({ length: genes }, (_, gene) => `E${gene}\tG${gene}\tGene Expression\n`).join(""),
    "m/barcodes.tsv": Array.from({ length: cells }, (_, cell) => `cell-${cell}\n`).join(""),
  };
  expect(files["m/matrix.mtx"].length).toBeGreaterThan(3 * LIMITS.readBytes);
  const request = { signatures: [upSet("set", ["G1", "G20", "G77"])] };
  const folder = memoryFolder(new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])));
  const archive = rangedSource(new Uint8Array(pack(tar(files))), `m.${kind}`);
  const { samples, measured, columns } = await scoreBoth(() => archive, request);
  const expected = await scoreBoth(() => folder, request);
  expect({ samples, measured, columns }).toEqual({
    samples: expected.samples,
    measured: expected.measured,
    columns: expected.columns,
  });
  expect(columns[0].values.every(Number.isFinite)).toBe(true);
});
