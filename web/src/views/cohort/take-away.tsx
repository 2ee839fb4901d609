/** Files of the result, and the commands that make it again. */
import { useSignal } from "@preact/signals";
import type { FormatName } from "../../../../worker/results/index.ts";
import type { CohortView } from "../../cohort.ts";
import { call, EngineProblem } from "../../engine/client.ts";
import type { ProblemView, Run } from "../../engine/messages.ts";
import { commandLine, curlLine, TOKEN_VARIABLE } from "../../export/commands.ts";
import { save, stem } from "../../export/save.ts";
import { asksForToken } from "../../token.ts";
import { ProblemNote } from "../problem-note.tsx";

const FILES: Readonly<Record<FormatName, string>> = {
  csv: "CSV",
  tsv: "TSV",
  json: "JSON",
  ndjson: "NDJSON",
  gct: "GCT",
  parquet: "Parquet",
  html: "Report (HTML)",
};

const FILE_ORDER = Object.keys(FILES) as FormatName[];

export function TakeAway({ run, view }: { run: Run; view: CohortView }) {
  const problem = useSignal<ProblemView | null>(null);
  const base = stem(view.head.matrix.name);
  const take = async (format: FormatName) => {
    try {
      problem.value = null;
      save(await call("file", [format]), `${base}.${format === "html" ? "report" : "scores"}.${format}`);
    } catch (error) {
      if (!(error instanceof EngineProblem)) throw error;
      problem.value = error.problem;
    }
  };
  return (
    <section class="card" aria-labelledby="take-title">
      <h2 id="take-title">Take away</h2>
      <div class="choices">
        {FILE_ORDER.map((format) => (
          <button key={format} type="button" onClick={() => take(format)}>
            {FILES[format]}
          </button>
        ))}
      </div>
      {problem.value !== null && <ProblemNote problem={problem.value} />}
      <p class="hint below">
        The same bytes as the server and the command line give. Each figure above has an SVG and a PNG of its own.
      </p>
      <Command title="Again with curl" text={curlLine(run, view.head.request, location.origin, asksForToken.value)} />
      {asksForToken.value && (
        <p class="hint">
          Put your token into the shell variable {TOKEN_VARIABLE} first; it is never part of a command shown here.
        </p>
      )}
      <Command title="Again on the command line" text={commandLine(run, view.head.request)} />
      <p class="hint">The address of this page keeps the settings; files are never part of it.</p>
    </section>
  );
}

function Command({ title, text }: { title: string; text: string }) {
  const copied = useSignal(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    copied.value = true;
  };
  return (
    <figure class="command">
      <figcaption>
        {title}
        <button type="button" class="link" onClick={copy}>
          {copied.value ? "copied" : "copy"}
        </button>
      </figcaption>
      <pre tabIndex={0}>{text}</pre>
    </figure>
  );
}
