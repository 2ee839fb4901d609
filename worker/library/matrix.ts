/** What the library takes for a matrix. */
import type { NumberArray } from "../matrix/binary/numbers.ts";
import type { NamedReader } from "../matrix/reader.ts";
import type { MatrixFolder, MatrixSource } from "../matrix/source.ts";
import { Problem } from "../problem.ts";

/** Numbers that are in memory already. */
export interface MatrixTable {
  /** Symbols, Entrez or Ensembl identifiers, in the order of the values. */
  readonly genes: readonly string[];
  readonly samples: readonly string[];
  /** samples x genes, sample-major: all genes of the first sample, then of the next; NaN where missing. */
  readonly values: Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;
}

/**
 * A file of any format that is read here, as a `Blob` or `File` (in Node: `await fs.openAsBlob(path)`, of which only parts are read
 * where the format allows it) or as bytes; a table in memory; or a source of one's own, such as an object in a bucket, or a folder.
 */
export type Matrix = Blob | Uint8Array | ArrayBuffer | MatrixTable | MatrixSource | MatrixFolder;

/**
 * @param name what messages and the result call it
 * @param layer that is asked for
 * @throws Problem `not-a-matrix`; for a table `ragged-row` where its values do not fit its names, `unknown-layer`
 */
export function matrixOf(
  matrix: Matrix,
  { name, layer }: { readonly name?: string; readonly layer?: string },
): MatrixSource | MatrixFolder | NamedReader {
  if (matrix instanceof Blob) return blobSource(matrix, name ?? nameOf(matrix));
  if (matrix instanceof Uint8Array || matrix instanceof ArrayBuffer) {
    return blobSource(new Blob([matrix as Uint8Array<ArrayBuffer>]), name ?? "matrix");
  }
  if (typeof matrix === "object" && "values" in matrix) {
    if (layer === undefined) return tableReader(matrix, name ?? "table");
    throw new Problem("unknown-layer", `A table in memory has no layer "${layer}".`, { text: layer });
  }
  if (typeof matrix === "object" && ("open" in matrix || "list" in matrix)) return matrix;
  const expected = "a Blob, bytes, {genes, samples, values}, or a source of your own";
  throw new Problem("not-a-matrix", `This is no matrix; expected ${expected}.`, { expected });
}

const nameOf = (blob: Blob) => (blob instanceof File ? blob.name : "matrix");

function blobSource(blob: Blob, name: string): MatrixSource {
  return {
    name,
    size: blob.size,
    open: async () => blob.stream(),
    read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
  };
}

/** Samples that are ranked before others get a turn. */
const BLOCK_SAMPLES = 256;

function tableReader({ genes, samples, values }: MatrixTable, name: string): NamedReader {
  const expected = samples.length * genes.length;
  if (values.length !== expected) {
    const detail = `The table has ${values.length} values; ${samples.length} samples x ${genes.length} genes make ${expected}.`;
    throw new Problem("ragged-row", detail, { found: values.length, expected: `${expected} values` });
  }
  const shape = {
    format: "table",
    genes: [{ header: "gene", values: genes }],
    samples,
    layout: "dense" as const,
    blockBytes: 0,
    warnings: [],
  };
  return {
    name,
    describe: () => shape,
    async *columns(first, last) {
      for (let from = first; from < last; from += BLOCK_SAMPLES) {
        const to = Math.min(last, from + BLOCK_SAMPLES);
        const block: NumberArray = values.subarray(from * genes.length, to * genes.length);
        yield { samples: to - from, values: block };
      }
    },
  };
}
