/** The labelled cohorts of the ledger and what each is asked. Their folders carry provenance and licence. */
import type { EndpointKind, LedgerTreatment } from "../../worker/catalogue/ledger.ts";

/** A row of a cohort's `labels.tsv`, by column. */
export type Labels = Readonly<Record<string, string>>;

interface EndpointBase {
  readonly id: string;
  readonly kind: EndpointKind;
  readonly endpoint: string;
  readonly stratum?: string;
  /** Instead of the cohort's. */
  readonly treatment?: LedgerTreatment;
  readonly note?: string;
  /** Samples that take part; all where absent. */
  readonly keep?: (row: Labels) => boolean;
}

/** Whether a sample has the label; null leaves it out. */
interface AucEndpoint extends EndpointBase {
  readonly statistic: "auc";
  readonly label: (row: Labels) => boolean | null;
  /** Subject of a sample, where samples repeat. */
  readonly subject?: (row: Labels) => string;
}

interface SurvivalEndpoint extends EndpointBase {
  readonly statistic: "hazard-ratio";
  readonly time: (row: Labels) => number;
  readonly event: (row: Labels) => boolean;
  readonly strata?: (row: Labels) => string;
}

interface CorrelationEndpoint extends EndpointBase {
  readonly statistic: "spearman";
  readonly value: (row: Labels) => number | null;
}

export type CohortEndpoint = AucEndpoint | SurvivalEndpoint | CorrelationEndpoint;

export interface Cohort {
  readonly id: string;
  readonly title: string;
  /** Words for the tissue, as sample sheets may spell it. */
  readonly tissues?: readonly string[];
  /** What the patients were given after the sample was taken. */
  readonly treatment?: LedgerTreatment;
  readonly matrix: string;
  /** Holds gene z-scores or log ratios: samples are compared gene by gene, not by ranks within a sample. */
  readonly centred?: true;
  /** Cohort that holds the same patients. */
  readonly overlap?: string;
  /** Label that serves as a plain baseline beside the signatures: oestrogen receptor status, 1 = positive. */
  readonly erPositive?: (row: Labels) => boolean | null;
  readonly endpoints: readonly CohortEndpoint[];
}

/** True for one value of a column, false for another, null for anything else. */
const either = (column: string, yes: string, no: string) => (row: Labels) =>
  row[column] === yes ? true : row[column] === no ? false : null;

const number = (column: string) => (row: Labels) => (row[column] === "" ? null : Number(row[column]));

/** Tissues as sheets spell them, in lower case. */
export const BREAST = ["breast"] as const;
const BLOOD = ["leukaemia", "leukemia", "blood", "bone marrow"] as const;

const residualDisease = {
  statistic: "auc",
  kind: "response",
  endpoint: "residual disease against pathological complete response",
  label: either("pCR_RD", "RD", "pCR"),
} as const;

const p53Mutant = { statistic: "auc", kind: "trait", endpoint: "TP53 mutant against wild type" } as const;

const sf2 = {
  statistic: "spearman",
  kind: "trait",
  endpoint: "surviving fraction at 2 Gy",
  value: number("SF2"),
  treatment: "RT",
  note: "clonogenic survival of Yard 2016, not the values that RSI was trained on",
} as const;

