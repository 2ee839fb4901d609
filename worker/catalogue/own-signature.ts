/** What readers of a sender's signatures share: how one is made of its genes, and what becomes of one that cannot be read. */
import type { MethodName, Signature, SignatureGene } from "../engine/signature.ts";
import { LIMITS } from "../limits.ts";
import { Problem, type ProblemType } from "../problem.ts";

export type OwnSignature = Signature & Required<Pick<Signature, "mended">>;

/** Tells where a fault lies. */
export type Fault = (detail: string) => Problem;

/**
 * Reads one signature; with `partial`, one with a fault is set aside: it has the fault and no genes.
 *
 * @param id of what is set aside, other than any signature's
 */
export function readOne(id: string, partial: boolean, read: () => OwnSignature): OwnSignature {
  try {
    return read();
  } catch (error) {
    if (!partial || !(error instanceof Problem)) throw error;
    return {
      id,
      version: 1,
      genes: [],
      methods: ["singscore"],
      coverage: { total: 1 },
      fault: error.message,
      mended: [],
    };
  }
}

/** What a reader knows of a signature. */
export interface OwnGenes {
  readonly id: string;
  readonly version: number;
  readonly genes: readonly SignatureGene[];
  readonly methods?: readonly MethodName[];
  readonly mended?: readonly string[];
}

/** Drops repeated genes with a note; a gene in both arms has no meaning. */
export function ownSignature({ id, version, genes, methods, mended = [] }: OwnGenes, fault: Fault): OwnSignature {
  if (id.length > LIMITS.nameLength) throw fault(`the name is longer than ${LIMITS.nameLength} characters.`);
  if (genes.length === 0) throw fault("there are no genes.");
  const unique = new Map<string, SignatureGene>();
  const repeated = new Set<string>();
  for (const gene of genes) {
    if (gene.symbol.length > LIMITS.nameLength)
      throw fault(`a gene name is longer than ${LIMITS.nameLength} characters.`);
    const before = unique.get(gene.symbol);
    if (before === undefined) {
      unique.set(gene.symbol, gene);
      continue;
    }
    if (gene.pair !== undefined && before.pair === gene.pair)
      throw fault(`pair ${gene.pair} is of gene ${gene.symbol} with itself.`);
    if (before.direction !== gene.direction) throw fault(`gene ${gene.symbol} is both up and down.`);
    if (before.weight !== gene.weight || before.pair !== gene.pair)
      throw fault(`gene ${gene.symbol} stands twice, with different weights or pairs.`);
    repeated.add(gene.symbol);
  }
  const kept = [...unique.values()];
  const counted = repeated.size > 0 ? [`genes named more than once, counted once: ${[...repeated].join(", ")}`] : [];
  return {
    id,
    version,
    genes: kept,
    methods: methods ?? [usualMethod(kept)],
    coverage: { total: 1 },
    mended: [...mended, ...counted],
  };
}

/** What a set that names no method is meant for, by what its genes carry. */
function usualMethod(genes: readonly SignatureGene[]): MethodName {
  if (genes.every((gene) => gene.pair !== undefined)) return "pairs";
  return genes.every((gene) => gene.weight !== undefined) ? "weighted-sum" : "singscore";
}

/** @throws Problem saying what is wrong with the first signature if none can be read */
export function checked(signatures: OwnSignature[], type: ProblemType): OwnSignature[] {
  if (signatures.every(({ fault }) => fault !== undefined)) throw new Problem(type, signatures[0].fault ?? "");
  return signatures;
}
