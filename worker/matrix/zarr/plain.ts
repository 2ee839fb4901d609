/**
 * A plain Zarr matrix `[samples, genes]`: an array with the attributes `samples` and `genes` (lists of names), or a group
 * of an array and two lists of strings. The names that are looked for are in {@link ARRAYS}, {@link SAMPLES} and {@link GENES}.
 */
import { Problem } from "../../problem.ts";
import type { MatrixReader, NameColumn } from "../reader.ts";
import { numeric } from "../tree/array.ts";
import { stringsOf } from "../tree/names.ts";
import type { Tree, TreeArray, TreeGroup } from "../tree/node.ts";
import { treeReader } from "../tree/reader.ts";

const ARRAYS = ["X", "expression", "values", "matrix", "data"];
const SAMPLES = ["samples", "sample", "sample_names", "obs_names", "barcodes", "cells"];
const GENES = ["genes", "gene", "gene_names", "var_names", "features", "symbols"];

/** @throws Problem `bad-zarr` telling what would be read */
export async function openPlainZarr({ root, format }: Tree): Promise<MatrixReader> {
  const array = root.kind === "array" ? root : await firstArray(root);
  const samples = await names(SAMPLES, array, root);
  const genes = await names(GENES, array, root);
  if (array === null || samples === null || genes === null) {
    const missing = array === null ? "no matrix" : samples === null ? "no sample names" : "no gene names";
    const detail =
      `The Zarr hierarchy is no AnnData, and ${missing} can be found in it. Expected an array [samples, genes] called X and lists ` +
      'of strings called samples and genes beside it, or one array with the attributes "samples" and "genes".';
    throw new Problem("bad-zarr", detail, { expected: "X, samples and genes" });
  }
  const axes = { samples: samples.values, genes: [genes] };
  return treeReader(format, array.path, { kind: "dense", array: numeric(array) }, axes);
}

async function firstArray(root: TreeGroup): Promise<TreeArray | null> {
  for (const name of ARRAYS) {
    const node = await root.child(name);
    if (node?.kind === "array" && node.shape.length === 2) return node;
  }
  return null;
}

async function names(
  candidates: readonly string[],
  array: TreeArray | null,
  root: Tree["root"],
): Promise<NameColumn | null> {
  for (const header of candidates) {
    const listed = array?.attributes[header] ?? root.attributes[header];
    if (Array.isArray(listed) && listed.every((name) => typeof name === "string"))
      return { header: "", values: listed };
    const values = root.kind === "group" ? await stringsOf(await root.child(header)) : null;
    if (values !== null) return { header: "", values };
  }
  return null;
}
