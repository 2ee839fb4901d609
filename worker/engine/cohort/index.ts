/** Cohort statistics: percentiles, radiation, chemo and cross-resistance classes, and the evidence behind them. */
export { CLASS_NAMES, type ClassName } from "./calls.ts";
export { type ClassContext, type ClassifiedResult, type Cohort, classify, nullReason } from "./classify.ts";
export { CROSS_NAMES, type CrossName } from "./cross.ts";
export { classNames, interval, type SampleClasses, sampleClasses } from "./evidence.ts";
export type { Declaration, FrozenChoice, FrozenReference } from "./frozen.ts";
export { intervalOf, percentileOf } from "./percentile.ts";
export { quantile } from "./quantile.ts";
export { type CohortSummary, cohortSummary } from "./summary.ts";
