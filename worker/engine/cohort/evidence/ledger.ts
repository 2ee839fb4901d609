/** The evidence ledger as classes see it: what their lead or axis did on labelled cohorts, which way that speaks. */
import type { MethodName } from "../../signature.ts";

/**
 * What an endpoint is about. response: the tumour's answer to a treatment. survival: relapse or death under it. exposure: treated
 * against untreated samples, which shows a programme's activity and says nothing of resistance. trait: a property of cell lines.
 * interaction: whether the treatment changes what the score says of survival.
 */
export type EndpointKind = "response" | "survival" | "exposure" | "trait" | "interaction";

/** What followed on the sample: radiotherapy, chemotherapy, or a stratum that had none of it. */
export type LedgerTreatment = "RT" | "CT" | "no RT" | "no CT";

export interface LedgerEndpoint {
  readonly id: string;
  /** Folder of the cohort's data. */
  readonly cohort: string;
  /** Tissue and treatment of the cohort, in words. */
  readonly title: string;
  /** Words that a sample sheet may use for the tissue; absent where there are several. */
  readonly tissues?: readonly string[];
  /** Absent where the endpoint is not about an outcome of treatment. */
  readonly treatment?: LedgerTreatment;
  readonly kind: EndpointKind;
  /** What is told apart or awaited: the positive label of an AUC, the event of a hazard ratio, the value of a correlation. */
  readonly endpoint: string;
  /** Hazard ratios are for one standard deviation of the score unless the note says otherwise. */
  readonly statistic: "auc" | "hazard-ratio" | "spearman";
  /** Whether scores were turned by the signature's orientation first, so that high stands for resistant. */
  readonly oriented: boolean;
  readonly stratum?: string;
  /** Cohort that holds the same patients. */
  readonly overlap?: string;
  readonly note?: string;
}

export interface LedgerRow extends LedgerEndpoint {
  /** Catalogue id, `axis:response`, `axis:persistence`, or a baseline: `gene:ESR1`, `label:er-status`, `vote:all`. */
  readonly signature: string;
  /** Null for axes, labels and votes, which are made from scores or labels. */
  readonly method: MethodName | null;
  /** 1: high = resistant. -1: high = sensitive. 0: neither, scores taken as they are. */
  readonly orientation: 1 | -1 | 0;
  readonly n: number;
  /** Samples with the positive label, or events; null for a correlation. */
  readonly events: number | null;
  readonly value: number;
  /** 95% interval. */
  readonly low: number;
  readonly high: number;
  /** Two-sided, against no association. */
  readonly p: number;
}

/** The ledger as whoever holds it hands it to the classes. */
export interface Ledger {
  readonly endpoints: readonly LedgerEndpoint[];
  /** The rows of a signature, axis or baseline; none for what was never measured. */
  rows(signature: string): readonly LedgerRow[];
}

/** What a class says it is about. */
export type LedgerModality = "RT" | "CT";

/**
 * Which way a row speaks. for and against: its 95% interval leaves out no association, on the side of resistance or on the other;
 * in a stratum without the treatment any association speaks against, since it is prognosis. open: it is not beyond chance.
 */
export type Bearing = "for" | "against" | "open";

/** What each statistic is where there is no association. */
export const NO_ASSOCIATION = { auc: 0.5, "hazard-ratio": 1, spearman: 0 } as const;

/** What a row says of a class, or null where its patients were not treated by the class's modality. */
export function bearingOf(row: LedgerRow, modality: LedgerModality): Bearing | null {
  const control = row.treatment === `no ${modality}`;
  if (row.treatment !== modality && !control) return null;
  const none = NO_ASSOCIATION[row.statistic];
  if (row.low <= none && none <= row.high) return "open";
  return !control && side(row) > 0 ? "for" : "against";
}

/** 1 where the estimate lies on the side of resistance, -1 on the other. */
function side(row: LedgerRow): number {
  const turned = !row.oriented && row.orientation === -1 ? -1 : 1;
  return turned * Math.sign(row.value - NO_ASSOCIATION[row.statistic]);
}

/** The rows that are quoted beside a class. */
export interface Quotation {
  readonly response: LedgerRow | null;
  readonly survival: LedgerRow | null;
  /** What speaks most against the class among the others; where nothing does, what supports it least. */
  readonly against: LedgerRow | null;
}

/**
 * The rows to quote: of the cohort of the same tissue where one is known, else of the largest cohort.
 *
 * @param rows of the lead or axis of a class
 * @param tissue as the sender declares it, or null
 */
export function quote(rows: readonly LedgerRow[], modality: LedgerModality, tissue: string | null): Quotation {
  const nearest = (kind: EndpointKind) => {
    const treated = rows.filter((row) => row.kind === kind && row.treatment === modality);
    const alike = treated.filter((row) => isOfTissue(row, tissue));
    return largest(alike.length > 0 ? alike : treated);
  };
  const response = nearest("response");
  const survival = nearest("survival");
  const others = rows.filter((row) => row !== response && row !== survival && bearingOf(row, modality) !== null);
  return { response, survival, against: mostAgainst(others, modality) };
}

/** Whether the cohort of a row is of the tissue that a sender declares. */
export function isOfTissue({ tissues }: LedgerRow, tissue: string | null): boolean {
  return tissue !== null && (tissues ?? []).includes(tissue.trim().toLowerCase());
}

function largest(rows: readonly LedgerRow[]): LedgerRow | null {
  return rows.reduce<LedgerRow | null>((best, row) => (best === null || row.n > best.n ? row : best), null);
}

/** Treated patients in whom it goes the wrong way, then prognosis without treatment, then whatever leans the wrong way most. */
function mostAgainst(rows: readonly LedgerRow[], modality: LedgerModality): LedgerRow | null {
  const tier = (row: LedgerRow) => {
    const control = row.treatment !== modality;
    if (bearingOf(row, modality) === "against") return control ? 1 : 0;
    return control ? 3 : 2;
  };
  // The smaller p is, the further the estimate lies out on its side.
  const lean = (row: LedgerRow) => (tier(row) === 1 ? row.p - 1 : side(row) * (1 - row.p));
  const [first] = [...rows].sort((a, b) => tier(a) - tier(b) || lean(a) - lean(b));
  return first ?? null;
}
