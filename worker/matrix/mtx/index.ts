/**
 * 10x triplets: `matrix.mtx`, `features.tsv` (or `genes.tsv`) and `barcodes.tsv`, plain or gzip, in a folder or an archive; names
 * may begin alike (`GSM123_matrix.mtx.gz`). Source: 10x Genomics, "Feature-Barcode Matrices (MEX)".
 */
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import { expressionOnly } from "../features.ts";
import type { MatrixReader, NameColumn, SparseBlock } from "../reader.ts";
import type { ReadingRequest } from "../recognise.ts";
import type { MatrixFolder, MatrixSource, Platform } from "../source.ts";
import { collect, isGzip, readBytes } from "../stream/bytes.ts";
import { transposeBytes, transposeEntries } from "../transpose.ts";
import { nameBytes } from "../tree/names.ts";
import { checkCounts } from "../tree/reader.ts";
import { type MtxEntries, type MtxSizes, readMtx } from "./stream.ts";

const MATRIX = /(?:^|[/_.-])matrix\.mtx(?:\.gz)?$/;
const FEATURES = ["features.tsv", "features.tsv.gz", "genes.tsv", "genes.tsv.gz"];
const BARCODES = ["barcodes.tsv", "barcodes.tsv.gz"];
/** Largest list of names: 300,000 features at 100 bytes. */
const LIST_BYTES = 4 * LIMITS.metadataBytes;
const ADVICE = "Write it cell by cell, as 10x does: scipy.io.mmwrite of a csc_matrix.";
/** Samples of a block, and stored values after which one ends. */
const BLOCK_SAMPLES = 1024;
const BLOCK_ENTRIES = 128 * 1024;

/** A triplet once its names are read. */
interface Triplet {
  readonly sizes: MtxSizes;
  /** Whether rows are samples, as scipy writes an AnnData's X. */
  readonly rowsAreSamples: boolean;
  /** Whether entries come sample by sample. */
  readonly bySample: boolean;
  readonly open: () => AsyncGenerator<MtxSizes | MtxEntries, void>;
}

/** @returns null where the folder has no matrix.mtx @throws Problem `bad-10x` and those of the files */
export async function openTriplet(folder: MatrixFolder, { platform }: ReadingRequest): Promise<MatrixReader | null> {
  const path = (await folder.list()).find((name) => MATRIX.test(name));
  const matrix = path === undefined ? null : await folder.file(path);
  if (path === undefined || matrix === null) return null;
  const prefix = path.replace(/matrix\.mtx(?:\.gz)?$/, "");
  const features = await readTable(folder, prefix, FEATURES, platform);
  const barcodes = await readTable(folder, prefix, BARCODES, platform);
  const samples = barcodes.map(([barcode]) => barcode);
  checkCounts(features.length, samples.length);
  const column = (at: number) => features.map((cells) => cells[at] ?? "");
  // The second column has the symbols; files of one column have nothing but them.
  const genes: NameColumn[] = [
    ...(features[0].length > 1 ? [{ header: "name", values: column(1) }] : []),
    { header: "gene_id", values: column(0) },
  ];
  const gzip = await isGzip(matrix);
  const open = () => readMtx(readBytes(matrix, platform, gzip));
  const triplet = await inspect(open, features.length, samples.length);
  const reader = tripletReader(triplet, genes, samples);
  return features[0].length > 2 ? expressionOnly(reader, column(2)) : reader;
}

async function readTable(
  folder: MatrixFolder,
  prefix: string,
  names: readonly string[],
  platform: Platform,
): Promise<string[][]> {
  for (const name of names) {
    const file = await folder.file(prefix + name);
    if (file !== null) return tableOf(file, platform);
  }
  throw new Problem("bad-10x", `Beside ${prefix}matrix.mtx there is no ${names.join(", ")}.`, {
    expected: names.join(", "),
  });
}

async function tableOf(file: MatrixSource, platform: Platform): Promise<string[][]> {
  const bytes = await collect(readBytes(file, platform, await isGzip(file)), LIST_BYTES);
  if (bytes.length >= LIST_BYTES)
    throw new Problem("bad-10x", `${file.name} has more than ${LIST_BYTES} bytes.`, { limit: LIST_BYTES });
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/);
  while (lines.at(-1) === "") lines.pop();
  return lines.map((line) => line.split("\t"));
}

