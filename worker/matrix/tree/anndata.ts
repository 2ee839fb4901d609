/**
 * AnnData in a hierarchy, be it Zarr or HDF5. Source: "On-disk format" of the anndata documentation (encoding 0.1.0 and 0.2.0).
 */
import { Problem } from "../../problem.ts";
import type { MatrixReader } from "../reader.ts";
import { numeric } from "./array.ts";
import { geneNames, indexOf } from "./names.ts";
import type { Tree, TreeGroup, TreeNode } from "./node.ts";
import { compressedArrays, type StoredMatrix, treeReader } from "./reader.ts";

/** What `?layer=` calls the matrix before filtering and scaling that scanpy keeps beside the genes it dropped. */
const RAW = "raw";

/** @returns null where the root is no AnnData */
export async function openAnnData(tree: Tree, layer: string | undefined): Promise<MatrixReader | null> {
  const { root, format } = tree;
  if (root.kind !== "group") return null;
  const [obs, variables] = [await root.child("obs"), await root.child("var")];
  if (obs === null || variables === null) return null;
  for (const [name, table] of [["obs", obs] as const, ["var", variables] as const]) {
    if (table.kind === "group") continue;
    const detail = `${name} is stored as one array, as anndata did before version 0.7. Read and write the file with a newer one.`;
    throw new Problem("bad-anndata", detail, { path: name });
  }
  const { node, genes } = await chosen(root, layer, variables);
  const matrix = await storedMatrix(node);
  const name = `anndata-${format === "hdf5" ? "h5ad" : format}`;
  const axes = { genes: await geneNames(genes), samples: (await indexOf(obs as TreeGroup)).values };
  return treeReader(`${name}-${storageName(matrix)}`, node.path, matrix, axes);
}

/** The matrix that is asked for, and the table of its genes. @throws Problem `unknown-layer` listing what there is */
async function chosen(
  root: TreeGroup,
  layer: string | undefined,
  variables: TreeNode,
): Promise<{ node: TreeNode; genes: TreeGroup }> {
  const raw = layer === RAW ? await root.child("raw") : null;
  if (raw?.kind === "group") {
    const [node, genes] = [await raw.child("X"), await raw.child("var")];
    if (node !== null && genes?.kind === "group") return { node, genes };
  }
  const node = await root.child(layer === undefined ? "X" : `layers/${layer}`);
  if (node !== null && !isNull(node)) return { node, genes: variables as TreeGroup };
  const layers = await root.child("layers");
  const names = layers?.kind === "group" ? (await layers.names()).filter((name) => !name.startsWith(".")) : [];
  const what = layer === undefined ? "The AnnData has no X" : `The AnnData has no layer "${layer}"`;
  const expected = names.filter((name) => name !== "zarr.json").join(", ") || "none";
  throw new Problem("unknown-layer", `${what}; its layers: ${expected}.`, { text: layer, expected });
}

function isNull({ attributes }: TreeNode): boolean {
  return attributes["encoding-type"] === "null";
}

async function storedMatrix(node: TreeNode): Promise<StoredMatrix> {
  if (node.kind === "array") return { kind: "dense", array: numeric(node) };
  const encoding = node.attributes["encoding-type"] ?? node.attributes.h5sparse_format;
  if (encoding === "csr_matrix" || encoding === "csr") return { kind: "rows", arrays: await compressedArrays(node) };
  if (encoding === "csc_matrix" || encoding === "csc") return { kind: "columns", arrays: await compressedArrays(node) };
  const detail = `${node.path} is encoded as ${typeof encoding === "string" ? encoding : "something else"}. Expected an array, csr_matrix or csc_matrix.`;
  throw new Problem("bad-anndata", detail, { path: node.path, expected: "an array, csr_matrix or csc_matrix" });
}

function storageName({ kind }: StoredMatrix): "dense" | "csr" | "csc" {
  return kind === "dense" ? "dense" : kind === "rows" ? "csr" : "csc";
}
