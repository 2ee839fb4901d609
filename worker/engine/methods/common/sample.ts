/** The methods that look at one sample at a time, called by name. */
import type { PanelRanks, PanelSet } from "../../panel.ts";
import type { CoverageFloor, MethodName } from "../../signature.ts";
import { normalTwoSided } from "../../statistics/tails.ts";
import { type MethodOptions, methods } from "../index.ts";
import { NullReason, type NullReasonCode, type SampleMethod } from "../method.ts";
import { meetsFloor } from "./coverage.ts";
import { meanRankPosition } from "./position.ts";

export type SampleMethodName = {
  [Name in MethodName]: (typeof methods)[Name]["scope"] extends "sample" ? Name : never;
}[MethodName];

/** Whether a method scores each sample by itself, so that samples may come in any number of parts. */
export function isSampleMethod(name: MethodName): name is SampleMethodName {
  return methods[name].scope === "sample";
}

/** The method behind a name, its options untyped: they are the member of {@link MethodOptions} of the same name. */
export function sampleMethod(name: SampleMethodName): SampleMethod {
  return methods[name] as SampleMethod;
}

/** A set to be scored by a method. */
export interface ScoreTask {
  readonly method: SampleMethodName;
  readonly set: PanelSet;
  readonly coverage: CoverageFloor;
  /** Place of the method's first field in a row of scores, and how many belong to the task: what stands beside them too. */
  readonly field: number;
  readonly fields: number;
  /** Whether the position among random genes is wanted behind the method's own fields: {@link meanRankPosition}, and its two-sided p. */
  readonly position: boolean;
}

/**
 * Scores one sample in TypeScript.
 *
 * @param tasks those of one set follow each other
 * @param row of scores; fields without a value become NaN, and those beside a method's own are left alone where it has enough genes
 * @param reasons of the tasks, in their order
 */
export function scoreTasks(
  tasks: readonly ScoreTask[],
  ranks: PanelRanks,
  options: MethodOptions,
  row: Float64Array,
  reasons: Uint8Array,
): void {
  // Asked once for each set; among thousands of sets it would cost as much as the scores.
  let asked: PanelSet | null = null;
  let isCovered = false;
  for (let i = 0; i < tasks.length; i++) {
    const { method, set, coverage, field, fields, position } = tasks[i];
    if (set !== asked) {
      asked = set;
      isCovered = meetsFloor(ranks, set, coverage);
    }
    if (isCovered) {
      reasons[i] = scoreSample(method, ranks, set, options, row, field);
      if (position) {
        const at = field + methods[method].fields.length;
        row[at] = meanRankPosition(ranks, set);
        row[at + 1] = normalTwoSided(row[at]);
      }
    } else {
      row.fill(Number.NaN, field, field + fields);
      reasons[i] = NullReason.coverage;
    }
  }
}

/** Scores one set in one sample in TypeScript; writes the method's fields to `out` from `at`. */
function scoreSample(
  name: SampleMethodName,
  ranks: PanelRanks,
  set: PanelSet,
  options: MethodOptions,
  out: Float64Array,
  at: number,
): NullReasonCode {
  return sampleMethod(name).score(ranks, set, options[name], out, at);
}
