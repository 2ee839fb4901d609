/** Survival by Kaplan and Meier, with its interval. */
import { NORMAL_975 } from "../tails.ts";
import { type FollowUp, strataByFallingTime } from "./survival.ts";

export interface SurvivalAt {
  /** Kaplan-Meier estimate of the fraction without the event up to and including `at`. */
  readonly survival: number;
  /** 95% interval on the log(-log) scale with Greenwood's variance, which stays between 0 and 1. */
  readonly low: number;
  readonly high: number;
}

/** Survival at one time (Kaplan & Meier 1958); strata are not looked at. */
export function kaplanMeier({ time, event }: FollowUp, at: number): SurvivalAt {
  const [order = new Uint32Array()] = strataByFallingTime({ time, event });
  let survival = 1;
  let greenwood = 0;
  for (let last = order.length; last > 0 && time[order[last - 1]] <= at; ) {
    const atRisk = last;
    const now = time[order[last - 1]];
    let deaths = 0;
    while (last > 0 && time[order[last - 1]] === now) deaths += event[order[--last]] ? 1 : 0;
    survival *= 1 - deaths / atRisk;
    greenwood += deaths / (atRisk * (atRisk - deaths));
  }
  if (survival === 1 || survival === 0) return { survival, low: survival, high: survival };
  const half = (NORMAL_975 * Math.sqrt(greenwood)) / Math.abs(Math.log(survival));
  return { survival, low: survival ** Math.exp(half), high: survival ** Math.exp(-half) };
}
