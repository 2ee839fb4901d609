/**
 * Reduces a table of all human genes to what it says of the catalogue's genes.
 *
 * Spellings are compared upper-cased throughout, because matrices come in either case. All genes of the table take part in
 * deciding what is ambiguous, whether the catalogue uses them or not.
 */
export interface Gene {
  readonly entrez: string;
  readonly symbol: string;
  readonly proteinCoding: boolean;
  readonly ensembl: readonly string[];
  readonly aliases: readonly string[];
}

/** Decisions that no table can make: see `worker/catalogue/source/symbols.json`. */
export interface SymbolDecisions {
  readonly official: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly unlisted: readonly string[];
}

/** `data/identifiers.json`. */
export interface IdentifierFile {
  readonly source: string;
  /** "SYMBOL, Entrez id, Ensembl ids, aliases", separated by tabs, lists by "|"; sorted by symbol. */
  readonly genes: readonly string[];
  /** "SPELLING, symbols" of aliases and Ensembl ids that several genes share, one of them in the catalogue. */
  readonly ambiguous: readonly string[];
  /** "month-number, symbols" for names such as MARCH1, which spreadsheets turn into dates. */
  readonly dates: readonly string[];
}

/** Months of the symbols that HGNC gave up because spreadsheets make dates of them (now MARCHF1, MTARC1, SEPTIN1, DELEC1). */
const DATE_MONTHS: Readonly<Record<string, number>> = { MARCH: 3, MARC: 3, SEPT: 9, DEC: 12 };
const DATE_NAME = /^(MARCH|MARC|SEPT|DEC)(\d{1,2})$/;

/**
 * Reads a gene table: tab separated with a header, columns entrez, symbol, name, type, ensembl, aliases; lists separated by
 * "|". From R:
 *
 *     library(org.Hs.eg.db); select(org.Hs.eg.db, keys(org.Hs.eg.db), c("SYMBOL", "GENENAME", "GENETYPE", "ENSEMBL", "ALIAS"))
 *
 * with ENSEMBL and ALIAS joined by "|". Symbols that HGNC has renamed since are replaced and stay as aliases.
 */
export function readGeneTable(table: string, official: SymbolDecisions["official"]): Gene[] {
  const [header, ...rows] = table.trimEnd().split("\n");
  if (!header.startsWith("entrez\tsymbol\tname\ttype\tensembl\taliases"))
    throw new Error("the mapping has other columns than entrez, symbol, name, type, ensembl, aliases");
  return rows.map((row) => {
    const [entrez, symbol, , type, ensembl = "", aliases = ""] = row.split("\t");
    const current = official[entrez] ?? symbol;
    return {
      entrez,
      symbol: current,
      proteinCoding: type === "protein-coding",
      ensembl: split(ensembl),
      aliases: current === symbol ? split(aliases) : [symbol, ...split(aliases)],
    };
  });
}

/** All human genes by what they are called. */
export class GeneTable {
  readonly #bySymbol: ReadonlyMap<string, readonly Gene[]>;
  readonly #byAlias: ReadonlyMap<string, readonly Gene[]>;
  readonly #byEnsembl: ReadonlyMap<string, readonly Gene[]>;
  readonly #decisions: SymbolDecisions;

  constructor(genes: readonly Gene[], decisions: SymbolDecisions) {
    this.#bySymbol = groups(genes, (gene) => [gene.symbol.toUpperCase()]);
    this.#byAlias = groups(genes, (gene) => new Set(gene.aliases.map((alias) => alias.toUpperCase())));
    this.#byEnsembl = groups(genes, (gene) => gene.ensembl);
    this.#decisions = decisions;
  }

