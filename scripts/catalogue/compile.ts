/** Turns signature sources into catalogue entries: checks them, translates gene names, fills in what follows from the rest. */
import { createHash } from "node:crypto";
import {
  type CatalogueEntry,
  type CatalogueFile,
  type CatalogueGene,
  entrySchema,
  ORIENTATION,
  type SignatureSource,
  sourceSchema,
} from "../../worker/catalogue/schema.ts";
import type { CoverageFloor } from "../../worker/engine/signature.ts";
import type { IdentifierFile } from "./mapping.ts";

/** A source as read from a file; `file` is its name, for messages. */
export interface SourceFile {
  readonly file: string;
  readonly json: unknown;
}

/** The current symbol of a published gene name, or undefined where there is no single one. */
export type SymbolOf = (label: string) => string | undefined;

/**
 * Compiles all sources into entries, sorted by id.
 * @throws Error naming the file and what is wrong in it
 */
export function compileEntries(sources: readonly SourceFile[], symbolOf: SymbolOf): CatalogueEntry[] {
  const entries = sources.map(({ file, json }) => {
    const source = sourceSchema.safeParse(json);
    if (!source.success) throw new Error(`${file}: ${source.error.message}`);
    if (file !== `${source.data.id}.json`) throw new Error(`${file}: the file should be called ${source.data.id}.json`);
    const entry = entrySchema.safeParse(compileEntry(source.data, symbolOf));
    if (!entry.success) throw new Error(`${file}: ${entry.error.message}`);
    return entry.data;
  });
  return entries.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The file the Worker loads: entries with a digest over them and their identifiers. */
export function catalogueFile(signatures: readonly CatalogueEntry[], identifiers: IdentifierFile): CatalogueFile {
  const digest = createHash("sha256")
    .update(JSON.stringify([signatures, identifiers]))
    .digest("hex");
  return { version: `sha256:${digest.slice(0, 16)}`, signatures };
}

function compileEntry(source: SignatureSource, symbolOf: SymbolOf): CatalogueEntry {
  const { genes: published, coverage, ...described } = source;
  const genes = canonicalGenes(published).map((gene) => {
    const symbol = symbolOf(gene.symbol);
    if (symbol === undefined) {
      throw new Error(
        `${source.id}: "${gene.symbol}" is not one known gene. Rebuild the identifiers with --mapping if it is new, or decide about it in source/symbols.json.`,
      );
    }
    return { ...gene, symbol };
  });
  return {
    ...described,
    orientation: ORIENTATION[source.highMeans],
    coverage: coverage ?? conventionalCoverage(published, genes),
    genes,
  };
}

/** Genes in their canonical order: up before down, weights and pairs as listed, "a" before "b" within a pair. */
function canonicalGenes(published: SignatureSource["genes"]): CatalogueGene[] {
  const directed = (symbols: readonly string[], direction: 1 | -1 | 0) =>
    symbols.map((symbol) => ({ symbol, direction }));
  if ("undirected" in published) return directed(published.undirected, 0);
  if ("weights" in published) {
    return Object.entries(published.weights).map(([symbol, weight]) => ({
      symbol,
      direction: weight < 0 ? -1 : 1,
      weight,
    }));
  }
  if ("pairs" in published) {
    return published.pairs.flatMap(([a, b], index) => [
      { symbol: a, direction: 1 as const, pair: index + 1 },
      { symbol: b, direction: -1 as const, pair: index + 1 },
    ]);
  }
  return [...directed(published.up ?? [], 1), ...directed(published.down ?? [], -1)];
}

/**
 * The coverage floor where the source sets none; our convention, not a published rule: all genes of sets of up to four, one
 * pair, else a fifth of the list and no fewer than three, and a fifth of each direction of an up-down set.
 */
function conventionalCoverage(published: SignatureSource["genes"], genes: readonly CatalogueGene[]): CoverageFloor {
  if (genes.length <= 4) return { total: genes.length };
  if ("pairs" in published) return { total: 2 };
  const total = Math.max(3, Math.ceil(genes.length / 5));
  if (!("up" in published) || published.up === undefined || published.down === undefined) return { total };
  return { total, up: Math.ceil(published.up.length / 5), down: Math.ceil(published.down.length / 5) };
}
