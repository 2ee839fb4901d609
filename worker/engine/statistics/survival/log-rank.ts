/** The log-rank test of survival between groups. */
import { chiSquareTail } from "../tails.ts";
import { type FollowUp, strataByFallingTime } from "./survival.ts";

export interface LogRank {
  /** Events seen and expected in the group of `inGroup`. */
  readonly observed: number;
  readonly expected: number;
  /** Chi-square with one degree of freedom. */
  readonly statistic: number;
  readonly p: number;
}

/**
 * Log-rank test of two groups (Mantel 1966; stratified as R's `survdiff(... + strata())`).
 *
 * @param inGroup 1 for the subjects of one group, 0 for the others
 */
export function logRank(followUp: FollowUp, inGroup: ArrayLike<number>): LogRank {
  const { time, event } = followUp;
  let observed = 0;
  let expected = 0;
  let variance = 0;
  for (const order of strataByFallingTime(followUp)) {
    let groupAtRisk = 0;
    for (let from = 0; from < order.length; ) {
      let to = from;
      let deaths = 0;
      let groupDeaths = 0;
      for (; to < order.length && time[order[to]] === time[order[from]]; to++) {
        const member = inGroup[order[to]] ? 1 : 0;
        groupAtRisk += member;
        if (!event[order[to]]) continue;
        deaths++;
        groupDeaths += member;
      }
      const atRisk = to;
      const share = groupAtRisk / atRisk;
      observed += groupDeaths;
      expected += deaths * share;
      if (atRisk > 1) variance += (deaths * share * (1 - share) * (atRisk - deaths)) / (atRisk - 1);
      from = to;
    }
  }
  const statistic = variance > 0 ? (observed - expected) ** 2 / variance : Number.NaN;
  return { observed, expected, statistic, p: chiSquareTail(statistic, 1) };
}