/** Sizes, which axis is which, and the order of the entries: looked at until it shows. */
async function inspect(open: Triplet["open"], genes: number, samples: number): Promise<Triplet> {
  let sizes: MtxSizes | null = null;
  let rowsAreSamples = false;
  const before = { gene: 0, sample: 0 };
  let bySample = true;
  reading: for await (const piece of open()) {
    if (!("count" in piece)) {
      sizes = piece;
      rowsAreSamples = isTransposed(piece, genes, samples);
      continue;
    }
    const [geneOf, sampleOf] = rowsAreSamples ? [piece.samples, piece.genes] : [piece.genes, piece.samples];
    for (let i = 0; i < piece.count; i++) {
      if (sampleOf[i] < before.sample) {
        bySample = false;
        break reading;
      }
      // Samples went up and genes down: entries stand sample by sample.
      if (sampleOf[i] > before.sample && geneOf[i] < before.gene) break reading;
      before.gene = geneOf[i];
      before.sample = sampleOf[i];
    }
  }
  if (sizes === null) throw new Problem("bad-10x", "The matrix file has no sizes.");
  return { sizes, rowsAreSamples, bySample, open };
}

function isTransposed({ rows, columns }: MtxSizes, genes: number, samples: number): boolean {
  if (rows === genes && columns === samples) return false;
  if (rows === samples && columns === genes) return true;
  const detail = `The matrix file has ${rows} x ${columns} values, and there are ${genes} features and ${samples} barcodes.`;
  throw new Problem("bad-10x", detail, { found: `${rows} x ${columns}`, expected: `${genes} x ${samples}` });
}

function tripletReader(triplet: Triplet, genes: readonly NameColumn[], samples: readonly string[]): MatrixReader {
  const { stored } = triplet.sizes;
  const held = triplet.bySample
    ? 12 * (BLOCK_ENTRIES + genes[0].values.length)
    : transposeBytes(stored, samples.length);
  const shape = {
    format: "10x-mtx",
    genes,
    samples,
    layout: "sparse" as const,
    blockBytes: 2 * held + 4 * LIMITS.readBytes + nameBytes([...genes, { header: "", values: samples }]),
    warnings: [],
  };
  const columns = (first: number, last: number) =>
    triplet.bySample
      ? sampleBlocks(triplet, genes[0].values.length, first, last)
      : transposeEntries(() => entriesOf(triplet), first, last, ADVICE);
  return { describe: () => shape, columns };
}

async function* entriesOf({ open, rowsAreSamples }: Triplet): AsyncGenerator<MtxEntries, void> {
  for await (const piece of open()) {
    if (!("count" in piece)) continue;
    yield rowsAreSamples ? { ...piece, genes: piece.samples, samples: piece.genes } : piece;
  }
}

/** Samples [first, last) of entries that come sample by sample. */
async function* sampleBlocks(
  triplet: Triplet,
  genes: number,
  first: number,
  last: number,
): AsyncGenerator<SparseBlock, void> {
  const room = BLOCK_ENTRIES + genes;
  const block = { genes: new Uint32Array(room), values: new Float64Array(room) };
  let starts = [0];
  let sample = first;
  let filled = 0;
  const take = (): SparseBlock => {
    const done = { samples: starts.length - 1, starts, genes: block.genes, values: block.values };
    starts = [0];
    filled = 0;
    return done;
  };
  for await (const piece of entriesOf(triplet)) {
    for (let i = 0; i < piece.count; i++) {
      const at = piece.samples[i];
      if (at < first) continue;
      if (at < sample) throw disordered(piece.line);
      while (sample < at && sample < last) {
        starts.push(filled);
        sample++;
        if (filled >= BLOCK_ENTRIES || starts.length > BLOCK_SAMPLES) yield take();
      }
      if (at >= last) break;
      if (filled === room)
        throw new Problem("bad-sparse", `Sample number ${at + 1} has more values than there are genes.`);
      block.genes[filled] = piece.genes[i];
      block.values[filled++] = piece.values[i];
    }
    if (sample === last) break;
  }
  for (; sample < last; sample++) starts.push(filled);
  if (starts.length > 1) yield take();
}

function disordered(line: number): Problem {
  const detail = `The matrix file goes back to an earlier cell before line ${line}. Write its entries cell by cell, or gene by gene from the first on.`;
  return new Problem("bad-10x", detail, { line });
}
