/** The matrices that are scored from files: made once, kept in build/bench, and the same values in every format. */
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import type { MethodName, Signature } from "../../../worker/engine/signature.ts";
import { cell, geneName, genesInRows, type MatrixSize, samplesInRows } from "../../batch/matrix.ts";
import { run } from "../child.ts";
import { hasPython, PYTHON } from "../peers/peers.ts";
import { evenSets } from "../sets.ts";

const FOLDER = join(import.meta.dirname, "../../../build/bench");
/** Samples of a Zarr chunk: as many as `crossresist convert` takes. */
const CHUNK_SAMPLES = 256;

export interface StoredMatrix {
  readonly path: string;
  /** Bytes of the text that is in it, inflated, or of the numbers. */
  readonly bytes: number;
}

/** Makes a file or folder under another name first, so that one whose making was interrupted is never taken for whole. */
async function made(name: string, make: (path: string) => Promise<void> | void): Promise<string> {
  const path = join(FOLDER, name);
  if (existsSync(path)) return path;
  mkdirSync(FOLDER, { recursive: true });
  const unfinished = `${path}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  await make(unfinished);
  renameSync(unfinished, path);
  return path;
}

const sizeName = ({ genes, samples }: MatrixSize) => `${genes}x${samples}`;

/** Tab-separated text, plain. */
export async function plainText(rows: "genes" | "samples", size: MatrixSize): Promise<StoredMatrix> {
  const lines = rows === "genes" ? genesInRows : samplesInRows;
  const path = await made(`${rows}-${sizeName(size)}.tsv`, (to) =>
    pipeline(Readable.from(lines(size)), createWriteStream(to)),
  );
  return { path, bytes: statSync(path).size };
}

/** Tab-separated text with genes in rows, as gzip(1) packs it. */
export async function gzipText(size: MatrixSize): Promise<StoredMatrix> {
  const { bytes } = await plainText("genes", size);
  const path = await made(`genes-${sizeName(size)}.tsv.gz`, (to) =>
    pipeline(Readable.from(genesInRows(size)), createGzip(), createWriteStream(to)),
  );
  return { path, bytes };
}

function sampleValues(genes: number, sample: number): Float32Array {
  return Float32Array.from({ length: genes }, (_, gene) => Number(cell(gene, sample, 0)));
}

/** A Zarr 3 array [samples, genes] of float32 in chunks of whole samples. */
export async function zarrArray({ genes, samples }: MatrixSize, codec: "raw" | "gzip"): Promise<StoredMatrix> {
  const path = await made(`${codec}-${sizeName({ genes, samples })}.zarr`, (root) => {
    const chunk = new Float32Array(CHUNK_SAMPLES * genes);
    const bytes = new Uint8Array(chunk.buffer);
    for (let first = 0; first < samples; first += CHUNK_SAMPLES) {
      const held = Math.min(CHUNK_SAMPLES, samples - first);
      chunk.fill(0);
      for (let at = 0; at < held; at++) chunk.set(sampleValues(genes, first + at), at * genes);
      const file = join(root, `c/${first / CHUNK_SAMPLES}/0`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, codec === "raw" ? bytes : gzipSync(bytes));
    }
    writeFileSync(join(root, "zarr.json"), JSON.stringify(zarrMetadata(genes, samples, codec)));
  });
  return { path, bytes: 4 * genes * samples };
}

function zarrMetadata(genes: number, samples: number, codec: "raw" | "gzip") {
  return {
    zarr_format: 3,
    node_type: "array",
    shape: [samples, genes],
    data_type: "float32",
    chunk_grid: { name: "regular", configuration: { chunk_shape: [CHUNK_SAMPLES, genes] } },
    chunk_key_encoding: { name: "default", configuration: { separator: "/" } },
    fill_value: 0,
    codecs: [
      { name: "bytes", configuration: { endian: "little" } },
      ...(codec === "raw" ? [] : [{ name: "gzip", configuration: { level: 6 } }]),
    ],
    attributes: {
      samples: Array.from({ length: samples }, (_, sample) => `S${sample + 1}`),
      genes: Array.from({ length: genes }, (_, gene) => geneName(gene)),
    },
  };
}

/** A Parquet file with a column of float32 for each sample, and one of gene names. */
export async function parquetTable({ genes, samples }: MatrixSize): Promise<StoredMatrix> {
  const path = await made(`${sizeName({ genes, samples })}.parquet`, (to) => {
    const names = {
      name: "gene",
      data: Array.from({ length: genes }, (_, gene) => geneName(gene)),
      type: "STRING" as const,
    };
    const columns = Array.from({ length: samples }, (_, sample) => ({
      name: `S${sample + 1}`,
      data: sampleValues(genes, sample),
      type: "FLOAT" as const,
    }));
    writeFileSync(to, new Uint8Array(parquetWriteBuffer({ columnData: [names, ...columns] })));
  });
  return { path, bytes: 4 * genes * samples };
}

/** The same as AnnData in HDF5, as anndata writes it; null where the peers' Python lacks anndata. */
export async function h5adFile(size: MatrixSize): Promise<StoredMatrix | null> {
  if (!(await hasPython("anndata"))) return null;
  const { path: zarr, bytes } = await zarrArray(size, "raw");
  const path = await made(`${sizeName(size)}.h5ad`, async (to) => {
    await run(PYTHON, [join(import.meta.dirname, "h5ad.py"), zarr, to]);
  });
  return { path, bytes };
}

/**
 * A panel of 200 genes in four sets.
 *
 * @param method by which they are scored; singscore also asks for all ties of a column, UCell for nothing but the counts
 */
export function fourSets(genes: number, method: MethodName = "ucell"): Signature[] {
  return evenSets(genes, 4, [method], geneName);
}
