/** The second view: what was recognised, how to score, and where. */
import { LIMITS } from "../../../worker/limits.ts";
import type { ProblemView } from "../engine/messages.ts";
import { EXAMPLE } from "../example.ts";
import { cancel, chooseInput, gmt, input, inputName, job, look, score, sheet, work } from "../session.ts";
import { bytesText } from "../words.ts";
import { FilePicker } from "./file-picker.tsx";
import { Recognised } from "./prepare/recognised.tsx";
import { SettingsForm } from "./prepare/settings-form.tsx";
import { ProblemNote } from "./problem-note.tsx";
import { ProgressBar } from "./progress-bar.tsx";
import { isClosed, TokenField } from "./token-field.tsx";

export function Prepare() {
  const chosen = input.value;
  if (chosen === null) return null;
  if (chosen.kind === "job") return <Job />;
  const size = chosen.kind === "file" ? bytesText(chosen.file.size) : `object of bucket “${chosen.bucket}”`;
  return (
    <div class="prepare">
      <div class="title-row">
        <div>
          <h1>{inputName.value}</h1>
          <p class="hint">{size}</p>
        </div>
        <button type="button" onClick={() => chooseInput(null)}>
          Another matrix
        </button>
      </div>
      {inputName.value === EXAMPLE.name && <p class="caution">{EXAMPLE.caution}</p>}
      <div class="two">
        <section class="card">
          <h2>What was recognised</h2>
          <Look />
        </section>
        <section class="card">
          <h2>How to score</h2>
          <SideFile
            name="Sample sheet"
            hint="TSV or CSV with a column “sample”; treatment, type, radiotherapy, tissue and batch decide who is compared with whom."
            held={sheet}
            accept=".tsv,.csv,.txt"
          />
          <SideFile
            name="Own gene sets"
            hint="GMT; they alone are scored then, their names matched letter by letter."
            held={gmt}
            accept=".gmt,.txt"
          />
          <SettingsForm />
          <Start />
        </section>
      </div>
    </div>
  );
}

/** A job that was opened by its address. */
function Job() {
  const state = work.value;
  return (
    <div class="prepare">
      <div class="title-row">
        <h1>{inputName.value}</h1>
        <button type="button" onClick={() => chooseInput(null)}>
          Another matrix
        </button>
      </div>
      <section class="card">{state.status === "failed" ? <JobFailure problem={state.problem} /> : <Start />}</section>
    </div>
  );
}

function JobFailure({ problem }: { problem: ProblemView }) {
  return (
    <>
      <ProblemNote problem={problem} />
      {isClosed(problem) && <TokenField onToken={() => score("server")} />}
    </>
  );
}

function Look() {
  const state = look.value;
  if (state.status === "running") return <ProgressBar {...state} />;
  if (state.status === "failed") return <ProblemNote problem={state.problem} />;
  if (state.status === "done") return <Recognised head={state.view.head} />;
  const why =
    input.value?.kind === "object"
      ? "The server reads this matrix; what it recognises is shown with the scores."
      : "This is a large file: what is in it is recognised while it is scored.";
  return <p class="hint">{why}</p>;
}

function Start() {
  const state = work.value;
  const isFile = input.value?.kind === "file";
  const isLarge = input.value?.kind === "file" && input.value.file.size > LIMITS.formBytes;
  if (state.status === "running") {
    return (
      <div class="start" aria-live="polite">
        <ProgressBar {...state} />
        <button type="button" onClick={cancel}>
          Cancel
        </button>
        {job.value !== null && (
          <p class="hint wide">This page may be closed: its address, now the job’s, opens the result again.</p>
        )}
      </div>
    );
  }
  return (
    <>
      {state.status === "failed" && <ProblemNote problem={state.problem} />}
      {state.status === "failed" && isClosed(state.problem) && <TokenField onToken={() => score("server")} />}
      <div class="start">
        {isFile && (
          <div class="where">
            <button
              type="button"
              class="primary"
              disabled={look.value.status === "failed"}
              onClick={() => score("here")}
            >
              Score on this computer
            </button>
            <p class="hint">Your data stays on this computer.</p>
          </div>
        )}
        <div class="where">
          <button type="button" class={isFile ? undefined : "primary"} onClick={() => score("server")}>
            Score on the server
          </button>
          <p class="hint">
            {isFile
              ? isLarge
                ? `The file is sent to ${location.host} in parts and scored there by a job; it is deleted a day later, unless the service says otherwise.`
                : `The file is sent to ${location.host}, scored and not kept.`
              : `${location.host} reads the object.`}
          </p>
        </div>
      </div>
    </>
  );
}

interface SideFileProps {
  readonly name: string;
  readonly hint: string;
  readonly held: typeof sheet;
  readonly accept: string;
}

function SideFile({ name, hint, held, accept }: SideFileProps) {
  const take = async (file: File) => {
    held.value = { name: file.name, text: await file.text() };
  };
  return (
    <div class="side-file">
      <div>
        <strong>{name}</strong> <span class="hint">{held.value === null ? hint : held.value.name}</span>
      </div>
      {held.value === null ? (
        <FilePicker label={`Add ${name.toLowerCase()}`} accept={accept} onFile={take} />
      ) : (
        <button type="button" aria-label={`Remove ${name.toLowerCase()}`} onClick={() => (held.value = null)}>
          Remove
        </button>
      )}
    </div>
  );
}
