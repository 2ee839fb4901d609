/** What the columns of a table are: names, annotation, values. */
import { MISSING_WORDS } from "../../../engine/ranker/ranker.ts";
import { Problem } from "../../../problem.ts";
import { counted, raggedHint } from "../cell.ts";
import type { HeadRow } from "./head.ts";

const MISSING = new Set<string>(MISSING_WORDS);

/** Number-like text that is not a number: a decimal comma, thousands separators, a percent sign, infinity, a dash. */
const NUMBER_LIKE = /^(?:[-+]?[\d.][\d.,' \u00a0]*(?:e[-+]?\d+)?%?|[-+]?inf(?:inity)?|[-\u2013\u2014])$/i;

/**
 * Annotation that holds numbers. The first are gene numbers and what opens a locus; the others count only behind another
 * annotation column, because a time course may well call its samples "start" and "end".
 * Sources: cBioPortal's `Entrez_Gene_Id`; featureCounts' `Geneid, Chr, Start, End, Strand, Length`.
 */
const GENE_NUMBER = /^(?:(?:entrez|ncbi|hgnc)[ _.]?(?:gene)?[ _.]?(?:id)?|gene[ _.]?id|chr|chromosome)$/i;
const LOCUS = /^(?:start|end|strand|length|width)$/i;

/** Whether numbers under this header are gene identifiers. */
export function holdsGeneNumbers(header: string): boolean {
  return GENE_NUMBER.test(header) && !/^chr/i.test(header);
}

/** The header as it applies to the cells of the rows. */
export interface ColumnNames {
  /** What the first cell is called; empty where the header leaves it out. */
  readonly corner: string;
  readonly columns: readonly string[];
}

/**
 * Fits the header to the rows: it has a corner or, as R's write.table leaves it, none; a separator may end the header, the
 * rows or both.
 *
 * @param header cells of the header, trimmed
 * @param line of the header
 * @throws Problem `ragged-row`
 */
export function columnNames(
  header: readonly string[],
  line: number,
  rows: readonly HeadRow[],
  delimiter: string,
): ColumnNames {
  const [first] = rows;
  const headerEnds = header.length > 1 && header.at(-1) === "";
  const rowsEnd = rows.every((row) => row.last().trim() === "");
  const found = first.width();
  const names = headerEnds && rowsEnd ? header.slice(0, -1) : header;
  const width = found - Number(headerEnds && rowsEnd);
  const [corner] = names;
  const rest = names.slice(1);
  if (width === names.length) return { corner, columns: rest };
  // One cell more: the corner is left out, or a separator ends the rows.
  if (width === names.length + 1)
    return rowsEnd && !headerEnds ? { corner, columns: rest } : { corner: "", columns: names };
  if (width === names.length - 1 && headerEnds) return { corner, columns: rest.slice(0, -1) };
  const detail =
    `Line ${first.line} has ${counted(found, "cell")}, the header in line ${line} has ${header.length}. ` +
    "Expected as many, or one more if the header leaves out the name of the first column." +
    raggedHint(first.cells().join(delimiter), delimiter, found, header.length + 1);
  throw new Problem("ragged-row", detail, {
    line: first.line,
    found,
    expected: `${header.length} cells`,
  });
}

/**
 * Number of leading cells that are not values: the name, and annotation behind it. A column is annotation if its header
 * says so, or if most of its cells are text; what only looks like a number is a value to complain about.
 */
export function countNameCells({ corner, columns }: ColumnNames, rows: readonly HeadRow[]): number {
  let skip = 1;
  let previous = corner;
  // The last column always holds values.
  while (skip < columns.length) {
    const name = columns[skip - 1];
    const behindAnnotation = GENE_NUMBER.test(previous) || LOCUS.test(previous);
    const known = GENE_NUMBER.test(name) || (LOCUS.test(name) && behindAnnotation);
    const text = rows.filter((row) => isText(row.cell(skip) ?? "")).length;
    if (!known && (rows.length < 2 || 2 * text <= rows.length)) break;
    previous = name;
    skip++;
  }
  return skip;
}

function isText(cell: string): boolean {
  const bare = cell.trim();
  return !MISSING.has(bare) && Number.isNaN(Number(bare)) && !NUMBER_LIKE.test(bare);
}
