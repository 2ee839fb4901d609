/** One sample's card: its classes, every score with its percentile, the evidence, and what is missing. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ChemoClass, RadiationClass } from "../../../../worker/engine/cohort/evidence/evidence.ts";
import { AXES, LEAD } from "../../../../worker/engine/cohort/members.ts";
import type { SampleRow } from "../../../../worker/results/rows.ts";
import { classText, countText, percentileText, scoreText } from "../../../../worker/results/words.ts";
import type { CohortView } from "../../cohort.ts";
import { call } from "../../engine/client.ts";
import type { Run } from "../../engine/messages.ts";
import { focused } from "../../session.ts";
import { fullName } from "../../signatures.ts";
import { Ledger } from "./ledger.tsx";

export function Card({ run, view }: { run: Run; view: CohortView }) {
  const row = useSignal<SampleRow | null>(null);
  const sample = focused.value;
  useEffect(() => {
    if (sample === null) {
      row.value = null;
      return;
    }
    let current = true;
    void call("row", [sample]).then((made) => {
      if (current) row.value = made;
    });
    return () => {
      current = false;
    };
  }, [sample, run, view]);
  if (row.value === null) {
    return (
      <section class="card sample" aria-label="Sample">
        <p class="hint">Choose a sample in the plane, the heatmap or the table to see its scores and the evidence.</p>
      </section>
    );
  }
  return <Sample view={view} row={row.value} />;
}

function Sample({ view, row }: { view: CohortView; row: SampleRow }) {
  const { radiation, chemo, cross } = row;
  const missing = view.head.signatures.filter((signature) => signature.missing.length > 0);
  return (
    <section class="card sample" aria-labelledby="sample-title">
      <h2 id="sample-title">{row.id}</h2>
      {row.measured > 0 && <p class="hint">{countText(row.measured)} genes measured</p>}
      {radiation !== undefined && <Verdict title="Radiation" verdict={radiation} />}
      {chemo !== undefined && <Verdict title="Chemotherapy" verdict={chemo} />}
      {cross !== undefined && (
        <p class="cross">
          Resistant to both? <strong>{classText(cross)}</strong>
        </p>
      )}
      {radiation !== undefined && (
        <p class="research">
          Research use only: resistance-associated expression relative to the {radiation.reference}, not a prediction
          for a patient.
        </p>
      )}
      <Scores view={view} row={row} />
      {radiation !== undefined && <Evidence title="Radiation: what it rests on" sentences={radiation.evidence} />}
      {radiation !== undefined && <Ledger ids={[LEAD.signature]} about="the radiation class" />}
      {chemo !== undefined && <Evidence title="Chemotherapy: what it rests on" sentences={chemo.evidence} />}
      {chemo !== undefined && <Ledger ids={CHEMO_IDS} about="the chemo class" />}
      {missing.length > 0 && (
        <details>
          <summary>Genes that the matrix lacks</summary>
          <dl class="missing">
            {missing.map((signature) => (
              <div key={signature.id}>
                <dt>{fullName(signature.id)}</dt>
                <dd>{signature.missing.join(", ")}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </section>
  );
}

const CHEMO_IDS = [
  "axis:response",
  "axis:persistence",
  ...Object.values(AXES)
    .flat()
    .map(({ signature }) => signature),
];

function Verdict({ title, verdict }: { title: string; verdict: RadiationClass | ChemoClass }) {
  const { class: name, reason, provisional } = verdict;
  return (
    <div class="verdict">
      <span>{title}</span>
      <span class="chip">
        <span class={`dot fill-${name}`} />
        {classText(name)}
        {provisional && " (provisional)"}
      </span>
      {reason !== undefined && <span class="hint wide">Because {reason}.</span>}
    </div>
  );
}

function Scores({ view, row }: { view: CohortView; row: SampleRow }) {
  return (
    <table class="scores">
      <caption>Scores and percentiles with their 95% intervals</caption>
      <thead>
        <tr>
          <th scope="col">Signature</th>
          <th scope="col" class="number">
            Score
          </th>
          <th scope="col">Percentile</th>
        </tr>
      </thead>
      <tbody>
        {view.scores.map(({ signature, method }) => {
          const entry = row.scores[signature]?.[method];
          const percentile = typeof entry?.percentile === "number" ? entry.percentile : Number.NaN;
          const interval = Array.isArray(entry?.interval) ? (entry.interval as [number, number]) : null;
          return (
            <tr key={`${signature}:${method}`}>
              <th scope="row">
                {fullName(signature)} <span class="hint">{method}</span>
              </th>
              <td class="number">{scoreText(typeof entry?.score === "number" ? entry.score : Number.NaN)}</td>
              <td>
                {typeof entry?.reason === "string" ? (
                  <span class="hint">{entry.reason}</span>
                ) : (
                  <Place percentile={percentile} interval={interval} />
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** A percentile on a line from 0 to 100 with its interval. */
function Place({ percentile, interval }: { percentile: number; interval: readonly [number, number] | null }) {
  const share = (value: number) => `${100 * value}%`;
  return (
    <span class="place">
      <span class="track" aria-hidden="true">
        {interval !== null && (
          <span class="interval" style={{ left: share(interval[0]), width: share(interval[1] - interval[0]) }} />
        )}
        {!Number.isNaN(percentile) && <span class="mark" style={{ left: share(percentile) }} />}
      </span>
      <span class="number">{percentileText(percentile)}</span>
    </span>
  );
}

function Evidence({ title, sentences }: { title: string; sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return (
    <details>
      <summary>{title}</summary>
      <ul class="evidence">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </details>
  );
}
