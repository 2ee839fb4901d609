/** A matrix in a hierarchy (dense, or compressed by rows or by columns) and the names of its axes, as a reader. */
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import type { MatrixReader, MatrixShape, NameColumn, SampleBlock } from "../reader.ts";
import { type Entries, transposeBytes, transposeEntries } from "../transpose.ts";
import { type NumericArray, numeric, rangeReader, rowBlockBytes, rowBlocks } from "./array.ts";
import {
  type CompressedArrays,
  checkCompressed,
  compressedBytes,
  compressedRows,
  contradiction,
  rowPointers,
} from "./compressed.ts";
import { nameBytes } from "./names.ts";
import type { TreeGroup, TreeNode } from "./node.ts";

/** How the values are stored; `rows` are samples in the first two. */
export type StoredMatrix =
  | { readonly kind: "dense"; readonly array: NumericArray }
  | { readonly kind: "rows"; readonly arrays: CompressedArrays }
  | { readonly kind: "columns"; readonly arrays: CompressedArrays };

export interface Axes {
  readonly genes: readonly NameColumn[];
  readonly samples: readonly string[];
}

const CSR_ADVICE = "Store it by samples: adata.X = adata.X.tocsr() (layers likewise), then write it again.";

/** @throws Problem `too-many-genes`, `too-many-samples`, `empty`, `bad-sparse`, `bad-anndata` if names and values do not fit */
export function treeReader(format: string, path: string, matrix: StoredMatrix, { genes, samples }: Axes): MatrixReader {
  const geneCount = genes[0].values.length;
  checkCounts(geneCount, samples.length);
  checkShape(path, matrix, geneCount, samples.length);
  const shape: MatrixShape = {
    format,
    genes,
    samples,
    layout: matrix.kind === "dense" ? "dense" : "sparse",
    blockBytes: heldBytes(matrix, geneCount, samples.length) + nameBytes([...genes, { header: "", values: samples }]),
    warnings: [],
  };
  return {
    describe: () => shape,
    columns: (first, last) => blocks(matrix, geneCount, samples.length, first, last),
  };
}

/**
 * Refuses a matrix that is empty or too large before any of it is read.
 *
 * @throws Problem `empty`, `too-many-genes`, `too-many-samples`
 */
export function checkCounts(genes: number, samples: number): void {
  if (genes === 0 || samples === 0) {
    throw new Problem("empty", `The matrix has ${genes} genes and ${samples} samples.`, { genes, samples });
  }
  if (genes > LIMITS.genes) {
    throw new Problem("too-many-genes", `The matrix has ${genes} genes; the limit is ${LIMITS.genes}.`, {
      limit: LIMITS.genes,
    });
  }
  if (samples > LIMITS.samples) {
    const detail = `The matrix has ${samples} samples; the limit is ${LIMITS.samples}.`;
    throw new Problem("too-many-samples", detail, { limit: LIMITS.samples });
  }
}

function checkShape(path: string, matrix: StoredMatrix, genes: number, samples: number): void {
  if (matrix.kind !== "dense") {
    checkCompressed(matrix.arrays, matrix.kind === "rows" ? samples : genes);
    return;
  }
  const { shape } = matrix.array;
  if (shape.length === 2 && shape[0] === samples && shape[1] === genes) return;
  const detail = `${path} has the shape ${shape.join(" x ")}, and there are names for ${samples} samples x ${genes} genes.`;
  throw new Problem("bad-anndata", detail, { path, found: shape.join(" x "), expected: `${samples} x ${genes}` });
}

function heldBytes(matrix: StoredMatrix, genes: number, samples: number): number {
  if (matrix.kind === "dense") return rowBlockBytes(matrix.array);
  if (matrix.kind === "rows") return compressedBytes(matrix.arrays, genes);
  return compressedBytes(matrix.arrays, samples) + transposeBytes(matrix.arrays.data.shape[0], samples);
}

function blocks(
  matrix: StoredMatrix,
  genes: number,
  samples: number,
  first: number,
  last: number,
): AsyncGenerator<SampleBlock, void> {
  if (matrix.kind === "dense") return rowBlocks(matrix.array, first, last);
  if (matrix.kind === "rows") return compressedRows(matrix.arrays, genes, first, last);
  return transposeEntries(() => columnEntries(matrix.arrays, genes, samples), first, last, CSR_ADVICE);
}

/** Entries that are handed on at once. */
const PIECE = 64 * 1024;

/** All entries of a matrix that is compressed by columns, gene by gene. */
async function* columnEntries(arrays: CompressedArrays, genes: number, samples: number): AsyncGenerator<Entries, void> {
  const pointers = await rowPointers(arrays, 0, genes, samples);
  const stored = pointers[genes];
  const samplesOf = rangeReader(arrays.indices, true);
  const valuesOf = rangeReader(arrays.data);
  let gene = 0;
  for (let from = 0; from < stored; from += PIECE) {
    const count = Math.min(PIECE, stored - from);
    const places = await samplesOf(from, from + count);
    const genesOf = new Uint32Array(count);
    for (let i = 0; i < count; i++) {
      while (pointers[gene + 1] <= from + i) gene++;
      genesOf[i] = gene;
      if (!(places[i] >= 0 && places[i] < samples)) {
        throw contradiction(arrays.path, `a value stands in sample number ${places[i]}, and there are ${samples}`);
      }
    }
    yield { count, samples: places, genes: genesOf, values: await valuesOf(from, from + count) };
  }
}

/** The three arrays of a compressed matrix. @throws Problem `bad-sparse`, `unsupported-feature` */
export async function compressedArrays(group: TreeGroup): Promise<CompressedArrays> {
  const [data, indices, indptr] = await Promise.all(
    ["data", "indices", "indptr"].map(async (name) => {
      const node: TreeNode | null = await group.child(name);
      if (node?.kind === "array") return numeric(node);
      throw contradiction(group.path, `it has no array "${name}"`);
    }),
  );
  return { path: group.path, data, indices, indptr };
}
