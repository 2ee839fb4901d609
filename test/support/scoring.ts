/** Scoring one sample by one method, written down in a line. */
import { cohortStatistics } from "../../worker/engine/methods/common/cohort-genes.ts";
import { findMethod, parseMethodOptions } from "../../worker/engine/methods/index.ts";
import type { NullReasonCode, OptionValues } from "../../worker/engine/methods/method.ts";
import { type PanelSet, panelSet } from "../../worker/engine/panel.ts";
import type { MethodName, Signature, SignatureGene } from "../../worker/engine/signature.ts";
import { oracleRanks } from "./oracle.ts";

/** Coefficients of the radiosensitivity index as Eschrich et al. 2009 print them, in the order of the paper. */
export const RSI_WEIGHTS: Readonly<Record<string, number>> = {
  AR: -0.0098009,
  JUN: 0.0128283,
  STAT1: 0.0254552,
  PRKCB: -0.0017589,
  RELA: -0.0038171,
  ABL1: 0.1070213,
  SUMO1: -0.0002509,
  PAK2: -0.0092431,
  HDAC1: -0.0204469,
  IRF1: -0.0441683,
};

/** Expression of the genes of one sample in row order, or of several samples (NaN = missing). */
export type Expression = Readonly<Record<string, number>>;
export type CohortExpression = Readonly<Record<string, readonly number[]>>;

/** `"A B -C ?D"`: A and B up, C down, D of unknown direction. */
export function genes(text: string): SignatureGene[] {
  return text.split(" ").map((word) => {
    const direction = word.startsWith("-") ? -1 : word.startsWith("?") ? 0 : 1;
    return { symbol: direction === 1 ? word : word.slice(1), direction };
  });
}

export function signatureOf(members: string | readonly SignatureGene[]): Signature {
  const list = typeof members === "string" ? genes(members) : members;
  return { id: "set", version: 1, genes: list, methods: ["singscore"], coverage: { total: 1 } };
}

/** Lays a signature onto a panel of all genes of the matrix; genes that it lacks come after them. */
export function layOut(
  signature: Signature,
  matrixGenes: readonly string[],
  reference: readonly string[] = [],
): PanelSet {
  const index = new Map(matrixGenes.map((gene, row) => [gene, row]));
  for (const { symbol } of signature.genes) if (!index.has(symbol)) index.set(symbol, index.size);
  return panelSet(signature, index, (row) => row < matrixGenes.length, reference);
}

export interface Outcome {
  readonly reason: NullReasonCode;
  readonly score: number;
  /** All fields of the method. */
  readonly fields: readonly number[];
}

export function scoreOne(
  name: MethodName,
  expression: Expression,
  members: string | readonly SignatureGene[],
  values: OptionValues = {},
): Outcome {
  const method = findMethod(name);
  if (method.scope !== "sample") throw new Error(`${name} scores cohorts`);
  const options = parseMethodOptions(values);
  const set = layOut(signatureOf(members), Object.keys(expression), options.singscore.stable);
  const out = new Float64Array(method.fields.length);
  const reason = method.score(oracleRanks(Object.values(expression)), set, options[name], out, 0);
  return { reason, score: out[0], fields: [...out] };
}

export interface CohortOutcome {
  readonly scores: readonly number[];
  readonly reasons: readonly number[];
}

export function scoreCohort(
  name: MethodName,
  expression: CohortExpression,
  members: string | readonly SignatureGene[],
  values: OptionValues = {},
): CohortOutcome {
  const method = findMethod(name);
  if (method.scope !== "cohort") throw new Error(`${name} scores single samples`);
  const rows = Object.values(expression);
  const samples = rows[0].length;
  const matrix = Float64Array.from(
    { length: samples * rows.length },
    (_, i) => rows[i % rows.length][Math.floor(i / rows.length)],
  );
  const held = { samples, genes: rows.length, values: matrix, columnOf: (gene: number) => gene };
  const cohort = { ...held, statistics: cohortStatistics(held) };
  const out = new Float64Array(samples);
  const reasons = new Uint8Array(samples);
  const set = layOut(signatureOf(members), Object.keys(expression));
  method.score(cohort, set, parseMethodOptions(values)[name], out, reasons);
  return { scores: [...out], reasons: [...reasons] };
}

/** The columns that `values` become under every order of the rows named `order`. */
export function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  );
}
