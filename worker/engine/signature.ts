/** What the engine needs to know of a signature. Catalogue entries carry more (citation, licence, cut-offs). */

/** Names of the scoring methods, as requests, results and the command line spell them. */
export const METHOD_NAMES = [
  "singscore",
  "ssgsea",
  "aucell",
  "ucell",
  "gsva",
  "rank-linear",
  "zscore",
  "weighted-sum",
  "median-vote",
  "pairs",
] as const;

/** A name of {@link METHOD_NAMES}. */
export type MethodName = (typeof METHOD_NAMES)[number];

/** A gene of a signature, with what the methods need of it. */
export interface SignatureGene {
  /** HGNC symbol, or the literal identifier of a set that came with the request. */
  readonly symbol: string;
  /** +1: high expression raises the score; -1: lowers it; 0: direction unknown. */
  readonly direction: 1 | -1 | 0;
  /** Published coefficient, for methods that weigh. */
  readonly weight?: number;
  /** Number of the gene pair it belongs to (from 1): the first gene of a pair in list order is "a" of "a > b". */
  readonly pair?: number;
}

/** Absolute numbers of genes that must be measured for a score; below them the score is null with the reason. */
export interface CoverageFloor {
  readonly total: number;
  readonly up?: number;
  readonly down?: number;
}

/** A set of genes to be scored, and by which methods. */
export interface Signature {
  readonly id: string;
  readonly version: number;
  /** Canonical order. Scores add up in this order, so their bits never depend on the order of the matrix. */
  readonly genes: readonly SignatureGene[];
  /** Methods it is scored by when a request names none; the first is the published one. */
  readonly methods: readonly MethodName[];
  readonly coverage: CoverageFloor;
  /** Why it cannot be read, where a request wants the others all the same; it then has no genes. */
  readonly fault?: string;
  /** What was mended when it was read. */
  readonly mended?: readonly string[];
}
