/** Names of samples and genes in a hierarchy: arrays of strings, categories, and the tables that AnnData keeps them in. */
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import type { NameColumn } from "../reader.ts";
import { numeric, rangeReader } from "./array.ts";
import type { TreeGroup, TreeNode } from "./node.ts";

/** Columns beside the index of a gene table that may hold better names, and how many of them are looked at. */
const NAME_COLUMN = /symbol|gene|name|ensembl|entrez|feature|hgnc/i;
const NO_NAME = /biotype|type|count|n_|mean|total|highly|variab|length|status|version|short/i;
const MOST_COLUMNS = 4;

/** The strings of a node, or null where it holds none. @throws Problem of the format for damaged ones */
export async function stringsOf(node: TreeNode | null): Promise<string[] | null> {
  if (node === null) return null;
  if (node.kind === "array") return node.type === "string" ? node.strings() : null;
  const encoding = node.attributes["encoding-type"];
  if (encoding === "categorical") return categories(node);
  if (encoding === "nullable-string-array") return stringsOf(await node.child("values"));
  return null;
}

async function categories(node: TreeGroup): Promise<string[] | null> {
  const [labels, codes] = [await node.child("categories"), await node.child("codes")];
  const names = await stringsOf(labels);
  if (names === null || codes?.kind !== "array" || codes.shape.length !== 1) return null;
  if (codes.shape[0] > LIMITS.genes) return null;
  const read = rangeReader(numeric(codes), true);
  return Array.from(await read(0, codes.shape[0]), (code) => names[code] ?? "");
}

/** The index of a table. @throws Problem `bad-anndata` */
export async function indexOf(table: TreeGroup): Promise<NameColumn> {
  const header = table.attributes._index;
  const name = typeof header === "string" ? header : "_index";
  const values = await stringsOf(await table.child(name));
  if (values !== null) return { header: name === "_index" || name === "index" ? "" : name, values };
  const detail = `${table.path} has no index of names: "${name}" is not there or holds no strings.`;
  throw new Problem("bad-anndata", detail, { path: table.path, expected: "an index of strings" });
}

/** The index of a gene table, and the columns beside it that look like gene names. */
export async function geneNames(table: TreeGroup): Promise<NameColumn[]> {
  const index = await indexOf(table);
  const listed = table.attributes["column-order"];
  const columns = Array.isArray(listed) ? listed.filter((name) => typeof name === "string") : [];
  const likely = columns.filter((name) => NAME_COLUMN.test(name) && !NO_NAME.test(name)).slice(0, MOST_COLUMNS);
  const beside: NameColumn[] = [];
  for (const header of likely) {
    const values = await stringsOf(await table.child(header));
    if (values !== null && values.length === index.values.length) beside.push({ header, values });
  }
  return [index, ...beside];
}

/** Bytes that names take in memory, about. */
export function nameBytes(columns: readonly NameColumn[]): number {
  return columns.reduce((sum, { values }) => sum + values.reduce((length, name) => length + name.length + 24, 0), 0);
}
