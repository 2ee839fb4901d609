/**
 * The pooled table of Scott et al. 2021 (Lancet Oncol 22:1221): RSI, radiotherapy and outcome of 1,615 patients, without
 * expression. It tests cut-offs, GARD and the survival code; the ranking behind its RSI is not ours.
 */
import type { LedgerEndpoint } from "../../worker/catalogue/ledger.ts";
import { quantile } from "../../worker/engine/cohort/percentile/quantile.ts";
import {
  coxRegression,
  type HazardRatio,
  kaplanMeier,
  type LogRank,
  logRank,
} from "../../worker/engine/statistics/index.ts";
import { BREAST, type Labels } from "./cohorts.ts";
import { type Measured, row } from "./measure.ts";

export const POOLED_RSI = { folder: "gard_pooled_rsi_outcome", table: "gard_cohorts.tsv" } as const;

/** One patient with what is known of one kind of outcome. */
interface Patient {
  readonly cohort: string;
  readonly rsi: number;
  readonly gard: number;
  readonly irradiated: boolean;
  /** MGMT expression, given for glioma alone. */
  readonly mgmt: number | null;
  /** Years. */
  readonly time: number;
  readonly event: 0 | 1;
}

type Outcome = "recurrence" | "death";

/** The table spells Karolinska as "Karolinksa". */
export const cohortName = (line: Labels) => line.Cohort.replace("Karolinksa", "Karolinska");

function patientsWith(outcome: Outcome, table: readonly Labels[]): Patient[] {
  const [time, event] = outcome === "recurrence" ? ["Time", "Event"] : ["Time_OS", "Event_OS"];
  return table
    .filter((line) => line[time] !== "" && line[event] !== "")
    .map((line) => ({
      cohort: cohortName(line),
      rsi: Number(line.RSI),
      gard: Number(line.GARD),
      irradiated: line.Received_RT === "1",
      mgmt: line.MGMT_Expression === "" ? null : Number(line.MGMT_Expression),
      time: Number(line[time]),
      event: line[event] === "1" ? 1 : 0,
    }));
}

const followUp = (patients: readonly Patient[]) => ({
  time: patients.map((patient) => patient.time),
  event: patients.map((patient) => patient.event),
});

export const BREAST_COHORTS = {
  karolinska: { name: "Breast (Karolinska)", title: "breast, Karolinska", endpoint: "relapse" },
  erasmus: { name: "Breast (Erasmus)", title: "breast, Erasmus", endpoint: "distant metastasis" },
} as const;

export type BreastCohort = keyof typeof BREAST_COHORTS;

export interface RsiSplit {
  /** Patients of the stratum, those called sensitive among them, and events. */
  readonly n: number;
  readonly sensitive: number;
  readonly events: number;
  readonly cut: number;
  /** Fraction without the event at five years. */
  readonly fiveYears: { readonly sensitive: number; readonly resistant: number };
  readonly test: LogRank;
  /** Hazard of the others over that of the sensitive. */
  readonly hazardRatio: HazardRatio | null;
}

/**
 * Splits patients by the published rule: sensitive at or below the 25th percentile of RSI.
 *
 * @param reference whose percentile it is: the irradiated patients of the cohort (the published rule) or all of them
 */
export function rsiSplit(
  table: readonly Labels[],
  cohort: BreastCohort,
  irradiated: boolean,
  reference: "irradiated" | "all" = "irradiated",
): RsiSplit {
  const patients = patientsWith("recurrence", table).filter(
    (patient) => patient.cohort === BREAST_COHORTS[cohort].name,
  );
  const basis = patients.filter((patient) => reference === "all" || patient.irradiated).map((patient) => patient.rsi);
  const cut = quantile(Float64Array.from(basis).sort(), 0.25);
  const stratum = patients.filter((patient) => patient.irradiated === irradiated);
  const resistant = stratum.map((patient) => (patient.rsi > cut ? 1 : 0));
  const fit = coxRegression(followUp(stratum), [resistant]);
  const atFive = (side: number) =>
    kaplanMeier(followUp(stratum.filter((_, index) => resistant[index] === side)), 5).survival;
  return {
    n: stratum.length,
    sensitive: resistant.filter((side) => side === 0).length,
    events: stratum.filter((patient) => patient.event).length,
    cut,
    fiveYears: { sensitive: atFive(0), resistant: atFive(1) },
    test: logRank(followUp(stratum), resistant),
    hazardRatio: fit?.hazardRatios[0] ?? null,
  };
}

export interface PooledHazard {
  readonly n: number;
  readonly events: number;
  readonly hazardRatio: HazardRatio;
}

/**
 * Hazard ratio of GARD or RSI over all cohorts, each cohort a stratum of its own.
 *
 * Deaths are adjusted for MGMT expression as in the publication, the mean standing in outside glioma.
 */
