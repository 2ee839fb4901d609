/**
 * How the scoring functions of the kernel (assembly/score/) are called: their signatures, the records they read, and what
 * numbers stand for the options. Addresses are byte offsets in the kernel's memory.
 */
import type { PanelSet } from "../../panel.ts";
import type { MethodName } from "../../signature.ts";
import type { ScoreTask } from "../common/sample.ts";
import type { MethodOptions } from "../index.ts";
import type { NullReasonCode } from "../method.ts";
import { TIE_SLOPE } from "../singscore.ts";
import { SSGSEA_TIES } from "../ssgsea.ts";

/** Exports of assembly/score/tasks.ts. */
export interface ScoreKernel {
  /**
   * Scores one sample.
   *
   * @param sample of a sample record
   * @param tasks of `count` task records, {@link TASK_BYTES} apart; those of one set follow each other
   * @param scratch u32[5 x genes of the largest set + 88]
   * @param out f64[]: the row of scores
   * @param reasons u8[count]: {@link NullReasonCode}s
   */
  score(sample: number, tasks: number, count: number, scratch: number, out: number, reasons: number): void;
}

/** Bytes of a task record, a multiple of 8. */
export const TASK_BYTES = 56;
/** Bytes of scratch memory for sets of so many genes at most. */
export const scratchBytes = (genes: number) => 4 * (5 * genes + 88);

/** Bytes of a set record, and of a sample record, whose last 8 are the tie moment. */
export const RECORD_BYTES = 40;
export const SAMPLE_BYTES = 48;

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

export type SampleRecord = Readonly<Record<(typeof SAMPLE_FIELDS)[number] | "tieMoment", number>>;
export type SetRecord = Readonly<Record<(typeof SET_FIELDS)[number], number>>;

/** @param address a multiple of 8 */
export function writeSampleRecord(buffer: ArrayBuffer, address: number, record: SampleRecord): void {
  const words = new Uint32Array(buffer, address, SAMPLE_FIELDS.length);
  for (let i = 0; i < SAMPLE_FIELDS.length; i++) words[i] = record[SAMPLE_FIELDS[i]];
  new Float64Array(buffer, address + RECORD_BYTES, 1)[0] = record.tieMoment;
}

/** @param words the kernel's memory as u32s; `address` is a multiple of 4 */
export function writeSetRecord(words: Uint32Array, address: number, record: SetRecord): void {
  for (let i = 0; i < SET_FIELDS.length; i++) words[address / 4 + i] = record[SET_FIELDS[i]];
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

/** What a task asks for, and where its set record lies and its scores go. */
export type TaskRecord = Omit<ScoreTask, "set"> & {
  readonly set: number;
  /** Of the {@link PanelSet} of that record. */
  readonly undirected: PanelSet["undirected"];
};

/**
 * Writes a record of `Task` in assembly/score/records.ts.
 *
 * @param address a multiple of 8
 * @throws RangeError for what {@link inKernel} says the kernel has not
 */
export function writeTaskRecord(
  buffer: ArrayBuffer,
  address: number,
  record: TaskRecord,
  options: MethodOptions,
): void {
  const { method, set, field, fields, coverage, undirected, position } = record;
  if (!inKernel(method, options)) throw new RangeError(`${method} with these options is not in the kernel`);
  const { choice = 0, flags = 0, numbers = [0, 0] } = parameters(method, options, undirected, position);
  const { total, up = 0, down = 0 } = coverage;
  new Uint32Array(buffer, address, 9).set([CODE[method] ?? 0, set, field, fields, total, up, down, choice, flags]);
  new Float64Array(buffer, address + 40, 2).set(numbers);
}

/** `Method` in assembly/score/records.ts. */
const CODE: Partial<Record<MethodName, number>> = { singscore: 0, ssgsea: 1, aucell: 2, ucell: 3, "rank-linear": 4 };

/** What stands for a method's options in a task. */
interface Parameters {
  readonly choice?: number;
  readonly flags?: number;
  readonly numbers?: readonly [number, number];
}

function parameters(method: MethodName, options: MethodOptions, undirected: boolean, position: boolean): Parameters {
  switch (method) {
    case "singscore": {
      const { ties, centre, direction, dispersion, missing, median } = options.singscore;
      const flags = [
        centre,
        undirected || direction === "unknown",
        median === "nominal",
        dispersion === "iqr",
        missing === "propagate",
        position,
        undirected,
      ];
      return { choice: TIE_SLOPE[ties], flags: flags.reduce((bits, flag, bit) => bits | (Number(flag) << bit), 0) };
    }
    case "ssgsea": {
      const { alpha, ties, missing } = options.ssgsea;
      return { choice: SSGSEA_TIES[ties], flags: Number(missing === "propagate"), numbers: [alpha, 0] };
    }
    case "aucell": {
      const { maxRank, ties, missing } = options.aucell;
      return { choice: Number(ties === "first"), flags: Number(missing === "last"), numbers: [maxRank, 0] };
    }
    case "ucell": {
      const { maxRank, missing, na, negativeWeight } = options.ucell;
      return { choice: Number(missing === "skip"), flags: Number(na === "last"), numbers: [maxRank, negativeWeight] };
    }
    default:
      return {};
  }
}