  /** The current symbol of a published gene name, or undefined where it is unknown or shared by several genes. */
  symbolOf(label: string): string | undefined {
    if (this.#decisions.unlisted.includes(label)) return label;
    const name = (this.#decisions.labels[label] ?? label).toUpperCase();
    const owners = this.#bySymbol.get(name);
    const gene = owners === undefined ? sole(this.#byAlias.get(name)) : principal(owners);
    return gene?.symbol;
  }

  /** What the table says of the given symbols, in the form of `data/identifiers.json`. */
  reduce(symbols: readonly string[], source: string): IdentifierFile {
    const wanted = new Set(symbols);
    const ambiguous = new Map<string, readonly Gene[]>();
    const genes = [...wanted].sort().map((symbol) => {
      const gene = principal(this.#bySymbol.get(symbol.toUpperCase()));
      if (gene === undefined) return `${symbol}\t\t\t`;
      const ensembl = gene.ensembl.filter((id) => {
        const owner = principal(this.#byEnsembl.get(id));
        if (owner === undefined) ambiguous.set(id, this.#byEnsembl.get(id)!);
        return owner === gene;
      });
      const aliases = [...new Set(gene.aliases.map((alias) => alias.toUpperCase()))].sort().filter((alias) => {
        // Another gene's official symbol always means that gene, and a number is read as an Entrez id.
        if (this.#bySymbol.has(alias) || isNumber(alias)) return false;
        const owner = sole(this.#byAlias.get(alias));
        if (owner === undefined) ambiguous.set(alias, this.#byAlias.get(alias)!);
        return owner === gene;
      });
      return [symbol, gene.entrez, ensembl.join("|"), aliases.join("|")].join("\t");
    });
    return {
      source,
      genes,
      ambiguous: [...ambiguous].map(([spelling, owners]) => `${spelling}\t${symbolList(owners)}`).sort(),
      dates: this.#dates(wanted),
    };
  }

  #dates(wanted: ReadonlySet<string>): string[] {
    const owners = new Map<string, Gene[]>();
    for (const names of [this.#bySymbol, this.#byAlias]) {
      for (const [name, genes] of names) {
        const [, month, number] = DATE_NAME.exec(name) ?? [];
        if (month === undefined) continue;
        const date = `${DATE_MONTHS[month]}-${number}`;
        owners.set(date, [...(owners.get(date) ?? []), ...genes]);
      }
    }
    return [...owners]
      .filter(([, genes]) => genes.some((gene) => wanted.has(gene.symbol)))
      .map(([date, genes]) => `${date}\t${symbolList(genes)}`)
      .sort();
  }
}

function sole(owners: readonly Gene[] | undefined): Gene | undefined {
  return owners?.length === 1 ? owners[0] : undefined;
}

/**
 * The owner that a matrix means where several genes have one symbol or Ensembl id: NCBI also gives it to phenotype loci,
 * antisense genes, unnamed copies (LOC...) and readthrough transcripts (KLRC4-KLRK1) of the gene they lie on.
 */
function principal(owners: readonly Gene[] | undefined): Gene | undefined {
  if (owners === undefined || owners.length <= 1) return owners?.[0];
  const readsThrough = (gene: Gene) => owners.some((other) => gene.symbol.endsWith(`-${other.symbol}`));
  return sole(owners.filter((gene) => gene.proteinCoding && !gene.symbol.startsWith("LOC") && !readsThrough(gene)));
}

function symbolList(genes: readonly Gene[]): string {
  return [...new Set(genes.map((gene) => gene.symbol))].sort().join("|");
}

function groups(genes: readonly Gene[], namesOf: (gene: Gene) => Iterable<string>): Map<string, Gene[]> {
  const owners = new Map<string, Gene[]>();
  for (const gene of genes) {
    for (const name of namesOf(gene)) {
      const group = owners.get(name);
      if (group === undefined) owners.set(name, [gene]);
      else group.push(gene);
    }
  }
  return owners;
}

function split(field: string): string[] {
  return field === "" ? [] : field.split("|");
}

function isNumber(name: string): boolean {
  return /^\d+$/.test(name);
}
