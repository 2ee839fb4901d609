/**
 * Cell Ranger's feature-barcode matrix: genes x barcodes, compressed by barcodes, which for us are samples.
 * Source: 10x Genomics, "Feature-Barcode Matrices (HDF5)": `matrix` since version 3, a group named by the genome before.
 */
import { Problem } from "../../problem.ts";
import { expressionOnly } from "../features.ts";
import type { MatrixReader, NameColumn } from "../reader.ts";
import { stringsOf } from "../tree/names.ts";
import type { Tree, TreeGroup } from "../tree/node.ts";
import { compressedArrays, treeReader } from "../tree/reader.ts";

/** Names of the features: symbols, then identifiers. */
const COLUMNS = {
  3: [["features/name", "name"] as const, ["features/id", "gene_id"] as const],
  2: [["gene_names", "name"] as const, ["genes", "gene_id"] as const],
} as const;

/** @returns null where the root is no such matrix @throws Problem `bad-10x` */
export async function openTenX({ root }: Tree): Promise<MatrixReader | null> {
  if (root.kind !== "group") return null;
  const group = await matrixGroup(root);
  if (group === null) return null;
  const version = (await group.child("features")) === null ? 2 : 3;
  const samples = await stringsOf(await group.child("barcodes"));
  const genes: NameColumn[] = [];
  for (const [path, header] of COLUMNS[version]) {
    const values = await stringsOf(await group.child(path));
    if (values !== null) genes.push({ header, values });
  }
  if (samples === null || genes.length === 0) {
    const missing = samples === null ? "barcodes" : "features";
    throw new Problem("bad-10x", `The 10x matrix has no ${missing}.`, { path: `${group.path}/${missing}` });
  }
  if (genes.some(({ values }) => values.length !== genes[0].values.length)) {
    throw new Problem("bad-10x", "The 10x matrix has not as many feature names as identifiers.", { path: group.path });
  }
  const matrix = { kind: "rows" as const, arrays: await compressedArrays(group) };
  const reader = treeReader("10x-h5", group.path, matrix, { genes, samples });
  const types = await stringsOf(await group.child("features/feature_type"));
  return types?.length === genes[0].values.length ? expressionOnly(reader, types) : reader;
}

async function matrixGroup(root: TreeGroup): Promise<TreeGroup | null> {
  const names = await root.names();
  const candidates = names.includes("matrix") ? ["matrix"] : names.slice(0, 8);
  for (const name of candidates) {
    const node = await root.child(name);
    if (node?.kind === "group" && (await node.child("barcodes")) !== null) return node;
  }
  return null;
}