export function pooledHazard(
  table: readonly Labels[],
  score: "gard" | "rsi",
  outcome: Outcome,
  irradiated: boolean,
): PooledHazard {
  const patients = patientsWith(outcome, table).filter((patient) => patient.irradiated === irradiated);
  const known = patients.flatMap((patient) => (patient.mgmt === null ? [] : [patient.mgmt]));
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const mgmt = outcome === "death" ? [patients.map((patient) => patient.mgmt ?? mean)] : [];
  const strata = patients.map((patient) => patient.cohort);
  const fit = coxRegression({ ...followUp(patients), strata }, [patients.map((patient) => patient[score]), ...mgmt]);
  if (!fit) throw new Error(`${score}, ${outcome}: no finite hazard ratio`);
  return { n: fit.n, events: fit.events, hazardRatio: fit.hazardRatios[0] };
}

/** Whether radiotherapy changes what RSI says of recurrence: the interaction in a model stratified by cohort and radiotherapy. */
export function rsiByRadiotherapy(table: readonly Labels[]): PooledHazard {
  const patients = patientsWith("recurrence", table);
  const rsi = patients.map((patient) => patient.rsi);
  const interaction = patients.map((patient) => patient.rsi * Number(patient.irradiated));
  const strata = patients.map((patient) => `${patient.cohort} ${patient.irradiated}`);
  const fit = coxRegression({ ...followUp(patients), strata }, [interaction, rsi]);
  if (!fit) throw new Error("RSI by radiotherapy: no finite hazard ratio");
  return { n: fit.n, events: fit.events, hazardRatio: fit.hazardRatios[0] };
}

export interface PooledRow {
  readonly signature: "rsi_eschrich2009" | "gard_scott2017";
  readonly endpoint: LedgerEndpoint;
  readonly measured: Measured;
}

/** Ledger rows of the table: the published classes, and RSI and GARD as they are, with and without radiotherapy. */
export function pooledRows(table: readonly Labels[]): PooledRow[] {
  const shared = { cohort: POOLED_RSI.folder, kind: "survival", statistic: "hazard-ratio", oriented: false } as const;
  const stratum = (irradiated: boolean) =>
    irradiated
      ? ({ stratum: "with radiotherapy", treatment: "RT" } as const)
      : ({ stratum: "without radiotherapy", treatment: "no RT" } as const);
  const classes = (Object.keys(BREAST_COHORTS) as BreastCohort[]).flatMap((cohort) =>
    [true, false].flatMap((irradiated): PooledRow[] => {
      const split = rsiSplit(table, cohort, irradiated);
      const { title, endpoint } = BREAST_COHORTS[cohort];
      const note = "RSI as published; above against at or below the 25th percentile of the irradiated";
      if (!split.hazardRatio) return [];
      return [
        {
          signature: "rsi_eschrich2009",
          endpoint: {
            ...shared,
            id: `${cohort}-${irradiated ? "rt" : "no-rt"}`,
            title,
            tissues: BREAST,
            endpoint,
            ...stratum(irradiated),
            note,
          },
          measured: row(split.n, split.events, split.hazardRatio),
        },
      ];
    }),
  );
  const pooled = (["rsi", "gard"] as const).flatMap((score) =>
    (["recurrence", "death"] as const).flatMap((outcome) =>
      [true, false].map((irradiated): PooledRow => {
        const { n, events, hazardRatio } = pooledHazard(table, score, outcome, irradiated);
        const adjusted = outcome === "death" ? " and adjusted for MGMT expression" : "";
        return {
          signature: score === "rsi" ? "rsi_eschrich2009" : "gard_scott2017",
          endpoint: {
            ...shared,
            id: `pooled-${score}-${outcome}-${irradiated ? "rt" : "no-rt"}`,
            title: "eleven cohorts of seven sites",
            endpoint: outcome,
            ...stratum(irradiated),
            note: `${score === "rsi" ? "RSI" : "GARD"} as published, for one unit; stratified by cohort${adjusted}`,
          },
          measured: row(n, events, hazardRatio),
        };
      }),
    ),
  );
  const { n, events, hazardRatio } = rsiByRadiotherapy(table);
  const interaction: PooledRow = {
    signature: "rsi_eschrich2009",
    endpoint: {
      ...shared,
      id: "pooled-rsi-interaction",
      kind: "interaction",
      title: "eleven cohorts of seven sites",
      endpoint: "recurrence",
      stratum: "interaction of RSI with radiotherapy",
      treatment: "RT",
      note: "ratio of the hazard ratios of RSI with and without radiotherapy; stratified by cohort and radiotherapy",
    },
    measured: row(n, events, hazardRatio),
  };
  return [...classes, ...pooled, interaction];
}
