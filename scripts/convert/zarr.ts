/**
 * Writes a matrix as AnnData in Zarr 3, sample by sample, as a batch reads it fastest: dense values in chunks of up to 256 samples
 * with all their genes, sparse ones as CSR. Nothing but a chunk is held.
 * Sources: Zarr core protocol 3.0; "On-disk format" of the anndata documentation.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import * as zlib from "node:zlib";
import { LIMITS } from "../../worker/limits.ts";
import { isSparse, type MatrixReader, type SampleBlock } from "../../worker/matrix/reader.ts";

const CHUNK_SAMPLES = 256;
const CHUNK_ENTRIES = 512 * 1024;

/** Whether this Node can write what we write: it has zstd since version 22.15. */
export const canConvert = "zstdCompress" in zlib;

const compress = (bytes: Uint8Array) => promisify(zlib.zstdCompress)(bytes);

export type FloatType = "float32" | "float64";
type ArrayType = FloatType | "int32" | "int64" | "string";

/** A value that float32 does not hold: the matrix has to be written as float64. */
class NotFloat32 extends Error {}

/**
 * @param root folder that does not exist yet
 * @param progress told of the samples that are written
 * @returns the type of the values: float32 where it holds them all exactly
 */
export async function writeZarr(
  reader: MatrixReader,
  root: string,
  progress: (samples: number) => void,
): Promise<FloatType> {
  try {
    await writeMatrix(reader, root, "float32", progress);
    return "float32";
  } catch (error) {
    if (!(error instanceof NotFloat32)) throw error;
    // Most matrices show it in the first block. What was written so far is written over.
    await writeMatrix(reader, root, "float64", progress);
    return "float64";
  }
}

async function writeMatrix(
  reader: MatrixReader,
  root: string,
  type: FloatType,
  progress: (samples: number) => void,
): Promise<void> {
  const { genes, samples, layout } = reader.describe();
  const put = async (path: string, bytes: Uint8Array | string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), bytes);
  };
  const output: Output = {
    chunk: async (path, values) => put(path, await compress(bytesOf(values))),
    strings: async (path, values) => put(path, await compress(variableStrings(values))),
    meta: (path, value) => put(join(path, "zarr.json"), `${JSON.stringify({ zarr_format: 3, ...value })}\n`),
  };
  const blocks = reader.columns(0, samples.length);
  if (layout === "sparse") await writeSparse(blocks, output, samples.length, genes[0].values.length, type, progress);
  else await writeDense(blocks, output, samples.length, genes[0].values.length, type, progress);
  await writeTable(output, "obs", [{ header: "_index", values: samples }]);
  await writeTable(
    output,
    "var",
    genes.map(({ header, values }, at) => ({ header: at === 0 ? "_index" : fileName(header), values })),
  );
  for (const group of ["layers", "obsm", "varm", "obsp", "varp", "uns"]) {
    await output.meta(group, groupMeta({ "encoding-type": "dict", "encoding-version": "0.1.0" }));
  }
  // Last: what has no root is no matrix, however far the writing came.
  await output.meta("", groupMeta({ "encoding-type": "anndata", "encoding-version": "0.1.0" }));
}

