/**
 * The evidence ledger: what every signature, axis and plain baseline did on every labelled cohort that could be had, the
 * rows that speak against it included. `npm run evidence` computes it with this project's own engine.
 */
import type { MethodName } from "../engine/signature.ts";
import file from "./data/ledger.json" with { type: "json" };

/**
 * What an endpoint is about. response: the tumour's answer to a treatment. survival: relapse or death under it. exposure: treated
 * against untreated samples, which shows a programme's activity and says nothing of resistance. trait: a property of cell lines.
 */
export type EndpointKind = "response" | "survival" | "exposure" | "trait";

export interface LedgerEndpoint {
  readonly id: string;
  /** Folder of the cohort's data. */
  readonly cohort: string;
  /** Tissue and treatment of the cohort, in words. */
  readonly title: string;
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

/** Endpoint index, n, events, value, low, high, p. */
export type CompactRow = readonly [number, number, number | null, number, number, number, number];

/** Rows of one signature: `centred` is the method on cohorts that hold gene z-scores or log ratios. */
export interface LedgerEntry {
  readonly orientation: 1 | -1 | 0;
  readonly method: MethodName | null;
  readonly centred: MethodName | null;
  readonly rows: readonly CompactRow[];
}

export interface LedgerFile {
  readonly endpoints: readonly (LedgerEndpoint & { readonly centred?: true })[];
  readonly signatures: Readonly<Record<string, LedgerEntry>>;
}

// JSON imports widen literals and tuples; a test holds the file against the type.
const { endpoints, signatures } = file as unknown as LedgerFile;

/** Rows of one signature, axis or baseline in the order of the endpoints; none for what was never measured. */
export function ledgerRows(signature: string): LedgerRow[] {
  return Object.hasOwn(signatures, signature) ? expand({ endpoints, signatures }, signature) : [];
}

/** Ids of everything that has rows, in the order of the file. */
export function ledgerSignatures(): string[] {
  return Object.keys(signatures);
}

/** The rows of one entry of a ledger file, endpoints filled in. */
export function expand(ledger: LedgerFile, signature: string): LedgerRow[] {
  const entry = ledger.signatures[signature];
  return entry.rows.map(([index, n, events, value, low, high, p]) => {
    const { centred, ...endpoint } = ledger.endpoints[index];
    const method = centred ? entry.centred : entry.method;
    return { ...endpoint, signature, method, orientation: entry.orientation, n, events, value, low, high, p };
  });
}
