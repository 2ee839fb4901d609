/** Whether the rows of a table are genes or samples. */
import type { IdentifierIndex, IdentifierMatch } from "../../../catalogue/identifiers.ts";

/** A symbol or an Ensembl identifier is rarely anything else; a number, an alias or a date may well name a sample. */
const SURE_WEIGHT = 3;

interface Hits {
  /** Different panel genes among the names. */
  readonly genes: number;
  readonly weight: number;
}

/** 1, 2, 3 ... are row numbers or sample numbers, though most are Entrez identifiers too. */
function isEnumeration(names: readonly string[]): boolean {
  return names.length > 1 && names.every((name, i) => /^\d+$/.test(name) && Number(name) === Number(names[0]) + i);
}

/**
 * @param names the first of each row or column
 * @param matches what each row or column names, if it is known
 */
function hits(names: readonly string[], matches: readonly (IdentifierMatch | undefined)[]): Hits {
  const genes = new Set<number>();
  let weight = 0;
  if (isEnumeration(names)) return { genes: 0, weight };
  for (const found of matches) {
    if (found === undefined) continue;
    const isSure = found.kind === "symbol" || found.kind === "ensembl" || found.kind === "literal";
    weight += isSure && "gene" in found ? SURE_WEIGHT : 1;
    if ("gene" in found) genes.add(found.gene);
  }
  return { genes: genes.size, weight };
}

function firstKnown(names: readonly string[], index: IdentifierIndex): IdentifierMatch | undefined {
  for (const name of names) {
    const match = index.lookup(name);
    if (match !== undefined) return match;
  }
  return undefined;
}

/**
 * Whether genes stand in the header. A few hits there may be chance (a cell line called SR, a patient called A1), and the
 * rows that were looked at may hold no gene of a small panel; so genes of the header count from three on, or from half of
 * the panel.
 *
 * @param columns names of the value columns
 * @param rows name cells of the rows that were looked at
 * @param panel genes in the panel
 */
export function genesInHeader(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  index: IdentifierIndex,
  panel: number,
): boolean {
  const header = hits(
    columns,
    columns.map((name) => index.lookup(name)),
  );
  if (header.genes < Math.min(3, panel / 2)) return false;
  const first = hits(
    rows.map(([name]) => name),
    rows.map((names) => firstKnown(names, index)),
  );
  return header.weight > first.weight;
}
