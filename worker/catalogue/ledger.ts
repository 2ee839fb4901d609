/**
 * The evidence ledger: what every signature, axis and plain baseline did on every labelled cohort that could be had, the
 * rows that speak against it included. `npm run evidence` computes it with this project's own engine.
 */
import type { Ledger, LedgerEndpoint, LedgerRow } from "../engine/cohort/index.ts";
import type { MethodName } from "../engine/signature.ts";
import file from "./data/ledger.json" with { type: "json" };

export type { EndpointKind, LedgerEndpoint, LedgerRow, LedgerTreatment } from "../engine/cohort/index.ts";

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

/** For the classes, which know nothing of the catalogue. */
export const LEDGER: Ledger = {
  endpoints: endpoints.map(({ centred: _, ...endpoint }) => endpoint),
  rows: ledgerRows,
};

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
