/**
 * Gene identifiers: which gene of a panel a row of a matrix means.
 *
 * `data/identifiers.json` holds what NCBI Gene knows of the catalogue's genes, weighed against all human genes when it was
 * compiled (see `scripts/catalogue/mapping.ts`): an alias that is another gene's official symbol is not in it, and an
 * alias that several genes share is listed as ambiguous. NCBI does not tell previous symbols from other aliases.
 */
import type { IdentifierKind } from "../engine/scored.ts";
import file from "./data/identifiers.json" with { type: "json" };
import { Spellings } from "./spellings.ts";

export type IdentifierMatch =
  /** `gene` is an index into the symbols that the index was made for. */
  | { readonly gene: number; readonly kind: IdentifierKind }
  /** Official symbols that the identifier may stand for; at least one of them is in the panel. */
  | { readonly ambiguous: readonly string[]; readonly kind: IdentifierKind };

/** Looks up what the rows (or columns) of a matrix are called among the symbols of a panel. */
export interface IdentifierIndex {
  /** Number of different spellings it knows. */
  readonly size: number;
  /**
   * The panel gene that an identifier names, or undefined where it names none of them. Exact spelling first, then
   * upper-cased; an Ensembl id without its version (`.12`) and GENCODE's `_PAR_Y`. Quotes and blanks around it are the
   * caller's to strip.
   */
  lookup(identifier: string): IdentifierMatch | undefined;
  /** False only where `lookup` of the ASCII text [from, to) finds nothing; quicker than that. */
  mayKnow(bytes: Uint8Array, from: number, to: number): boolean;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/**
 * The index of a panel by symbol, alias, Entrez id, Ensembl gene id, and by the dates that spreadsheets make of MARCHF1 and
 * its like.
 *
 * @param symbols official symbols, in panel order; one that is unknown to the catalogue is found by its own spelling
 * @example identifierIndex(["TP53"]).lookup("ENSG00000141510.17") // { gene: 0, kind: "ensembl" }
 */
export function identifierIndex(symbols: readonly string[]): IdentifierIndex {
  const matches = new Map<string, IdentifierMatch>();
  const panel = new Map(symbols.map((symbol, gene) => [symbol, gene]));
  const add = (spelling: string, match: IdentifierMatch) => {
    if (!matches.has(spelling)) matches.set(spelling, match);
  };
  const addGenes = (spellings: readonly string[], candidates: readonly string[], kind: IdentifierKind) => {
    if (!candidates.some((symbol) => panel.has(symbol))) return;
    const only = candidates.length === 1 ? panel.get(candidates[0]) : undefined;
    for (const spelling of spellings)
      add(spelling, only === undefined ? { ambiguous: candidates, kind } : { gene: only, kind });
  };

  for (const [gene, symbol] of symbols.entries()) matches.set(symbol, { gene, kind: "symbol" });
  for (const [gene, symbol] of symbols.entries()) add(symbol.toUpperCase(), { gene, kind: "symbol" });
  const lines = linesBySymbol();
  for (const symbol of symbols) {
    const line = lines.get(symbol);
    if (line === undefined) continue;
    const [, entrez, ensembl, aliases] = line.split("\t");
    addGenes(list(entrez), [symbol], "entrez");
    addGenes(list(ensembl), [symbol], "ensembl");
    addGenes(list(aliases), [symbol], "alias");
  }
  for (const line of file.ambiguous) {
    const [spelling, candidates] = line.split("\t");
    addGenes([spelling], list(candidates), spelling.startsWith("ENSG") ? "ensembl" : "alias");
  }
  for (const line of file.dates) {
    const [date, candidates] = line.split("\t");
    addGenes(dateSpellings(date), list(candidates), "excel-date");
  }
  const spellings = new Spellings(matches);
  return {
    size: matches.size,
    mayKnow: (bytes, from, to) => spellings.mayHoldBytes(bytes, from, to),
    lookup(identifier) {
      if (!spellings.mayHold(identifier)) return undefined;
      const exact = matches.get(identifier);
      if (exact !== undefined) return exact;
      const upper = identifier.toUpperCase();
      if (upper.startsWith("ENSG")) return matches.get(withoutVersion(upper));
      const folded = upper === identifier ? undefined : matches.get(upper);
      return folded ?? isoDate(upper, matches, symbols);
    },
  };
}

/** The index of a set that came with a request: identifiers are compared letter by letter. */
export function literalIndex(symbols: readonly string[]): IdentifierIndex {
  const matches = new Map<string, IdentifierMatch>(symbols.map((symbol, gene) => [symbol, { gene, kind: "literal" }]));
  const spellings = new Spellings(matches);
  return {
    size: matches.size,
    mayKnow: (bytes, from, to) => spellings.mayHoldBytes(bytes, from, to),
    lookup: (identifier) => (spellings.mayHold(identifier) ? matches.get(identifier) : undefined),
  };
}

/** Symbols the catalogue has identifiers for. */
export function knownSymbols(): string[] {
  return [...linesBySymbol().keys()];
}

let bySymbol: Map<string, string> | undefined;

/** Lines of the identifier file by official symbol; split on first use, so that start-up stays short. */
function linesBySymbol(): ReadonlyMap<string, string> {
  bySymbol ??= new Map(file.genes.map((line) => [line.slice(0, line.indexOf("\t")), line]));
  return bySymbol;
}

function list(field: string): string[] {
  return field === "" ? [] : field.split("|");
}

/** "ENSG00000182378.15_PAR_Y" and "ENSG00000182378_PAR_Y" without what follows the number. */
function withoutVersion(ensembl: string): string {
  const version = ensembl.indexOf(".");
  const end = version < 0 ? ensembl.indexOf("_") : version;
  return end < 0 ? ensembl : ensembl.slice(0, end);
}

/** "3-1" (month-number) as spreadsheets print it: 1-Mar, 01-Mar, Mar-1, Mar-01; upper case. */
function dateSpellings(date: string): string[] {
  const [month, number] = date.split("-");
  const name = MONTHS[Number(month) - 1];
  const padded = number.padStart(2, "0");
  return [`${number}-${name}`, `${padded}-${name}`, `${name}-${number}`, `${name}-${padded}`];
}

/**
 * "2019-03-01": either the first of March of the year in which somebody typed MARCH1, or what became of "Mar-19". Both are
 * looked up; two readings are ambiguous.
 */
function isoDate(
  identifier: string,
  matches: ReadonlyMap<string, IdentifierMatch>,
  symbols: readonly string[],
): IdentifierMatch | undefined {
  if (identifier.length !== 10 || identifier[4] !== "-" || identifier[7] !== "-") return undefined;
  const month = MONTHS[Number(identifier.slice(5, 7)) - 1];
  const day = Number(identifier.slice(8));
  const yearOfCentury = Number(identifier.slice(2, 4));
  const numbers = day === 1 ? new Set([1, yearOfCentury]) : new Set([day]);
  const readings = [...numbers]
    .map((number) => matches.get(`${number}-${month}`))
    .filter((match) => match !== undefined);
  if (readings.length <= 1) return readings[0];
  const candidates = readings.flatMap((match) => ("gene" in match ? [symbols[match.gene]] : match.ambiguous));
  return { ambiguous: candidates, kind: "excel-date" };
}
