/** The report's section on the record: what lead and axes did on labelled cohorts, for and against. */
import {
  type Bearing,
  LEDGER_BASELINES,
  type LedgerEndpoint,
  type LedgerFigure,
  type RecordName,
  STATISTIC_NAMES,
} from "../../engine/cohort/index.ts";
import type { ReportFacts } from "./facts.ts";
import { folded, heading, markup, paragraph, table } from "./html.ts";

const TITLES: Readonly<Record<RecordName, string>> = {
  radiation: "Radiation class (RSI)",
  response: "Chemo class, response axis",
  persistence: "Chemo class, persistence axis",
};

const BEARINGS: readonly Bearing[] = ["for", "against", "open"];

/** What the members of the classes did on labelled cohorts, for and against; nothing without a ledger. */
export function* evidenceSection({ head }: ReportFacts): Generator<string> {
  const ledger = head.cohort?.classes?.ledger ?? null;
  if (ledger === null) return;
  const endpoints = new Map(ledger.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  yield heading("Evidence for and against");
  yield paragraph(ledger.reading, "hint");
  for (const [name, rows = []] of Object.entries(ledger.rows) as [RecordName, readonly LedgerFigure[]][]) {
    yield `<h3>${TITLES[name]}</h3>\n`;
    const counts = BEARINGS.map((bearing) => `${rows.filter((row) => row.bearing === bearing).length} ${bearing}`);
    const others = rows.filter(({ bearing }) => bearing === null).length;
    yield paragraph(
      `Of ${rows.length} estimates: ${[...counts, `${others} of patients with another treatment`].join(", ")}.`,
    );
    yield* estimates(
      `Record of ${TITLES[name]}`,
      rows,
      endpoints,
      "Bearing",
      (row) => row.bearing ?? "other treatment",
    );
  }
  if (ledger.baselines.length === 0) return;
  const nameOf = (row: LedgerFigure) => LEDGER_BASELINES.find(({ score }) => score === row.score)?.name ?? row.score;
  yield* folded(
    "Plain scores on the same cohorts",
    estimates("Plain scores", ledger.baselines, endpoints, "Score", nameOf),
  );
}

function estimates(
  caption: string,
  rows: readonly LedgerFigure[],
  endpoints: ReadonlyMap<string, LedgerEndpoint>,
  what: string,
  last: (row: LedgerFigure) => string,
): Generator<string> {
  const head = ["Cohort", "Of what", "n", "Events", "Estimate (95% interval)", what];
  return table(
    caption,
    head,
    rows.flatMap((row) => {
      const endpoint = endpoints.get(row.endpoint);
      if (endpoint === undefined) return [];
      const { title, stratum, kind, statistic, overlap, note } = endpoint;
      const remarks = [note, overlap === undefined ? undefined : `same patients as ${overlap}`].filter(
        (each) => each !== undefined,
      );
      return [
        [
          stratum === undefined ? title : `${title}; ${stratum}`,
          `${kind}: ${endpoint.endpoint}${remarks.length === 0 ? "" : ` (${remarks.join("; ")})`}`,
          row.n,
          row.events ?? "",
          markup(
            `<b>${STATISTIC_NAMES[statistic]} ${row.value.toFixed(2)}</b> <b>(${row.low.toFixed(2)} to ${row.high.toFixed(2)})</b>`,
          ),
          last(row),
        ],
      ];
    }),
  );
}
