/** What the treatments of the sample sheet shifted, within subjects. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { CrosstalkReport } from "../../../../worker/crosstalk.ts";
import { parseSheet } from "../../../../worker/engine/sheet.ts";
import type { CohortView } from "../../cohort.ts";
import { call, EngineProblem } from "../../engine/client.ts";
import type { ProblemView, Progress, Run } from "../../engine/messages.ts";
import { save, stem } from "../../export/save.ts";
import { ProblemNote } from "../problem-note.tsx";
import { ProgressBar } from "../progress-bar.tsx";
import { Modalities } from "./modality.tsx";

type State =
  | { readonly status: "none" }
  | { readonly status: "running"; readonly progress: Progress | null; readonly started: number }
  | { readonly status: "failed"; readonly problem: ProblemView }
  | { readonly status: "done"; readonly report: CrosstalkReport };

export function Crosstalk({ run, view }: { run: Run; view: CohortView }) {
  const treated = useMemo(() => hasTreated(run), [run]);
  return treated ? <Shifts key={view.head.matrix.name} run={run} view={view} /> : null;
}

/** Whether the sheet says of a subject's sample that it was treated. */
function hasTreated({ sheet }: Run): boolean {
  if (sheet === null) return false;
  const { rows } = parseSheet(sheet.text);
  return rows.some(({ subject, treatment }) => subject !== null && treatment !== null && treatment !== "none");
}

function Shifts({ run, view }: { run: Run; view: CohortView }) {
  const state = useSignal<State>({ status: "none" });
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const compare = async () => {
    const { signal } = stop.current;
    const started = performance.now();
    const onProgress = (progress: Progress) => (state.value = { status: "running", progress, started });
    state.value = { status: "running", progress: null, started };
    try {
      state.value = { status: "done", report: await call("crosstalk", [run], { signal, onProgress }) };
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof EngineProblem)) throw error;
      state.value = { status: "failed", problem: error.problem };
    }
  };
  const now = state.value;
  return (
    <section class="card crosstalk" aria-labelledby="crosstalk-title">
      <div class="card-head">
        <h2 id="crosstalk-title">What the treatment shifted</h2>
        {now.status === "done" && (
          <button type="button" class="link" onClick={() => saveReport(now.report, view)}>
            JSON
          </button>
        )}
      </div>
      {now.status === "none" && (
        <>
          <p>
            The sample sheet names subjects with treated samples: before and after can be compared within each of them,
            for eight programmes that are tested together.
          </p>
          <button type="button" class="primary" onClick={compare}>
            Compare treated with untreated
          </button>{" "}
          <span class="hint">
            {run.where === "here"
              ? "Reads the matrix once more, on this computer."
              : "The server reads the matrix once more."}
          </span>
        </>
      )}
      {now.status === "running" && <ProgressBar where={run.where} progress={now.progress} started={now.started} />}
      {now.status === "failed" && <ProblemNote problem={now.problem} />}
      {now.status === "done" && <Modalities report={now.report} base={stem(view.head.matrix.name)} />}
    </section>
  );
}

function saveReport(report: CrosstalkReport, view: CohortView): void {
  const text = `${JSON.stringify(report, null, 2)}\n`;
  save(new Blob([text], { type: "application/json" }), `${stem(view.head.matrix.name)}.crosstalk.json`);
}
