/** Ledger rows beside the classes: all of them once for the head of a result, and a sentence for each sample's evidence. */
import { AXES, AXIS_NAMES, type AxisName, LEAD } from "../members.ts";
import {
  type Bearing,
  bearingOf,
  isOfTissue,
  type Ledger,
  type LedgerEndpoint,
  type LedgerModality,
  type LedgerRow,
  quote,
} from "./ledger.ts";

/** What the ledger is asked about: the lead of the radiation class and the two chemo axes. */
export type RecordName = "radiation" | AxisName;

const ASKED: Readonly<Record<RecordName, { readonly score: string; readonly modality: LedgerModality }>> = {
  radiation: { score: LEAD.signature, modality: "RT" },
  response: { score: "axis:response", modality: "CT" },
  persistence: { score: "axis:persistence", modality: "CT" },
};

/** Plain scores that do as well as a class in some cohorts, with the names that sentences use. */
export const LEDGER_BASELINES = [
  { score: "cin70_carter2006", name: "CIN70" },
  { score: "gene:ESR1", name: "ESR1" },
  { score: "label:er-status", name: "ER status" },
] as const;

const READING =
  "Estimates of the project's own engine on labelled cohorts: an AUC above 0.5, a hazard ratio above 1 or a correlation above 0 is " +
  "on the side of resistance. bearing: for and against where the 95% interval leaves out no association, else open; in patients " +
  "without the treatment any association speaks against, because it is prognosis; null where the patients had another treatment. " +
  "Nothing is corrected for the number of rows. Response and survival are different things: their signs may differ.";

/** A row without its endpoint, which stands once in the list of endpoints. */
export interface LedgerFigure {
  readonly score: string;
  readonly endpoint: string;
  readonly n: number;
  readonly events: number | null;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
  /** Absent for baselines. */
  readonly bearing?: Bearing | null;
}

export interface LedgerSummary {
  readonly reading: string;
  readonly endpoints: readonly LedgerEndpoint[];
  /** Only of what was scored. */
  readonly rows: Readonly<Partial<Record<RecordName, readonly LedgerFigure[]>>>;
  /** Plain scores on the same endpoints. */
  readonly baselines: readonly LedgerFigure[];
}

/** What has a record among the signatures that were scored. */
export function recordNames(signatures: ReadonlySet<string>): RecordName[] {
  const axes = AXIS_NAMES.filter((name) => AXES[name].some((member) => signatures.has(member.signature)));
  return signatures.has(LEAD.signature) ? ["radiation", ...axes] : axes;
}

/** Every row on outcomes, with the endpoints and the baselines on them; null where there is no ledger. */
export function ledgerSummary(ledger: Ledger, names: readonly RecordName[]): LedgerSummary | null {
  const all = names.map((name) => [name, rowsOf(ledger, name)] as const);
  const used = new Set(all.flatMap(([, rows]) => rows.map(({ id }) => id)));
  if (used.size === 0) return null;
  const rows = all.map(([name, of]) => [
    name,
    of.map((row) => ({ ...figure(row), bearing: bearingOf(row, ASKED[name].modality) })),
  ]);
  const baselines = LEDGER_BASELINES.flatMap(({ score }) => ledger.rows(score).filter(({ id }) => used.has(id)));
  return {
    reading: READING,
    endpoints: ledger.endpoints.filter(({ id }) => used.has(id)),
    rows: Object.fromEntries(rows),
    baselines: baselines.map(figure),
  };
}

/**
 * A function that puts the record of a class into one sentence for samples of a tissue; null where nothing is on record. Endpoints
 * are named by the ids under which the head of the result describes them.
 */
export function recordSentences(ledger: Ledger): (name: RecordName, tissue: string | null) => string | null {
  const rows = {
    radiation: rowsOf(ledger, "radiation"),
    response: rowsOf(ledger, "response"),
    persistence: rowsOf(ledger, "persistence"),
  };
  const known = new Map<string, string>();
  return (name, tissue) => {
    if (rows[name].length === 0) return null;
    // A sheet may name as many tissues as samples; a sentence is made for those that the ledger knows.
    const matched = rows[name].some((row) => isOfTissue(row, tissue)) ? tissue : null;
    const key = `${name} ${matched?.trim().toLowerCase() ?? ""}`;
    const sentence = known.get(key) ?? sentenceOf(rows[name], ASKED[name].modality, matched, ledger);
    known.set(key, sentence);
    return sentence;
  };
}

/** Outcomes of patients, and whatever else concerns the class's modality. */
function rowsOf(ledger: Ledger, name: RecordName): LedgerRow[] {
  const { score, modality } = ASKED[name];
  return ledger
    .rows(score)
    .filter(({ kind, treatment }) => kind === "response" || kind === "survival" || treatment === modality);
}

function sentenceOf(
  rows: readonly LedgerRow[],
  modality: LedgerModality,
  tissue: string | null,
  ledger: Ledger,
): string {
  const { response, survival, against } = quote(rows, modality, tissue);
  const words = (row: LedgerRow, beside = "") => {
    const where = `${row.id}${isOfTissue(row, tissue) ? ", same tissue" : ""}, n ${row.n}`;
    return `${estimateText(row)} (${where}${beside}): ${BEARING_WORDS[bearingOf(row, modality) ?? "open"]}`;
  };
  const part = (kind: string, row: LedgerRow | null) =>
    row === null ? `${kind} under ${TREATMENT[modality]}: no row` : `${kind} ${words(row, besideText(ledger, row))}`;
  return [
    `on record: ${part("response", response)}`,
    part("survival", survival),
    ...(against === null
      ? []
      : [`${bearingOf(against, modality) === "for" ? "least for it" : "most against it"}: ${words(against)}`]),
  ].join("; ");
}

/** The plain scores on the endpoint of a row. */
function besideText(ledger: Ledger, { id }: LedgerRow): string {
  const values = LEDGER_BASELINES.flatMap(({ score, name }) =>
    ledger
      .rows(score)
      .filter((row) => row.id === id)
      .map(({ value }) => `${name} ${value.toFixed(2)}`),
  );
  return values.length === 0 ? "" : `, beside ${values.join(", ")}`;
}

const TREATMENT = { RT: "radiotherapy", CT: "chemotherapy" } as const;

const BEARING_WORDS = { for: "speaks for", against: "speaks against", open: "not beyond chance" } as const;

export const STATISTIC_NAMES = { auc: "AUC", "hazard-ratio": "HR", spearman: "rho" } as const;

function estimateText({ statistic, value, low, high }: LedgerRow): string {
  return `${STATISTIC_NAMES[statistic]} ${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function figure({ signature, id, n, events, value, low, high, p }: LedgerRow): LedgerFigure {
  return { score: signature, endpoint: id, n, events, value, low, high, p };
}