export const COHORTS: readonly Cohort[] = [
  {
    id: "breast_anthracycline_biospear",
    title: "breast, neoadjuvant anthracycline with or without taxane",
    tissues: BREAST,
    treatment: "CT",
    matrix: "expr.tsv.gz",
    centred: true,
    erPositive: either("er_status", "P", "N"),
    endpoints: [
      { ...residualDisease, id: "biospear-rd" },
      {
        ...residualDisease,
        id: "biospear-rd-er-positive",
        stratum: "ER positive",
        keep: (row) => row.er_status === "P",
      },
      {
        ...residualDisease,
        id: "biospear-rd-er-negative",
        stratum: "ER negative",
        keep: (row) => row.er_status === "N",
      },
      {
        id: "biospear-drfs",
        statistic: "hazard-ratio",
        kind: "survival",
        endpoint: "distant relapse or death",
        time: (row) => Number(row.drfs_years),
        event: (row) => row.drfs_event === "1",
        strata: (row) => row.series,
        note: "stratified by series",
      },
    ],
  },
  {
    id: "tnbc_neoadj_gse25055",
    title: "triple-negative breast, neoadjuvant taxane and anthracycline",
    tissues: BREAST,
    treatment: "CT",
    matrix: "expr.tsv.gz",
    overlap: "breast_anthracycline_biospear",
    endpoints: [
      { ...residualDisease, id: "tnbc-rd" },
      {
        id: "tnbc-relapse",
        statistic: "hazard-ratio",
        kind: "survival",
        endpoint: "relapse",
        time: (row) => Number(row.months),
        event: (row) => row.relapse_event === "1",
      },
    ],
  },
  {
    id: "scanb_gse96058_subset",
    title: "breast, SCAN-B",
    tissues: BREAST,
    matrix: "expr.tsv.gz",
    erPositive: either("er_status", "1", "0"),
    endpoints: (["0", "1"] as const).map((chemo) => ({
      id: chemo === "1" ? "scanb-os-chemo" : "scanb-os-no-chemo",
      statistic: "hazard-ratio",
      kind: "survival",
      endpoint: "death",
      stratum: chemo === "1" ? "with chemotherapy" : "without chemotherapy",
      treatment: chemo === "1" ? "CT" : "no CT",
      keep: (row: Labels) => row.chemo_treated === chemo,
      time: (row: Labels) => Number(row.overall_survival_days),
      event: (row: Labels) => row.overall_survival_event === "1",
      ...(chemo === "1" ? { note: "too few deaths for a conclusion" } : {}),
    })),
  },
  {
    id: "all_chiaretti",
    title: "acute lymphoblastic leukaemia, induction chemotherapy",
    tissues: BLOOD,
    treatment: "CT",
    matrix: "expr.tsv.gz",
    endpoints: [
      {
        id: "all-refractory",
        statistic: "auc",
        kind: "response",
        endpoint: "refractory against complete remission",
        label: either("remission", "REF", "CR"),
      },
      {
        id: "all-relapse",
        statistic: "auc",
        kind: "survival",
        endpoint: "relapse against continuous remission",
        label: (row) => (row.relapse === "TRUE" ? true : row.ccr === "TRUE" ? false : null),
        note: "follow-up times are not given",
      },
    ],
  },
  {
    id: "golub_all_aml",
    title: "acute myeloid leukaemia, induction chemotherapy",
    tissues: BLOOD,
    treatment: "CT",
    matrix: "expr.tsv.gz",
    endpoints: [
      {
        id: "aml-failure",
        statistic: "auc",
        kind: "response",
        endpoint: "failure against success",
        label: either("chemo_response", "Failure", "Success"),
      },
    ],
  },
  {
    id: "bladder_gse5287",
    title: "bladder, advanced, before cisplatin",
    tissues: ["bladder", "urothelium"],
    treatment: "CT",
    matrix: "expr.tsv.gz",
    endpoints: [
      {
        id: "bladder-early-death",
        statistic: "auc",
        kind: "survival",
        endpoint: "death in the earlier half of the cohort",
        label: (row) => Number(row.days_to_death) <= 1470,
        note: "nobody was lost to follow-up before the split",
      },
      {
        id: "bladder-os",
        statistic: "hazard-ratio",
        kind: "survival",
        endpoint: "death",
        time: (row) => Number(row.days_to_death),
        event: (row) => row.vital_status === "deceased",
      },
    ],
  },
  {
    id: "ovarian_gse12418",
    title: "ovary, stage III, anthracycline, carboplatin and cyclophosphamide",
    tissues: ["ovary", "ovarian"],
    treatment: "CT",
    matrix: "expr.tsv.gz",
    centred: true,
    endpoints: [
      {
        id: "ovarian-death",
        statistic: "auc",
        kind: "survival",
        endpoint: "death against survival of five years",
        label: either("outcome", "deceased", "5 year survivor"),
      },
    ],
  },
  {
    id: "irradiated_molt4_rhvdm",
    title: "MOLT4 leukaemia cells, 5 and 0.5 Gy",
    matrix: "expr.tsv.gz",
    endpoints: [
      {
        id: "molt4-irradiated",
        statistic: "auc",
        kind: "exposure",
        endpoint: "irradiated against not",
        label: either("state", "irradiated", "unirradiated"),
        subject: (row) => `${row.series} ${row.replicate}`,
        note: "clustered by culture",
      },
    ],
  },
  {
    id: "dox_ipsc_cm_gse76314",
    title: "iPSC cardiomyocytes, doxorubicin 1 uM",
    matrix: "counts.tsv.gz",
    endpoints: [
      {
        id: "dox-treated",
        statistic: "auc",
        kind: "exposure",
        endpoint: "doxorubicin against none",
        label: either("dox", "doxorubicin_1uM", "none"),
        subject: (row) => row.line,
        note: "clustered by line",
      },
    ],
  },
  {
    id: "flu_h3n2_qusage",
    title: "blood, H3N2 challenge",
    matrix: "expr.tsv.gz",
    endpoints: [
      {
        id: "flu-symptomatic",
        statistic: "auc",
        kind: "exposure",
        endpoint: "symptomatic against not, 69 to 108 h after infection",
        label: either("Condition", "sx", "asx"),
        keep: (row) => Number(row["Hours.Numeric"]) >= 69,
        subject: (row) => row.Subject,
        note: "clustered by subject; interferon as a positive control",
      },
    ],
  },
  {
    id: "nci60_u133a",
    title: "NCI-60 cell lines, HG-U133A",
    matrix: "expr.tsv.gz",
    endpoints: [
      {
        ...p53Mutant,
        id: "nci60-p53-gsea",
        label: either("p53_gsea", "MUT", "WT"),
        stratum: "status as in the GSEA example",
      },
      {
        ...p53Mutant,
        id: "nci60-p53-cellminer",
        label: either("p53_cellminer", "MT", "WT"),
        stratum: "status as in CellMiner",
      },
      { ...sf2, id: "nci60-sf2" },
      {
        id: "nci60-mdr",
        statistic: "spearman",
        kind: "trait",
        endpoint: "multidrug resistance (MDR) of the CellMiner annotation",
        value: number("MDR"),
      },
    ],
  },
  {
    id: "p53_nci60",
    title: "NCI-60 cell lines, HG-U95Av2",
    matrix: "expr.tsv.gz",
    overlap: "nci60_u133a",
    endpoints: [
      { ...p53Mutant, id: "p53-nci60-p53", label: either("p53_status", "MUT", "WT") },
      { ...sf2, id: "p53-nci60-sf2" },
    ],
  },
];
