/** What has to be scored before the analysis, as signatures that the engine scores like any other. */
import type { ScoreColumn, ScoredMatrix } from "../scored.ts";
import type { Signature } from "../signature.ts";
import { CORE_PROGRAMMES, P53_TARGET_SETS, SHOWN_PROGRAMMES } from "./programmes.ts";

const GENE_PREFIX = "gene:";

/**
 * A gene as a signature of its own. Its singscore is the gene's place in the sample, (rank - 1) / (genes - 1) - 1/2: it is
 * comparable between samples whatever the unit and the depth of the values.
 */
export function geneSignature(symbol: string): Signature {
  return {
    id: GENE_PREFIX + symbol,
    version: 1,
    genes: [{ symbol, direction: 1 }],
    methods: ["singscore"],
    coverage: { total: 1 },
  };
}

/** The programmes, and each gene of the core programmes by itself, in a fixed order. */
export function crosstalkSignatures(findSignature: (id: string) => Signature): Signature[] {
  const core = CORE_PROGRAMMES.map(findSignature);
  const genes = new Set(core.flatMap((programme) => programme.genes.map((gene) => gene.symbol)));
  return [...core, ...SHOWN_PROGRAMMES.map(findSignature), ...[...genes].map(geneSignature)];
}

/** Symbols of the genes known to be p53's targets: the union of the sets that list them. */
export function p53Targets(findSignature: (id: string) => Signature): Set<string> {
  return new Set(P53_TARGET_SETS.flatMap((id) => findSignature(id).genes.map((gene) => gene.symbol)));
}

/** Scores of one programme or gene, one a sample in the order of the matrix; NaN where there is none. */
export interface SampleScores {
  readonly id: string;
  readonly scores: Float64Array;
}

/** The first field of the columns of the programmes asked for, in their order; programmes that were not scored are left out. */
export function programmeScores(scored: ScoredMatrix, ids: readonly string[]): SampleScores[] {
  return ids.flatMap((id) => {
    const column = scored.columns.find((candidate) => candidate.signature === id);
    return column ? [{ id, scores: firstField(column) }] : [];
  });
}

/** Places of the genes that were scored by themselves and have one in every sample; `id` is the symbol. */
export function genePlaces(scored: ScoredMatrix): SampleScores[] {
  return scored.columns
    .filter((column) => column.signature.startsWith(GENE_PREFIX))
    .map((column) => ({ id: column.signature.slice(GENE_PREFIX.length), scores: firstField(column) }))
    .filter((gene) => gene.scores.every((place) => !Number.isNaN(place)));
}

function firstField({ fields, values }: ScoreColumn): Float64Array {
  return Float64Array.from({ length: values.length / fields.length }, (_, sample) => values[sample * fields.length]);
}
