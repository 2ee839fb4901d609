/**
 * What a catalogue entry is, and what a contributor writes to add one.
 *
 * A source file (`source/signatures/<id>.json`) names genes as its publication does. `npm run catalogue` checks it against
 * {@link sourceSchema}, translates the names to current symbols, and writes the entries of `data/signatures.json`, which
 * obey {@link entrySchema}. The Worker loads the compiled file only, without validating it again at start-up.
 */
import * as z from "zod";
import { METHOD_NAMES } from "../engine/signature.ts";

const text = z.string().trim().min(1);

/** Score orientation that each reading of a high score stands for. */
export const ORIENTATION = { resistant: 1, sensitive: -1, neither: 0 } as const;

const citation = z.strictObject({
  title: text,
  authors: text,
  year: z.int().min(1950).optional(),
  journal: text.optional(),
  doi: z
    .string()
    .regex(/^10\.\d{4,}\/\S+$/)
    .optional(),
  pmid: z.string().regex(/^\d+$/).optional(),
});

const cutoff = z.strictObject({
  rule: text,
  /** Absolute value on the score's own scale; null where the rule is relative to a cohort. */
  value: z.number().nullable(),
  /** "published": printed in the source publication. "convention": ours or another tool's. */
  status: z.enum(["published", "convention"]),
});

const coverage = z.strictObject({
  total: z.int().nonnegative(),
  up: z.int().nonnegative().optional(),
  down: z.int().nonnegative().optional(),
});

const described = z.strictObject({
  id: z.string().regex(/^[a-z0-9_]+$/),
  /** Raised whenever genes, weights, directions, methods or coverage change. */
  version: z.int().min(1),
  name: text,
  kind: z.enum(["radiation", "chemo", "both", "context"]),
  /**
   * core: scored by default. display: scored when asked for. exploratory: from cell lines or of unverified direction, scored
   * when asked for and kept out of every class. needs-genes: its list is not openly available. needs-parameters: needs
   * more than expression.
   */
  role: z.enum(["core", "display", "exploratory", "needs-genes", "needs-parameters"]),
  highMeans: z.enum(["resistant", "sensitive", "neither"]),
  /** One sentence on what a high score is associated with. */
  reading: text,
  methods: z.array(z.enum(METHOD_NAMES)),
  formula: text,
  cutoffs: z.array(cutoff),
  citation,
  licence: z.enum(["CC-BY-4.0", "MIT", "facts"]),
  patent: text.optional(),
  /** Id of the signature whose score this one is computed from. */
  derivedFrom: text.optional(),
  /** verified: the list was read in a file that names the signature. partly: a part was. memory: recalled, not seen. */
  confidence: z.enum(["verified", "partly", "memory"]),
  /** Samples it was derived on; "(as recalled)" where no source was read for it. */
  derivedOn: text.optional(),
  /** Where genes, weights and directions were read. */
  provenance: text,
  notes: text.optional(),
});

const symbols = z.array(text).min(1);

/** Genes as published: two sets, one set without direction, coefficients, or pairs "a above b". */
const sourceGenes = z.union([
  z.strictObject({ up: symbols.optional(), down: symbols.optional() }),
  z.strictObject({ undirected: symbols }),
  z.strictObject({ weights: z.record(text, z.number()) }),
  z.strictObject({ pairs: z.array(z.tuple([text, text])).min(1) }),
]);

/** A signature as it is written down in `source/signatures`. */
export const sourceSchema = z.strictObject({
  ...described.shape,
  /** Left out where the catalogue's convention applies (see `scripts/catalogue/compile.ts`). */
  coverage: coverage.optional(),
  genes: sourceGenes,
});

const gene = z.strictObject({
  symbol: text,
  direction: z.union([z.literal(1), z.literal(-1), z.literal(0)]),
  weight: z.number().optional(),
  pair: z.int().min(1).optional(),
});

/** A signature as the catalogue holds it, compiled and with its genes mapped. */
export const entrySchema = z
  .strictObject({
    ...described.shape,
    /** +1: high = resistant. -1: high = sensitive. 0: neither. */
    orientation: z.union([z.literal(1), z.literal(-1), z.literal(0)]),
    coverage,
    genes: z.array(gene),
  })
  .superRefine((entry, context) => {
    for (const message of faults(entry)) context.addIssue({ code: "custom", message: `${entry.id}: ${message}` });
  });

/** A signature as it is written down. */
export type SignatureSource = z.infer<typeof sourceSchema>;
/** A signature of the catalogue: its genes, how it is scored, where it was published. */
export type CatalogueEntry = z.infer<typeof entrySchema>;
/** A gene of a signature, by symbol and other identifiers. */
export type CatalogueGene = CatalogueEntry["genes"][number];

/** The compiled catalogue as it stands in `data/signatures.json`. */
export interface CatalogueFile {
  /** Digest of the entries and of the identifiers they are found by. */
  readonly version: string;
  readonly signatures: readonly CatalogueEntry[];
}

/** What is wrong with an entry beyond the types of its members, in words. */
function faults(entry: CatalogueEntry): string[] {
  const { genes, methods } = entry;
  const computable = entry.role !== "needs-genes" && entry.role !== "needs-parameters";
  const weighted = genes.filter((gene) => gene.weight !== undefined).length;
  const down = genes.filter((gene) => gene.direction === -1).length;
  const undirected = genes.filter((gene) => gene.direction === 0).length;
  const weighs = methods.includes("rank-linear") || methods.includes("weighted-sum");
  const rules: [broken: boolean, message: string][] = [
    [new Set(genes.map((gene) => gene.symbol)).size < genes.length, "a gene stands twice"],
    [computable !== genes.length > 0, "genes belong to exactly the roles that can be scored"],
    [computable && methods.length === 0, "a signature that can be scored needs a method"],
    [weighted > 0 && weighted < genes.length, "either all genes have a weight or none"],
    [computable && weighs !== weighted > 0, "weights belong to exactly the methods that weigh"],
    [
      genes.some((gene) => gene.weight !== undefined && Math.sign(gene.weight) !== gene.direction),
      "a direction is not the sign of its weight",
    ],
    [undirected > 0 && undirected < genes.length, "either all genes have a direction or none"],
    [undirected > 0 && entry.highMeans !== "neither", "a set without directions has no high side"],
    [entry.orientation !== ORIENTATION[entry.highMeans], "orientation and highMeans disagree"],
    [
      methods.includes("pairs") !== genes.some((gene) => gene.pair !== undefined),
      "pairs belong to exactly the method that counts them",
    ],
    [!pairsComplete(genes), "every pair has one gene up, then one down, numbered from 1"],
    [computable !== entry.coverage.total > 0 || entry.coverage.total > genes.length, "coverage is out of range"],
    [
      (entry.coverage.up ?? 0) > genes.length - down || (entry.coverage.down ?? 0) > down,
      "coverage of a direction is out of range",
    ],
  ];
  return rules.filter(([broken]) => broken).map(([, message]) => message);
}

function pairsComplete(genes: readonly CatalogueGene[]): boolean {
  if (genes.every((gene) => gene.pair === undefined)) return true;
  return (
    genes.every((gene, index) => gene.pair === (index >> 1) + 1 && gene.direction === (index % 2 === 0 ? 1 : -1)) &&
    genes.length % 2 === 0
  );
}
