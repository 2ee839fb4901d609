/**
 * What a matrix is, by its first bytes or the files of its folder; names and media types are never trusted. Readers are loaded
 * when they are needed, so that a page that scores text does not fetch the others.
 */
import { Problem } from "../problem.ts";
import type { MatrixReader } from "./reader.ts";
import type { MatrixFolder, MatrixSource, Platform, RangedSource } from "./source.ts";
import { collect, readBytes, readHead } from "./stream/bytes.ts";

export interface ReadingRequest {
  readonly platform: Platform;
  /** AnnData's layer instead of X; `raw` for the matrix beside the filtered genes. */
  readonly layer?: string;
  /** Whether a name is a gene of the panel: tells which axis of a table has the genes. */
  readonly isGene: (name: string) => boolean;
}

/** Whether a matrix is a folder of files and no single one. */
export function isFolder(matrix: MatrixSource | MatrixFolder): matrix is MatrixFolder {
  return "file" in matrix;
}

/** Bytes as stored, where known: those of a folder are not. */
export function sizeOf(matrix: MatrixSource | MatrixFolder): number | undefined {
  return isFolder(matrix) ? undefined : matrix.size;
}

/** Enough to see the mark of a tar archive. */
const HEAD_BYTES = 512;

const MAGIC = {
  zip: "PK\u0003\u0004",
  hdf5: "\u0089HDF\r\n\u001a\n",
  parquet: "PAR1",
  arrow: "ARROW1",
  feather1: "FEA1",
  matrixMarket: "%%MatrixMarket",
} as const;

/**
 * The reader of a matrix of numbers.
 *
 * @returns null where it is none: text, or something that the text reader names
 * @throws Problem for what is recognised and cannot be read
 */
export async function openReader(
  matrix: MatrixSource | MatrixFolder,
  request: ReadingRequest,
): Promise<MatrixReader | null> {
  if (isFolder(matrix)) return openFolder(matrix, request);
  const head = await firstBytes(matrix);
  const begins = (magic: string) => [...magic].every((letter, at) => head[at] === letter.charCodeAt(0));
  if (begins(MAGIC.zip)) return openArchive(matrix, request);
  if (begins(MAGIC.hdf5)) {
    const { openHdf5Matrix } = await import("./hdf5/index.ts");
    return openHdf5Matrix(ranged(matrix, "an HDF5 file"), request);
  }
  if (begins(MAGIC.parquet)) {
    const { openParquet } = await import("./parquet/index.ts");
    return openParquet(ranged(matrix, "a Parquet file"), request);
  }
  if (begins(MAGIC.arrow)) {
    const { openArrow } = await import("./arrow/index.ts");
    return openArrow(ranged(matrix, "an Arrow file"), request);
  }
  if (begins(MAGIC.matrixMarket)) {
    const detail =
      "This is a Matrix Market file without names. Send matrix.mtx, features.tsv and barcodes.tsv together: a folder, zip or tar.";
    throw new Problem("not-a-matrix", detail, { found: "a Matrix Market file" });
  }
  if (begins(MAGIC.feather1)) {
    const detail = "This is Feather version 1. Write version 2: pyarrow.feather.write_feather(table, path).";
    throw new Problem("unsupported-feature", detail, { found: "Feather version 1" });
  }
  return openTarball(matrix, head, request);
}

/** @returns null where it is no tar archive, neither plain nor gzip */
async function openTarball(
  source: MatrixSource,
  head: Uint8Array,
  request: ReadingRequest,
): Promise<MatrixReader | null> {
  const gzip = head[0] === 0x1f && head[1] === 0x8b;
  // Damage is left to the text reader, which will meet it again.
  const inside = gzip ? await collect(readBytes(source, request.platform, true), HEAD_BYTES).catch(() => head) : head;
  const { isTar, openTar } = await import("./archive/tar.ts");
  return isTar(inside) ? openFolder(await openTar(source, request.platform, gzip), request) : null;
}

async function firstBytes(source: MatrixSource): Promise<Uint8Array> {
  const isOpen = source.pieces !== undefined;
  return isOpen || source.read === undefined ? readHead(source, HEAD_BYTES) : source.read(0, HEAD_BYTES);
}

/** A source whose ranges can be read. @throws Problem `not-a-matrix` for one that only streams */
function ranged(source: MatrixSource, what: string): RangedSource {
  const { read } = source;
  if (read !== undefined) return { ...source, read };
  throw new Problem("not-a-matrix", `This is ${what} inside of another file. Send it by itself.`, { found: what });
}

/** An Excel workbook is a zip archive too; it goes on to the text reader, which says so. */
async function openArchive(source: MatrixSource, request: ReadingRequest): Promise<MatrixReader | null> {
  const { openZip } = await import("./archive/zip.ts");
  const folder = await openZip(ranged(source, "a zip archive"), request.platform);
  const isWorkbook = (await folder.list()).some((path) => path.startsWith("xl/"));
  return isWorkbook ? null : openFolder(folder, request);
}

async function openFolder(folder: MatrixFolder, request: ReadingRequest): Promise<MatrixReader> {
  const { openZarrMatrix } = await import("./zarr/index.ts");
  const zarr = await openZarrMatrix(folder, request);
  if (zarr !== null) return zarr;
  const { openTriplet } = await import("./mtx/index.ts");
  const triplet = await openTriplet(folder, request);
  if (triplet !== null) return triplet;
  const files = (await folder.list()).slice(0, 5).join(", ") || "nothing";
  const detail = `${folder.name} holds ${files}. Expected a Zarr hierarchy, or matrix.mtx, features.tsv and barcodes.tsv.`;
  throw new Problem("not-a-matrix", detail, { expected: "Zarr or a 10x triplet" });
}
