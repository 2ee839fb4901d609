/** Which rows (or columns) of a matrix hold the panel's genes, and what else its gene names say. */
import type { IdentifierIndex } from "../../../catalogue/identifiers.ts";
import type { IdentifierKind, Warning } from "../../../engine/scored.ts";
import { LIMITS } from "../../../limits.ts";
import { Problem } from "../../../problem.ts";
import type { Place } from "../cell.ts";
import { holdsGeneNumbers } from "../layout/columns.ts";

export const DUPLICATE_POLICIES = ["error", "first", "mean", "max"] as const;
export type DuplicatePolicy = (typeof DUPLICATE_POLICIES)[number];

/** A better kind of identifier wins where two rows claim the same gene. */
const RANK: Record<IdentifierKind, number> = {
  literal: 0,
  symbol: 0,
  ensembl: 1,
  entrez: 1,
  alias: 2,
  "excel-date": 3,
};

/** A row (or column) that holds a panel gene. `at` is counted from 0 over all genes of the matrix. */
export interface GeneRow {
  readonly at: number;
  readonly place: Place;
  readonly name: string;
  readonly kind: IdentifierKind;
}

export interface GeneClaim {
  readonly gene: number;
  readonly role: "take" | "repeat";
}

interface Claim {
  rows: GeneRow[];
  superseded: GeneRow[];
}

/**
 * Collects the gene names of a matrix as they come by.
 *
 * Memory: 8 bytes a gene, and the rows of panel genes.
 */
export class GeneNames {
  readonly #index: IdentifierIndex;
  readonly #symbols: readonly string[];
  /** For each name cell, whether Entrez numbers are looked for in it. */
  readonly #numbered: readonly boolean[];
  readonly #claims = new Map<number, Claim>();
  readonly #ambiguous = new Map<string, readonly string[]>();
  /** The first names, to be shown where none is recognised. */
  readonly #first: string[] = [];
  /** Of the names that are no panel gene's. */
  #hashes = new Float64Array(1024);
  #others = 0;
  #count = 0;

  /**
   * @param symbols panel genes, in the order of the panel
   * @param headers of the name cells
   */
  constructor(index: IdentifierIndex, symbols: readonly string[], headers: readonly string[]) {
    this.#index = index;
    this.#symbols = symbols;
    // Annotation is full of small numbers (chromosomes, flags), and most small numbers are Entrez identifiers.
    this.#numbered = headers.map((header, cell) => cell === 0 || holdsGeneNumbers(header));
  }

  /** Gene rows so far. */
  get count(): number {
    return this.#count;
  }

