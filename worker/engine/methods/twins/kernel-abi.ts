/**
 * How the scoring functions of the kernel (assembly/score/) are called: their signatures, the records they read, and what
 * numbers stand for the options. Addresses are byte offsets in the kernel's memory.
 */
import type { PanelSet } from "../../panel.ts";
import type { MethodName } from "../../signature.ts";
import type { MethodOptions } from "../index.ts";
import type { NullReasonCode } from "../method.ts";
import { TIE_SLOPE } from "../singscore.ts";
import { SSGSEA_TIES } from "../ssgsea.ts";

/** Exports of assembly/score/index.ts. Flags are 0 or 1; scores go to f64s at `out`; the result is a `NullReason`. */
export interface ScoreKernel {
  singscore(
    sample: number,
    set: number,
    slope: number,
    centred: number,
    unknown: number,
    nominal: number,
    iqr: number,
    propagate: number,
    scratch: number,
    out: number,
  ): number;
  ssgsea(sample: number, set: number, alpha: number, ties: number, propagate: number, out: number): number;
  aucell(sample: number, set: number, maxRank: number, byRow: number, last: number, out: number): number;
  ucell(
    sample: number,
    set: number,
    maxRank: number,
    skip: number,
    last: number,
    negativeWeight: number,
    out: number,
  ): number;
  rankLinear(sample: number, set: number, out: number): number;
  measuredGenes(sample: number, genes: number, count: number): number;
}

/** Bytes of a sample record and of a set record. */
export const RECORD_BYTES = 40;

/** Fields of `Sample` in assembly/score/records.ts, in order, each a u32. */
export const SAMPLE_FIELDS = [
  "value",
  "below",
  "tied",
  "earlier",
  "measured",
  "rows",
  "lowerBelow",
  "lowerTied",
  "upperBelow",
  "upperTied",
] as const;

/** Fields of `GeneSet` in assembly/score/records.ts, in order, each a u32. */
export const SET_FIELDS = [
  "up",
  "upCount",
  "upTotal",
  "down",
  "downCount",
  "downTotal",
  "genes",
  "weights",
  "count",
  "total",
] as const;

export type SampleRecord = Readonly<Record<(typeof SAMPLE_FIELDS)[number], number>>;
export type SetRecord = Readonly<Record<(typeof SET_FIELDS)[number], number>>;

/** @param words the kernel's memory as u32s; `address` is a multiple of 4 */
export function writeSampleRecord(words: Uint32Array, address: number, record: SampleRecord): void {
  for (let i = 0; i < SAMPLE_FIELDS.length; i++) words[address / 4 + i] = record[SAMPLE_FIELDS[i]];
}

/** @param words the kernel's memory as u32s; `address` is a multiple of 4 */
export function writeSetRecord(words: Uint32Array, address: number, record: SetRecord): void {
  for (let i = 0; i < SET_FIELDS.length; i++) words[address / 4 + i] = record[SET_FIELDS[i]];
}

/** Where a score's input and output lie. */
export interface ScoreAddresses {
  /** Of a sample record. */
  readonly sample: number;
  /** Of a set record. */
  readonly set: number;
  /** u32[2 x genes of the largest set] */
  readonly scratch: number;
  /** f64[fields of the method] */
  readonly out: number;
}

/** Whether the kernel has the method with these options; what it has not, the TypeScript methods score. */
export function inKernel(method: MethodName, options: MethodOptions): boolean {
  switch (method) {
    case "singscore":
      return options.singscore.stable.length === 0;
    case "ssgsea":
    case "aucell":
    case "ucell":
    case "rank-linear":
      return true;
    default:
      return false;
  }
}

/**
 * Scores one set in one sample in the kernel; the same bits as `methods[method].score`.
 *
 * @param undirected of the {@link PanelSet} whose record `at.set` is
 * @throws RangeError for what {@link inKernel} says the kernel has not
 */
export function scoreInKernel(
  kernel: ScoreKernel,
  method: MethodName,
  options: MethodOptions,
  undirected: PanelSet["undirected"],
  at: ScoreAddresses,
): NullReasonCode {
  if (!inKernel(method, options)) throw new RangeError(`${method} with these options is not in the kernel`);
  return call(kernel, method, options, undirected, at) as NullReasonCode;
}

function call(
  kernel: ScoreKernel,
  method: MethodName,
  options: MethodOptions,
  undirected: boolean,
  { sample, set, scratch, out }: ScoreAddresses,
): number {
  switch (method) {
    case "singscore": {
      const { ties, centre, direction, dispersion, missing, median } = options.singscore;
      return kernel.singscore(
        sample,
        set,
        TIE_SLOPE[ties],
        Number(centre),
        Number(undirected || direction === "unknown"),
        Number(median === "nominal"),
        Number(dispersion === "iqr"),
        Number(missing === "propagate"),
        scratch,
        out,
      );
    }
    case "ssgsea": {
      const { alpha, ties, missing } = options.ssgsea;
      return kernel.ssgsea(sample, set, alpha, SSGSEA_TIES[ties], Number(missing === "propagate"), out);
    }
    case "aucell": {
      const { maxRank, ties, missing } = options.aucell;
      return kernel.aucell(sample, set, maxRank, Number(ties === "first"), Number(missing === "last"), out);
    }
    case "ucell": {
      const { maxRank, missing, na, negativeWeight } = options.ucell;
      return kernel.ucell(sample, set, maxRank, Number(missing === "skip"), Number(na === "last"), negativeWeight, out);
    }
    default:
      return kernel.rankLinear(sample, set, out);
  }
}
