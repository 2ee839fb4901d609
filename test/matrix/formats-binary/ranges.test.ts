import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import type { MatrixFolder, RangedSource } from "../../../worker/matrix/source.ts";
import { memoryFolder, rangedSource } from "../../support/formats.ts";
import { score, upSet } from "../../support/score.ts";

const SAMPLES = 10_000;
const GENES = ["STAT1", "MX1", ...Array.from({ length: 58 }, (_, i) => `FIX${i}`)];
const CELLS = Array.from({ length: SAMPLES }, (_, i) => `S${i + 1}`);
/** Samples 501 to 600, counted from 1. */
const RANGE = { first: 500, last: 600 };
const expression = (sample: number, gene: number) => (sample * 31 + gene * 17) % 97;

const request = { signatures: [upSet("set", ["STAT1", "MX1", "FIX7"])], samples: RANGE };
const utf8 = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** What was read of a folder: path and bytes. */
function recorded(folder: MatrixFolder): { folder: MatrixFolder; reads: Map<string, number> } {
  const reads = new Map<string, number>();
  const read: MatrixFolder["read"] = async (path, limit) => {
    const bytes = await folder.read(path, limit);
    if (bytes !== null) reads.set(path, (reads.get(path) ?? 0) + bytes.length);
    return bytes;
  };
  return { folder: { ...folder, read }, reads };
}

/** What was read of a file: ranges. */
function recordedSource(source: RangedSource): { source: RangedSource; reads: [from: number, to: number][] } {
  const reads: [number, number][] = [];
  const read = async (offset: number, length: number) => {
    reads.push([offset, offset + length]);
    return source.read(offset, length);
  };
  return { source: { ...source, read }, reads };
}

function zarr(): MatrixFolder {
  const files = new Map<string, Uint8Array>();
  const array = { zarr_format: 3, node_type: "array", fill_value: 0, chunk_key_encoding: { name: "default" } };
  files.set("zarr.json", utf8({ zarr_format: 3, node_type: "group", attributes: { samples: CELLS, genes: GENES } }));
  files.set(
    "X/zarr.json",
    utf8({
      ...array,
      shape: [SAMPLES, GENES.length],
      data_type: "float32",
      chunk_grid: { name: "regular", configuration: { chunk_shape: [256, GENES.length] } },
      codecs: [{ name: "bytes", configuration: { endian: "little" } }],
    }),
  );
  for (let chunk = 0; chunk * 256 < SAMPLES; chunk++) {
    const values = Float32Array.from({ length: 256 * GENES.length }, (_, i) =>
      expression(chunk * 256 + Math.floor(i / GENES.length), i % GENES.length),
    );
    files.set(`X/c/${chunk}/0`, new Uint8Array(values.buffer));
  }
  return memoryFolder(files, "x.zarr");
}

/** Rows of genes, a column for each sample. */
function samplesAsColumns(): Uint8Array {
  const columns = CELLS.map((name, sample) => ({
    name,
    data: Float64Array.from(GENES, (_, gene) => expression(sample, gene)),
    type: "DOUBLE" as const,
  }));
  return new Uint8Array(
    parquetWriteBuffer({ columnData: [{ name: "gene", data: GENES, type: "STRING" }, ...columns] }),
  );
}

/** Rows of samples, in groups of 500. */
function samplesAsRows(): Uint8Array {
  const columns = GENES.map((name, gene) => ({
    name,
    data: Float64Array.from(CELLS, (_, sample) => expression(sample, gene)),
    type: "DOUBLE" as const,
  }));
  const columnData = [{ name: "sample", data: CELLS, type: "STRING" as const }, ...columns];
  return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 500 }));
}

describe("samples 501 to 600 of 10,000 are found without reading the others", () => {
  test("Zarr: the two chunks that hold them", async () => {
    const { folder, reads } = recorded(zarr());
    const { samples } = await score(folder, request);
    expect(samples).toEqual(CELLS.slice(500, 600));
    expect([...reads.keys()].filter((path) => path.startsWith("X/c/"))).toEqual(["X/c/1/0", "X/c/2/0"]);
    expect(reads.get("X/c/1/0")).toBe(256 * GENES.length * 4);
  });

  test("Parquet with samples as columns: the footer, the names and their 100 column chunks", async () => {
    const bytes = samplesAsColumns();
    const footer = new DataView(bytes.buffer).getUint32(bytes.length - 8, true) + 8;
    const { source, reads } = recordedSource(rangedSource(bytes, "x.parquet"));
    const whole = await score(rangedSource(bytes, "x.parquet"), { ...request, samples: undefined });
    const part = await score(source, request);
    const fields = whole.columns[0].fields.length;
    expect(part.columns[0].values).toEqual(whole.columns[0].values.slice(500 * fields, 600 * fields));
    expect(part.columns[0].values.every(Number.isFinite)).toBe(true);
    const total = reads.reduce((sum, [from, to]) => sum + to - from, 0);
    const body = bytes.length - footer;
    // A hundredth of the columns, some bytes to recognise the file by, its end twice, and the gene names.
    expect(total - footer).toBeLessThan(body / 100 + 512 + 8 + 2000);
  });

  test("Parquet with samples as rows: the footer, the names and one row group of twenty", async () => {
    const bytes = samplesAsRows();
    const footer = new DataView(bytes.buffer).getUint32(bytes.length - 8, true) + 8;
    const { source, reads } = recordedSource(rangedSource(bytes, "x.parquet"));
    const part = await score(source, request);
    expect(part.samples).toEqual(CELLS.slice(500, 600));
    const total = reads.reduce((sum, [from, to]) => sum + to - from, 0);
    const names = 20 * 500 * 10;
    expect(total - footer).toBeLessThan((bytes.length - footer) / 20 + names + 1000);
  });

  test("a range beyond the last sample is refused", async () => {
    await expect(score(zarr(), { ...request, samples: { first: 9990, last: 10_001 } })).rejects.toMatchObject({
      type: "unknown-option",
      message: expect.stringContaining("1 to 10000"),
    });
  });

  test("a text matrix has no index of its samples", async () => {
    const source = rangedSource(new TextEncoder().encode("gene\ta\tb\nSTAT1\t1\t2\nMX1\t3\t4\n"), "m.tsv");
    await expect(score(source, request)).rejects.toMatchObject({ type: "unknown-option" });
  });
});

test("one giant row group is said to be so, with how to write smaller ones", async () => {
  const genes = ["STAT1", "MX1", ...Array.from({ length: 2998 }, (_, i) => `FIX${i}`)];
  const rows = Array.from({ length: 900 }, (_, i) => `S${i}`);
  const columns = genes.map((name) => ({ name, data: new Float32Array(900).fill(1), type: "FLOAT" as const }));
  const columnData = [{ name: "sample", data: rows, type: "STRING" as const }, ...columns];
  const bytes = new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 900 }));
  const { matrix } = await score(rangedSource(bytes, "giant.parquet"), { ...request, samples: { first: 0, last: 5 } });
  expect(matrix.warnings).toContainEqual(
    expect.objectContaining({ type: "giant-row-group", detail: expect.stringContaining("row_group_size=256") }),
  );
});