interface Output {
  chunk(path: string, values: ArrayBufferView): Promise<void>;
  strings(path: string, values: readonly string[]): Promise<void>;
  meta(path: string, value: Record<string, unknown>): Promise<void>;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => new Uint8Array(buffer, byteOffset, byteLength);

const floats = (type: FloatType, length: number) =>
  type === "float32" ? new Float32Array(length) : new Float64Array(length);

function put(into: Float32Array | Float64Array, at: number, value: number): void {
  into[at] = value;
  if (into[at] !== value && !Number.isNaN(value)) throw new NotFloat32();
}

async function writeDense(
  blocks: AsyncIterable<SampleBlock>,
  output: Output,
  samples: number,
  genes: number,
  type: FloatType,
  progress: (samples: number) => void,
): Promise<void> {
  const size = type === "float32" ? 4 : 8;
  const rows = Math.max(1, Math.min(CHUNK_SAMPLES, samples, Math.floor(LIMITS.chunkBytes / (size * genes))));
  const chunk = floats(type, rows * genes);
  let written = 0;
  for await (const block of blocks) {
    if (isSparse(block)) throw new Error("a dense matrix came in sparse blocks");
    for (let sample = 0; sample < block.samples; sample++, written++) {
      const row = written % rows;
      for (let gene = 0; gene < genes; gene++) put(chunk, row * genes + gene, block.values[sample * genes + gene]);
      if (row === rows - 1) await output.chunk(`X/c/${Math.floor(written / rows)}/0`, chunk);
    }
    progress(written);
  }
  if (written % rows !== 0) {
    chunk.fill(0, (written % rows) * genes);
    await output.chunk(`X/c/${Math.floor(written / rows)}/0`, chunk);
  }
  await output.meta(
    "X",
    arrayMeta(type, [samples, genes], [rows, genes], { "encoding-type": "array", "encoding-version": "0.2.0" }),
  );
}

async function writeSparse(
  blocks: AsyncIterable<SampleBlock>,
  output: Output,
  samples: number,
  genes: number,
  type: FloatType,
  progress: (samples: number) => void,
): Promise<void> {
  const data = floats(type, CHUNK_ENTRIES);
  const indices = new Int32Array(CHUNK_ENTRIES);
  const pointers = new BigInt64Array(samples + 1);
  let stored = 0;
  let written = 0;
  const flush = async (chunk: number) => {
    await output.chunk(`X/data/c/${chunk}`, data);
    await output.chunk(`X/indices/c/${chunk}`, indices);
  };
  for await (const block of blocks) {
    if (!isSparse(block)) throw new Error("a sparse matrix came in dense blocks");
    for (let sample = 0; sample < block.samples; sample++) {
      for (let i = block.starts[sample]; i < block.starts[sample + 1]; i++) {
        const at = stored++ % CHUNK_ENTRIES;
        put(data, at, block.values[i]);
        indices[at] = block.genes[i];
        if (at === CHUNK_ENTRIES - 1) await flush(Math.floor((stored - 1) / CHUNK_ENTRIES));
      }
      pointers[++written] = BigInt(stored);
    }
    progress(written);
  }
  if (stored % CHUNK_ENTRIES !== 0) {
    data.fill(0, stored % CHUNK_ENTRIES);
    indices.fill(0, stored % CHUNK_ENTRIES);
    await flush(Math.floor(stored / CHUNK_ENTRIES));
  }
  await output.chunk("X/indptr/c/0", pointers);
  await output.meta("X/data", arrayMeta(type, [stored], [CHUNK_ENTRIES]));
  await output.meta("X/indices", arrayMeta("int32", [stored], [CHUNK_ENTRIES]));
  await output.meta("X/indptr", arrayMeta("int64", [samples + 1], [samples + 1]));
  const attributes = { "encoding-type": "csr_matrix", "encoding-version": "0.1.0", shape: [samples, genes] };
  await output.meta("X", groupMeta(attributes));
}

/** A table of strings, the first of which is its index. */
async function writeTable(
  output: Output,
  path: string,
  columns: readonly { readonly header: string; readonly values: readonly string[] }[],
): Promise<void> {
  const attributes = { "encoding-type": "string-array", "encoding-version": "0.2.0" };
  for (const { header, values } of columns) {
    await output.strings(`${path}/${header}/c/0`, values);
    await output.meta(`${path}/${header}`, arrayMeta("string", [values.length], [values.length], attributes));
  }
  const order = columns.slice(1).map(({ header }) => header);
  const table = { "encoding-type": "dataframe", "encoding-version": "0.2.0", _index: "_index", "column-order": order };
  await output.meta(path, groupMeta(table));
}

/** A header as the name of a folder. */
const fileName = (header: string) => header.replaceAll(/[^\w -]/g, "_");

const groupMeta = (attributes: Record<string, unknown>) => ({ node_type: "group", attributes });

function arrayMeta(type: ArrayType, shape: number[], chunk: number[], attributes: Record<string, unknown> = {}) {
  const serializer = type === "string" ? { name: "vlen-utf8" } : { name: "bytes", configuration: { endian: "little" } };
  return {
    node_type: "array",
    shape,
    data_type: type,
    chunk_grid: { name: "regular", configuration: { chunk_shape: chunk } },
    chunk_key_encoding: { name: "default", configuration: { separator: "/" } },
    fill_value: type === "string" ? "" : 0,
    codecs: [serializer, { name: "zstd", configuration: { level: 3, checksum: false } }],
    attributes,
  };
}

/** As numcodecs has them: a count, then the length and the bytes of each. */
function variableStrings(values: readonly string[]): Uint8Array {
  const encoder = new TextEncoder();
  const encoded = values.map((value) => encoder.encode(value));
  const bytes = new Uint8Array(4 + encoded.reduce((sum, { length }) => sum + 4 + length, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, values.length, true);
  let at = 4;
  for (const each of encoded) {
    view.setUint32(at, each.length, true);
    bytes.set(each, at + 4);
    at += 4 + each.length;
  }
  return bytes;
}
