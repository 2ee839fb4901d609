/** Puts the ledger together: every score on every endpoint. */
import { type CatalogueEntry, findSignature } from "../../worker/catalogue/index.ts";
import type { CompactRow, LedgerEndpoint, LedgerEntry, LedgerFile } from "../../worker/catalogue/ledger.ts";
import type { ScoredMatrix } from "../../worker/engine/scored.ts";
import type { Cohort, CohortEndpoint, Labels } from "./cohorts.ts";
import { isOriented, measure } from "./measure.ts";
import type { PooledRow } from "./pooled-rsi.ts";
import { cohortScores, methodFor } from "./subjects.ts";

/** A cohort with its scores and labels, samples in the same order. */
export interface ScoredCohort {
  readonly cohort: Cohort;
  readonly scored: ScoredMatrix;
  readonly labels: readonly Labels[];
}

type Endpoint = LedgerFile["endpoints"][number];

/** @param entries the catalogue signatures that were scored */
export function buildLedger(
  entries: readonly CatalogueEntry[],
  cohorts: readonly ScoredCohort[],
  pooled: readonly PooledRow[],
): LedgerFile {
  const endpoints: Endpoint[] = [];
  const signatures = new Map<string, Omit<LedgerEntry, "rows"> & { rows: CompactRow[] }>();
  const entryOf = (signature: string, made: () => Omit<LedgerEntry, "rows">) => {
    const entry = signatures.get(signature) ?? { ...made(), rows: [] };
    signatures.set(signature, entry);
    return entry.rows;
  };
  for (const { cohort, scored, labels } of cohorts) {
    const first = endpoints.length;
    endpoints.push(...cohort.endpoints.map((endpoint) => describe(cohort, endpoint)));
    for (const scores of cohortScores(cohort, entries, scored, labels)) {
      const rows = entryOf(scores.signature, () => ({
        orientation: scores.orientation,
        ...methodsOf(scores.signature, entries),
      }));
      cohort.endpoints.forEach((endpoint, at) => {
        const measured = measure(endpoint, scores, labels);
        if (measured) rows.push([first + at, ...measured]);
      });
    }
  }
  for (const { signature, endpoint, measured } of pooled) {
    const rows = entryOf(signature, () => ({
      orientation: findSignature(signature).orientation,
      method: null,
      centred: null,
    }));
    rows.push([endpoints.push(endpoint) - 1, ...measured]);
  }
  return { endpoints, signatures: Object.fromEntries([...signatures].filter(([, { rows }]) => rows.length > 0)) };
}

function describe(cohort: Cohort, endpoint: CohortEndpoint): Endpoint {
  const { id, kind, statistic, stratum, note } = endpoint;
  const treatment = endpoint.treatment ?? cohort.treatment;
  const base: LedgerEndpoint = {
    id,
    cohort: cohort.id,
    title: cohort.title,
    ...(cohort.tissues ? { tissues: cohort.tissues } : {}),
    ...(treatment ? { treatment } : {}),
    kind,
    endpoint: endpoint.endpoint,
    statistic,
    oriented: isOriented(endpoint),
    ...(stratum ? { stratum } : {}),
    ...(cohort.overlap ? { overlap: cohort.overlap } : {}),
    ...(note ? { note } : {}),
  };
  return cohort.centred ? { ...base, centred: true } : base;
}

function methodsOf(signature: string, entries: readonly CatalogueEntry[]): Pick<LedgerEntry, "method" | "centred"> {
  const entry = entries.find((candidate) => candidate.id === signature);
  if (entry) return { method: methodFor(entry, false), centred: methodFor(entry, true) };
  // A single gene is scored like a signature; axes, labels and votes have no method of their own.
  return signature.startsWith("gene:") ? { method: "singscore", centred: "zscore" } : { method: null, centred: null };
}

/** The file as it ships: an endpoint a line, a row a line, so that a change shows where it is. */
export function ledgerText({ endpoints, signatures }: LedgerFile): string {
  const lines = (items: readonly unknown[], indent: string) =>
    items.map((item) => indent + JSON.stringify(item)).join(",\n");
  const entries = Object.entries(signatures).map(([signature, { rows, ...entry }]) => {
    const head = JSON.stringify(entry).slice(1, -1);
    return `    ${JSON.stringify(signature)}: { ${head}, "rows": [\n${lines(rows, "      ")}\n    ] }`;
  });
  return `{\n  "endpoints": [\n${lines(endpoints, "    ")}\n  ],\n  "signatures": {\n${entries.join(",\n")}\n  }\n}\n`;
}
