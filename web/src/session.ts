/** What the page knows at the moment: the matrix, how it is to be scored, what came of it, what is selected. */
import { batch, computed, effect, signal, untracked } from "@preact/signals";
import type { CohortView } from "./cohort.ts";
import { call, EngineProblem } from "./engine/client.ts";
import type { MatrixInput, ProblemView, Progress, Run, SideText } from "./engine/messages.ts";
import { DEFAULT_SETTINGS, type Settings } from "./engine/settings.ts";
import { keepUpload, uploadOf } from "./uploads.ts";

/** Larger files are not read before somebody asks for their scores. */
const LOOK_BYTES = 64 * 1024 * 1024;

export type Work =
  | { readonly status: "none" }
  | {
      readonly status: "running";
      readonly where: Run["where"];
      readonly progress: Progress | null;
      readonly started: number;
    }
  | { readonly status: "failed"; readonly where: Run["where"]; readonly problem: ProblemView }
  | { readonly status: "done"; readonly run: Run; readonly view: CohortView };

const NONE: Work = { status: "none" };

export const input = signal<MatrixInput | null>(null);
export const settings = signal<Settings>(DEFAULT_SETTINGS);
export const sheet = signal<SideText | null>(null);
export const gmt = signal<SideText | null>(null);

/** Recognising the matrix, on this computer: it is scored, but nothing is shown of the samples yet. */
export const look = signal<Work>(NONE);
/** The scoring that was asked for. */
export const work = signal<Work>(NONE);
/** The result that is shown. */
export const shown = signal<{ readonly run: Run; readonly view: CohortView } | null>(null);

/** The job that scores the matrix on the server, or that did. */
export const job = signal<string | null>(null);

/** 1 for each selected sample; null if none is singled out. */
export const selected = signal<Uint8Array | null>(null);
export const focused = signal<number | null>(null);

export const selectedCount = computed(() => selected.value?.reduce((sum, flag) => sum + flag, 0) ?? 0);

export const inputName = computed(() => {
  const chosen = input.value;
  if (chosen === null) return "";
  if (chosen.kind === "file") return chosen.file.name;
  return chosen.kind === "object" ? chosen.key : `Job ${chosen.id}`;
});

let stop = new AbortController();

/** Takes another matrix; what was known of the one before is forgotten. */
export function chooseInput(chosen: MatrixInput | null, itsSheet: SideText | null = null): void {
  batch(() => {
    shown.value = null;
    work.value = NONE;
    selected.value = null;
    focused.value = null;
    job.value = chosen?.kind === "job" ? chosen.id : null;
    sheet.value = itsSheet;
    input.value = chosen;
  });
}

/** Selects the samples marked 1, or all again if there is none. */
export function select(marked: Uint8Array | null): void {
  selected.value = marked?.includes(1) ? marked : null;
}

/** Scores the chosen matrix and shows the result. */
export async function score(where: Run["where"]): Promise<void> {
  const seen = look.value;
  if (where === "here" && seen.status === "done") {
    show(seen.run, seen.view);
    return;
  }
  const run = runOf(where);
  if (run === null) return;
  await perform(run, work, stopBefore());
  const done = work.value;
  if (done.status === "done") show(done.run, done.view);
}

/** Stops what is running, a job on the server too. */
export function cancel(): void {
  stop.abort();
  const { value: running } = job;
  if (work.value.status === "running" && running !== null) {
    job.value = null;
    // It may have ended meanwhile; nothing is lost then.
    void call("cancelJob", [running]).catch(() => undefined);
    if (input.value?.kind === "job") chooseInput(null);
  }
  batch(() => {
    if (work.value.status === "running") work.value = NONE;
    if (look.value.status === "running") look.value = NONE;
  });
}

/** Back from the result to its settings. */
export function reconsider(): void {
  batch(() => {
    shown.value = null;
    work.value = NONE;
    job.value = null;
    selected.value = null;
    focused.value = null;
  });
}

/** Looks at a file as soon as it is chosen, and again when the settings change. */
export function followInput(): void {
  effect(() => {
    const run = runOf("here");
    untracked(() => {
      const signal = stopBefore();
      look.value = NONE;
      work.value = NONE;
      if (run?.input.kind === "file" && run.input.file.size <= LOOK_BYTES) void perform(run, look, signal);
    });
  });
}

function show(run: Run, view: CohortView): void {
  batch(() => {
    // A job that was opened by its address says itself what was scored, and how.
    if (input.value?.kind === "job") {
      input.value = run.input;
      settings.value = run.settings;
      sheet.value = run.sheet;
      gmt.value = run.gmt;
    }
    selected.value = null;
    focused.value = firstClassified(view);
    shown.value = { run, view };
  });
  // Two frames on, what was rendered is on the screen (the User Timing entry that scripts/browser/large.ts reads).
  const start = performance.now();
  requestAnimationFrame(() => requestAnimationFrame(() => performance.measure("result-painted", { start })));
}

/** A card is open from the start, so that it is seen what there is to a sample. */
function firstClassified({ classes, samples }: CohortView): number | null {
  if (samples.length === 0) return null;
  return Math.max(0, classes?.radiation.findIndex((code) => code > 0) ?? 0);
}

function runOf(where: Run["where"]): Run | null {
  const matrix = input.value;
  return matrix === null
    ? null
    : {
        where,
        input: matrix,
        settings: settings.value,
        sheet: sheet.value,
        gmt: gmt.value,
        upload: where === "server" && matrix.kind === "file" ? uploadOf(matrix.file) : undefined,
      };
}

function stopBefore(): AbortSignal {
  stop.abort();
  stop = new AbortController();
  return stop.signal;
}

async function perform(run: Run, state: typeof work, signal: AbortSignal): Promise<void> {
  const { where } = run;
  const started = performance.now();
  state.value = { status: "running", where, progress: null, started };
  const onProgress = (progress: Progress) => {
    if (signal.aborted) return;
    batch(() => {
      state.value = { status: "running", where, progress, started };
      if (progress.job !== undefined) job.value = progress.job;
    });
    if (progress.upload !== undefined && run.input.kind === "file") keepUpload(run.input.file, progress.upload);
  };
  try {
    const scored = await call("score", [run], { signal, onProgress });
    // To take over 100,000 samples and to render them are tasks of their own: together they would hold up the page.
    await new Promise((resolve) => setTimeout(resolve));
    if (!signal.aborted) state.value = { status: "done", ...scored };
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof EngineProblem)) throw error;
    state.value = { status: "failed", where, problem: error.problem };
  }
}
