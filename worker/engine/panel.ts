/**
 * The panel: the union of the genes of all requested signatures, and what is known of their ranks in one sample.
 *
 * Every rank of gene g follows from how many measured genes of the sample lie `below` it and how many are `tied` with it
 * (itself included):
 *
 *     min rank = below + 1      max rank = below + tied      average rank = below + (tied + 1) / 2
 *
 * so that no column has to be sorted.
 */
import type { Signature } from "./signature.ts";

/**
 * Values and counts of the panel genes in ONE sample; arrays are indexed by panel gene, length = panel size.
 * The arrays are views that are overwritten for the next sample: copy what must last.
 */
export interface PanelRanks {
  /** Expression as it stands in the matrix; NaN where the gene is absent or not measured in this sample. */
  readonly value: Float64Array;
  /** Number of measured genes of the sample with a smaller value; 0 where the value is NaN. */
  readonly below: Uint32Array;
  /** Number of measured genes of the sample with the same value, the gene itself included; 0 where the value is NaN. */
  readonly tied: Uint32Array;
  /** Number of tied genes that stand earlier in the matrix's row order; null unless asked for (peers' row-order ties). */
  readonly earlier: Uint32Array | null;
  /** Number of genes measured in this sample (rows less missing values): the N of the formulas. */
  readonly measured: number;
  /** Number of gene rows of the matrix, missing values included. */
  readonly rows: number;
  /** Sum over all tie groups of the sample's whole column of t^3 - t; NaN where only the panel was counted. */
  readonly tieMoment: number;
  /** The tie groups in the middle of the sample's whole column; absent where only the panel was counted, or they were not asked for. */
  readonly middle?: MiddleTies;
}

/**
 * `below` and `tied` of the two genes in the middle of a sorted column: positions floor((N + 1) / 2) and
 * ceil((N + 1) / 2), the same gene where N is odd. The median of all ranks follows from them by any tie rule.
 */
export interface MiddleTies {
  readonly lowerBelow: number;
  readonly lowerTied: number;
  readonly upperBelow: number;
  readonly upperTied: number;
}

/** A signature laid onto a panel: indices of its genes that the matrix holds, in the signature's canonical order. */
export interface PanelSet {
  readonly id: string;
  /** Panel index of each present gene. */
  readonly genes: Uint32Array;
  /** +1, -1 or 0 for each present gene. */
  readonly direction: Int8Array;
  /** Coefficient of each present gene; NaN where the signature has none. */
  readonly weight: Float64Array;
  /** Pair number of each present gene; 0 where it has none. */
  readonly pair: Uint32Array;
  /** Panel indices of the present genes of direction +1 or 0, and of direction -1. */
  readonly up: Uint32Array;
  readonly down: Uint32Array;
  /** Panel indices of the present genes that a method counts ranks against (stable genes); empty unless asked for. */
  readonly reference: Uint32Array;
  /** True if no gene of the signature has a direction: never scored as "up". */
  readonly undirected: boolean;
  /** Sizes before genes were lost to the matrix. */
  readonly total: number;
  readonly totalUp: number;
  readonly totalDown: number;
}

/** Whether no gene of a signature has a direction. */
export function isUndirected(signature: Signature): boolean {
  return signature.genes.every((gene) => gene.direction === 0);
}

/** The union of the genes of `signatures` and of the `reference` genes, each once, in order of first appearance. */
export function panelGenes(signatures: readonly Signature[], reference: readonly string[] = []): string[] {
  const genes = new Set<string>();
  for (const signature of signatures) for (const gene of signature.genes) genes.add(gene.symbol);
  for (const symbol of reference) genes.add(symbol);
  return [...genes];
}

/** The same set with the row of each gene in the place of its panel index. @param rows row of each panel gene */
export function setByRow(set: PanelSet, rows: Int32Array): PanelSet {
  const byRow = (genes: Uint32Array) => genes.map((gene) => rows[gene]);
  return {
    ...set,
    genes: byRow(set.genes),
    up: byRow(set.up),
    down: byRow(set.down),
    reference: byRow(set.reference),
  };
}

/**
 * Lays a signature onto a panel.
 *
 * @param indexOf panel index by symbol
 * @param present for each panel gene, whether the matrix holds it
 * @param reference symbols of the genes that ranks are counted against, where a method asks for some
 */
export function panelSet(
  signature: Signature,
  indexOf: ReadonlyMap<string, number>,
  present: (panelGene: number) => boolean,
  reference: readonly string[] = [],
): PanelSet {
  const held = signature.genes
    .map((gene) => ({ gene, index: indexOf.get(gene.symbol) }))
    .filter(
      (entry): entry is { gene: (typeof entry)["gene"]; index: number } =>
        entry.index !== undefined && present(entry.index),
    );
  const isDown = (direction: number) => direction < 0;
  const indices = (down: boolean) =>
    Uint32Array.from(
      held.filter((e) => isDown(e.gene.direction) === down),
      (e) => e.index,
    );
  const totalDown = signature.genes.filter((gene) => isDown(gene.direction)).length;
  return {
    id: signature.id,
    genes: Uint32Array.from(held, (entry) => entry.index),
    direction: Int8Array.from(held, (entry) => entry.gene.direction),
    weight: Float64Array.from(held, (entry) => entry.gene.weight ?? Number.NaN),
    pair: Uint32Array.from(held, (entry) => entry.gene.pair ?? 0),
    up: indices(false),
    down: indices(true),
    reference: Uint32Array.from(
      reference.map((symbol) => indexOf.get(symbol)).filter((index) => index !== undefined && present(index)),
    ),
    undirected: isUndirected(signature),
    total: signature.genes.length,
    totalUp: signature.genes.length - totalDown,
    totalDown,
  };
}
