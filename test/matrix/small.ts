/** One small matrix, its signature, and the same matrix in other spellings. */
import type { ScoredMatrix } from "../../worker/engine/scored.ts";
import type { MethodName, Signature } from "../../worker/engine/signature.ts";

export interface Matrix {
  readonly genes: readonly string[];
  readonly samples: readonly string[];
  /** Text of each cell, genes x samples. */
  readonly cells: readonly (readonly string[])[];
}

export const METHODS: readonly MethodName[] = ["singscore", "ssgsea", "aucell", "ucell", "rank-linear", "pairs"];

/** Ties within samples, a negative value, a missing one, and numbers whose last digits matter. */
export const MATRIX: Matrix = {
  genes: ["TP53", "AR", "G1", "STAT1", "G2", "IRF1", "G3", "JUN", "G4", "G5", "G6", "ABL1"],
  samples: ["S1", "S2", "S3", "S4"],
  cells: [
    ["5.25", "0", "1.5", "7"],
    ["0", "0", "12.125", "7"],
    ["3.5", "2", "NA", "7"],
    ["8.0625", "0.1", "2", "6.5"],
    ["5.25", "0.1", "2", "0"],
    ["1e-3", "1e3", "0.30000000000000004", "0.3"],
    ["2", "14", "0.3", "-1.5"],
    ["5.25", "3", "9007199254740993", "NA"],
    ["100", "0", "1.5", "2"],
    ["6", "5", "4", "3"],
    ["7.75", "0", "4.5", "6.5"],
    ["8.0625", "11", "10.5", "2.25"],
  ],
};

export const SIGNATURE: Signature = {
  id: "small",
  version: 1,
  genes: [
    { symbol: "TP53", direction: 1, weight: 0.5, pair: 1 },
    { symbol: "AR", direction: -1, weight: -0.25, pair: 1 },
    { symbol: "STAT1", direction: 1, weight: 0.125, pair: 2 },
    { symbol: "IRF1", direction: -1, weight: -2, pair: 2 },
    { symbol: "JUN", direction: 1, weight: 0.1, pair: 3 },
    { symbol: "ABL1", direction: 1, weight: 3, pair: 3 },
  ],
  methods: METHODS,
  coverage: { total: 2 },
};

/** The defaults of AUCell and UCell, the first 5% and the first 1500 of all genes, mean little among twelve. */
export const OPTIONS = { "aucell.maxRank": 5, "ucell.maxRank": 8 };

/** One row of text a gene: a header, then a name and its values. */
export function rowsOf({ genes, samples, cells }: Matrix, corner = "gene"): string[][] {
  return [[corner, ...samples], ...genes.map((gene, row) => [gene, ...cells[row]])];
}

export function join(rows: readonly (readonly string[])[], delimiter = "\t"): string {
  return rows.map((row) => `${row.join(delimiter)}\n`).join("");
}

export function transpose(rows: readonly (readonly string[])[]): string[][] {
  return rows[0].map((_, column) => rows.map((row) => row[column]));
}

const word = new DataView(new ArrayBuffer(8));

/** All 64 bits of a double. */
function hex(value: number): string {
  word.setFloat64(0, value);
  return word.getBigUint64(0).toString(16);
}

/**
 * Measured genes and every field of every method, bit for bit, by sample.
 *
 * @param left fields to leave out
 */
export function scoresOf(
  { samples, measured, columns }: ScoredMatrix,
  left: readonly string[] = [],
): Map<string, string> {
  return new Map(
    samples.map((sample, i) => {
      const scores = columns.map(({ method, fields, values, reasons }) => {
        const own = fields.flatMap((field, k) => (left.includes(field) ? [] : [hex(values[i * fields.length + k])]));
        return `${method} ${reasons[i]} ${own.join(" ")}`;
      });
      return [sample, `${measured[i]} measured; ${scores.join("; ")}`];
    }),
  );
}
