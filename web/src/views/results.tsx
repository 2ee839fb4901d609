/** The third view: the cohort. */
import { useComputed } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { parseSheet } from "../../../worker/engine/sheet.ts";
import { countText } from "../../../worker/results/words.ts";
import { theme } from "../appearance.ts";
import { type CohortView, scoredPart } from "../cohort.ts";
import type { Run } from "../engine/messages.ts";
import { type Label, labelsOf } from "../labels.ts";
import { chooseInput, reconsider, select, selected, selectedCount } from "../session.ts";
import { nameAsSent } from "../uploads.ts";
import { Card } from "./cohort/card.tsx";
import { Distributions } from "./cohort/distributions.tsx";
import { HeatmapView } from "./cohort/heatmap.tsx";
import { Summary } from "./cohort/summary.tsx";
import { TakeAway } from "./cohort/take-away.tsx";
import { Crosstalk } from "./crosstalk/crosstalk.tsx";
import { PlaneView } from "./plane/plane.tsx";
import { Recognised } from "./prepare/recognised.tsx";
import { SampleTable } from "./table/table.tsx";

export function Results({ run, view }: { run: Run; view: CohortView }) {
  const { matrix } = view.head;
  const without = useComputed(() => theme.value.line);
  const scored = useMemo(() => scoredPart(view), [view]);
  const labels = useMemo(() => sheetLabels(run, view, without.value), [run, view, without.value]);
  return (
    <div class="results">
      <div class="title-row">
        <div>
          <h1>{nameAsSent(matrix.name)}</h1>
          <p class="hint">
            {countText(matrix.samples)} samples, {countText(matrix.genes)} genes; scored{" "}
            {run.where === "here" ? "on this computer" : "on the server"} by the {ENGINE_NAMES[view.head.engine.path]}{" "}
            engine.
          </p>
        </div>
        <div class="choices">
          <button type="button" onClick={reconsider}>
            Change settings
          </button>
          <button type="button" onClick={() => chooseInput(null)}>
            Another matrix
          </button>
        </div>
      </div>
      <Summary view={view} />
      <div class="plane-row">
        <PlaneView view={view} labels={labels} />
        <Card run={run} view={view} />
      </div>
      <Distributions view={scored} />
      <HeatmapView view={scored} labels={labels} />
      <Crosstalk run={run} view={view} />
      <SampleTable view={scored} />
      <TakeAway run={run} view={view} />
      <details class="card">
        <summary>
          <h2>What was recognised</h2>
        </summary>
        <Recognised head={view.head} />
      </details>
      <Selection view={view} />
    </div>
  );
}

const ENGINE_NAMES = { wasm: "WebAssembly", typescript: "TypeScript" } as const;

function sheetLabels({ sheet }: Run, { samples }: CohortView, without: string): Label[] {
  return sheet === null ? [] : labelsOf(parseSheet(sheet.text), samples, without);
}

/** Stands at the bottom while samples are selected. */
function Selection({ view }: { view: CohortView }) {
  if (selected.value === null) return null;
  return (
    <div class="selection" role="status">
      <span>
        {countText(selectedCount.value)} of {countText(view.samples.length)} samples selected
      </span>
      <button type="button" onClick={() => select(null)}>
        Clear
      </button>
    </div>
  );
}