  /**
   * Takes the name cells of the next gene.
   *
   * @param names the first that is recognised counts
   * @returns the panel gene it names, and whether its values are the gene's from now on (`take`) or repeat it (`repeat`);
   *   null where it names none, or one that has a better row
   * @throws Problem `too-many-genes`
   */
  add(names: readonly string[], place: Place): GeneClaim | null {
    if (this.#count === LIMITS.genes) {
      throw new Problem("too-many-genes", `The matrix has more than ${LIMITS.genes} genes.`, { limit: LIMITS.genes });
    }
    const at = this.#count++;
    if (this.#first.length < 3) this.#first.push(names[0]);
    for (let cell = 0; cell < names.length; cell++) {
      const name = names[cell];
      const match = this.#index.lookup(name);
      if (match === undefined || (match.kind === "entrez" && !this.#numbered[cell])) continue;
      if ("ambiguous" in match) {
        this.#ambiguous.set(name, match.ambiguous);
        continue;
      }
      return this.#claim(match.gene, { at, place, name, kind: match.kind });
    }
    this.#remember(hash53(names[0]));
    return null;
  }

  /**
   * Takes the next gene by the bytes [from, to) of its only name, printable ASCII, if they tell that it is none of the panel's.
   * @returns whether it was taken; if not it goes to {@link add}
   */
  pass(bytes: Uint8Array, from: number, to: number): boolean {
    if (this.#count === LIMITS.genes || this.#first.length < 3 || this.#index.mayKnow(bytes, from, to)) return false;
    this.#count++;
    const hash = new Hash53();
    for (let at = from; at < to; at++) hash.add(bytes[at]);
    this.#remember(hash.value);
    return true;
  }

  #claim(gene: number, row: GeneRow): GeneClaim | null {
    const claim = this.#claims.get(gene);
    if (claim === undefined) {
      this.#claims.set(gene, { rows: [row], superseded: [] });
      return { gene, role: "take" };
    }
    const better = RANK[row.kind] - RANK[claim.rows[0].kind];
    if (better < 0) {
      claim.superseded.push(...claim.rows);
      claim.rows = [row];
      return { gene, role: "take" };
    }
    if (better > 0) {
      claim.superseded.push(row);
      return null;
    }
    claim.rows.push(row);
    return { gene, role: "repeat" };
  }

  #remember(hash: number): void {
    if (this.#others === this.#hashes.length) {
      const larger = new Float64Array(2 * this.#hashes.length);
      larger.set(this.#hashes);
      this.#hashes = larger;
    }
    this.#hashes[this.#others++] = hash;
  }

  /** Panel genes that have a row. */
  get found(): number {
    return this.#claims.size;
  }

  /** Row of each panel gene, -1 where it has none. */
  rows(): Int32Array {
    return Int32Array.from(this.#symbols, (_, gene) => this.rowOf(gene)?.at ?? -1);
  }

  /** The row that gives each panel gene, by panel gene. */
  rowOf(gene: number): GeneRow | undefined {
    return this.#claims.get(gene)?.rows[0];
  }

  /** Panel genes that stand on several rows with equally good identifiers: symbol and rows. */
  duplicates(): { gene: number; symbol: string; rows: readonly GeneRow[] }[] {
    return [...this.#claims]
      .filter(([, claim]) => claim.rows.length > 1)
      .map(([gene, claim]) => ({ gene, symbol: this.#symbols[gene], rows: claim.rows }))
      .sort((a, b) => a.gene - b.gene);
  }

  /** How most panel genes were recognised; "mixed" where no kind makes up nine tenths. */
  identifiers(): IdentifierKind | "mixed" {
    const kinds = new Map<IdentifierKind, number>();
    for (const { rows } of this.#claims.values()) kinds.set(rows[0].kind, (kinds.get(rows[0].kind) ?? 0) + 1);
    const most = [...kinds].sort((a, b) => b[1] - a[1])[0];
    if (most === undefined) return "literal";
    return most[1] >= 0.9 * this.#claims.size ? most[0] : "mixed";
  }

  /**
   * What the names say once all have come by.
   * @throws Problem `no-gene-recognised`; `duplicate-genes` under the policy "error"
   */
  finish(policy: DuplicatePolicy): Warning[] {
    if (this.#claims.size === 0) {
      const detail =
        `None of the ${this.#symbols.length} genes of the signatures was found among ${this.#count} gene names ` +
        `(${this.#first.map((name) => `"${name.slice(0, 40)}"`).join(", ")}${this.#count > this.#first.length ? " ..." : ""}). ` +
        "Expected human HGNC symbols, Entrez or Ensembl identifiers in the first column, or in the first row.";
      throw new Problem("no-gene-recognised", detail, {
        genes: this.#count,
        found: this.#first,
        expected: `genes such as ${this.#symbols.slice(0, 5).join(", ")}`,
      });
    }
    const doubled = this.duplicates();
    if (doubled.length > 0 && policy === "error") throw duplicates(doubled);
    const warnings: Warning[] = [];
    if (doubled.length > 0) {
      const genes = doubled.map(({ symbol }) => symbol);
      const detail = `${genes.length} genes of the signatures stand on several rows; merged by "${policy}".`;
      warnings.push({ type: "duplicate-genes", detail, genes });
    }
    const count = repeats(this.#hashes.subarray(0, this.#others));
    if (count > 0) {
      const detail = `${count} rows repeat the name of another gene outside the signatures; each counts as a gene of its own.`;
      warnings.push({ type: "repeated-names", detail, count });
    }
    const superseded = [...this.#claims.values()].flatMap((claim) => claim.superseded.map((row) => row.name));
    if (superseded.length > 0) {
      const detail = `${superseded.length} rows name a gene by an alias while its official symbol has a row of its own; the alias rows were not used for it.`;
      warnings.push({ type: "superseded-aliases", detail, names: superseded });
    }
    if (this.#ambiguous.size > 0) {
      const names = Object.fromEntries(this.#ambiguous);
      const { size } = this.#ambiguous;
      const which =
        size === 1 ? "1 name stands for several genes and was" : `${size} names stand for several genes and were`;
      const detail = `${which} not mapped to any.`;
      warnings.push({ type: "ambiguous-identifiers", detail, names });
    }
    const dates = [...this.#claims.values()].filter((claim) => claim.rows[0].kind === "excel-date");
    if (dates.length > 0) {
      const names = dates.map((claim) => claim.rows[0].name);
      warnings.push({
        type: "excel-dates",
        detail: `${dates.length} gene names look like dates made by Excel.`,
        names,
      });
    }
    return warnings;
  }
}

type Doubled = readonly { readonly symbol: string; readonly rows: readonly GeneRow[] }[];

/** Where the rows of a gene stand: lines, or columns of one header line. */
function placesOf(rows: readonly GeneRow[]): { axis: "lines" | "columns"; at: number[] } {
  const axis = rows[0].place.line === rows[1].place.line ? "columns" : "lines";
  return { axis, at: rows.map(({ place }) => (axis === "lines" ? place.line : place.column)) };
}

function duplicates(doubled: Doubled): Problem {
  const shown = doubled.slice(0, 5).map(({ symbol, rows }) => {
    const { axis, at } = placesOf(rows);
    return `${symbol} (${axis} ${at.slice(0, 4).join(", ")}${at.length > 4 ? " ..." : ""})`;
  });
  const more = doubled.length > 5 ? ` and ${doubled.length - 5} more` : "";
  const subject =
    doubled.length === 1 ? "A gene of the signatures occurs" : `${doubled.length} genes of the signatures occur`;
  const detail =
    `${subject} more than once: ${shown.join("; ")}${more}. ` +
    "Keep one of each, or ask for duplicates=first, mean or max.";
  const { line, column } = doubled[0].rows[1].place;
  return new Problem("duplicate-genes", detail, {
    line,
    column,
    genes: doubled.map(({ symbol, rows }) => {
      const { axis, at } = placesOf(rows);
      return { gene: symbol, [axis]: at };
    }),
    expected: "one row a gene",
  });
}

/** 53-bit hash of a text: two 32-bit multiplicative hashes side by side. */
class Hash53 {
  #high = 0xdeadbeef;
  #low = 0x41c6ce57;

  /** @param code of the next character */
  add(code: number): void {
    this.#high = Math.imul(this.#high ^ code, 2654435761);
    this.#low = Math.imul(this.#low ^ code, 1597334677);
  }

  get value(): number {
    const low = this.#low;
    const high = Math.imul(this.#high ^ (this.#high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
    return 4294967296 * (2097151 & low) + (high >>> 0);
  }
}

function hash53(text: string): number {
  const hash = new Hash53();
  for (let at = 0; at < text.length; at++) hash.add(text.charCodeAt(at));
  return hash.value;
}

/** How many hashes there were before. */
function repeats(hashes: Float64Array): number {
  const seen = new Float64Array(2 ** Math.ceil(Math.log2(1.5 * hashes.length + 1))).fill(-1);
  const last = seen.length - 1;
  let count = 0;
  for (const hash of hashes) {
    let at = hash & last;
    while (seen[at] >= 0 && seen[at] !== hash) at = (at + 1) & last;
    if (seen[at] === hash) count++;
    seen[at] = hash;
  }
  return count;
}
