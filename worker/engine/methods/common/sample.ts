/** The methods that look at one sample at a time, called by name. */
import type { PanelRanks, PanelSet } from "../../panel.ts";
import type { MethodName } from "../../signature.ts";
import { type MethodOptions, methods } from "../index.ts";
import type { NullReasonCode, SampleMethod } from "../method.ts";

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

/** Scores one set in one sample in TypeScript; writes the method's fields to `out` from `at`. */
export function scoreSample(
  name: SampleMethodName,
  ranks: PanelRanks,
  set: PanelSet,
  options: MethodOptions,
  out: Float64Array,
  at: number,
): NullReasonCode {
  return sampleMethod(name).score(ranks, set, options[name], out, at);
}
