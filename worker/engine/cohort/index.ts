/** Cohort statistics: percentiles, radiation, chemo and cross-resistance classes, and the evidence behind them. */
export { type Calls, CLASS_NAMES, type ClassName } from "./calls.ts";
export {
  type ClassContext,
  type Classes,
  type ClassifiedResult,
  type Cohort,
  classify,
  columnsOfClasses,
  nullReason,
} from "./classify.ts";
export { CROSS_NAMES, type CrossName } from "./cross.ts";
export { eligibility, PROVISIONAL_BELOW } from "./eligibility.ts";
export { type ClassCodes, classNames, interval, type SampleClasses, sampleClasses } from "./evidence/evidence.ts";
export {
  type Bearing,
  type EndpointKind,
  type Ledger,
  type LedgerEndpoint,
  type LedgerRow,
  type LedgerTreatment,
  NO_ASSOCIATION,
} from "./evidence/ledger.ts";
export { LEDGER_BASELINES, type LedgerFigure, type RecordName, STATISTIC_NAMES } from "./evidence/record.ts";
export { AXIS_NAMES, type AxisName, columnOf, LEAD, scoresOf } from "./members.ts";
export type { Declaration, FrozenChoice, FrozenReference } from "./percentile/frozen.ts";
export { intervalOf, percentileOf, positionsIn, referenceOf } from "./percentile/percentile.ts";
export { quantile } from "./percentile/quantile.ts";
export { type ClassSummary, type CohortSummary, cohortSummary, type MemberSummary } from "./summary.ts";
