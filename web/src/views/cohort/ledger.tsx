/** Rows of the evidence ledger: what a signature did on every labelled cohort, for and against. */
import { useSignal } from "@preact/signals";
import type { LedgerRow } from "../../../../worker/catalogue/ledger.ts";
import { shortName } from "../../signatures.ts";

const STATISTICS: Readonly<Record<LedgerRow["statistic"], string>> = {
  auc: "AUC",
  "hazard-ratio": "HR",
  spearman: "ρ",
};

/** Effects of treatment and traits of cell lines say nothing of a patient's outcome. */
const SHOWN_KINDS: readonly LedgerRow["kind"][] = ["response", "survival"];

export function Ledger({ ids, about }: { ids: readonly string[]; about: string }) {
  const rows = useSignal<readonly LedgerRow[] | null>(null);
  const open = async () => {
    if (rows.value !== null) return;
    const { ledgerRows } = await import("../../../../worker/catalogue/ledger.ts");
    rows.value = ids.flatMap(ledgerRows).filter(({ kind }) => SHOWN_KINDS.includes(kind));
  };
  return (
    <details onToggle={open}>
      <summary>How {about} fared on labelled cohorts</summary>
      {rows.value !== null && (
        <ul class="ledger">
          {rows.value.map((row) => (
            <li key={`${row.signature} ${row.id}`}>
              <strong>
                {STATISTICS[row.statistic]} {row.value.toFixed(2)} ({row.low.toFixed(2)} to {row.high.toFixed(2)})
              </strong>{" "}
              {ids.length > 1 && <span>{scoreWords(row.signature)}: </span>}
              {row.kind} ({row.endpoint}), {row.title}, n {row.n}
              {row.note !== undefined && <span class="hint"> {row.note}.</span>}
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}

/** "axis:response" as "response axis". */
function scoreWords(id: string): string {
  return id.startsWith("axis:") ? `${id.slice("axis:".length)} axis` : shortName(id);
}
