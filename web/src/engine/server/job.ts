/** A job on the server: submitted, followed to its end, and its result fetched. */
import { ownSignatures } from "../../../../worker/catalogue/own.ts";
import { parseSheet } from "../../../../worker/engine/sheet.ts";
import { planScoring } from "../../../../worker/request/plan.ts";
import { parseScoring } from "../../../../worker/request/scoring.ts";
import type { ResultHead } from "../../cohort.ts";
import { hold } from "../held.ts";
import type { MatrixInput, ProblemView, Progress, Run } from "../messages.ts";
import type { HeldResult } from "../result.ts";
import { requestOf, settingsOfRequest } from "../settings.ts";
import { ask, askJson, headers, jsonQuestion, Refusal } from "./ask.ts";
import { classifiedTable } from "./table.ts";

const PATH = "/v1/jobs";
/** Where events do not come through, the job is asked for so often, in milliseconds. */
const POLL_MS = 2_000;
/** The server says something every second; after so long a silence its words are held back on their way. */
const SILENCE_MS = 5_000;

export interface JobView {
  readonly id: string;
  readonly source: { readonly bucket: string; readonly key: string };
  readonly state: "queued" | "running" | "done" | "failed" | "cancelled";
  readonly stage: string | null;
  readonly parts: { readonly done: number; readonly total: number } | null;
  readonly problem: ProblemView | null;
}

/** As the job keeps it. */
interface JobRequest extends Record<string, unknown> {
  readonly sheet?: string;
  readonly gmt?: string;
  readonly own?: unknown;
}

/** @throws Refusal */
export function submit(run: Run, source: JobView["source"], signal: AbortSignal): Promise<JobView> {
  const { settings, sheet, gmt } = run;
  const request = { ...requestOf(settings), source, sheet: sheet?.text, gmt: gmt?.text };
  return askJson(jsonQuestion(PATH, request, signal));
}

export async function cancelJob(id: string): Promise<void> {
  await ask({ method: "DELETE", path: `${PATH}/${id}` });
}

/** Follows a job to its end and fetches what it published. @throws Refusal with the job's problem where it failed */
export async function jobResult(
  run: Run,
  id: string,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<{ run: Run; held: HeldResult }> {
  const job = await follow(id, signal, ({ state, stage, parts }) => {
    const { done, total } = parts ?? { done: 0, total: 0 };
    onProgress({ stage: "job", done, total, job: id, doing: stage ?? state });
  });
  if (job.state !== "done") throw new Refusal(job.problem ?? cancelled(), 0);
  const file = (name: string) => ask({ path: `${PATH}/${id}/result?file=${name}`, signal });
  const [scores, gaps, summary, request] = await Promise.all(["scores", "samples", "summary", "request"].map(file));
  const head: ResultHead = JSON.parse(await summary.body.text());
  const { sheet, gmt, own, ...asked }: JobRequest = JSON.parse(await request.body.text());
  const scoring = parseScoring(asked);
  const sets = ownSignatures(gmt, own, scoring.partial);
  const { context } = planScoring(scoring, sets, sheet === undefined ? undefined : parseSheet(sheet));
  const held = hold(await classifiedTable(scores.body, gaps.body, head, context));
  const text = (name: string, content: string | undefined) => (content === undefined ? null : { name, text: content });
  const input: MatrixInput = { kind: "object", ...job.source };
  return {
    run: {
      ...run,
      input,
      settings: settingsOfRequest(asked),
      sheet: run.sheet ?? text("sheet.tsv", sheet),
      gmt: run.gmt ?? text("sets.gmt", gmt),
      job: id,
    },
    held: { ...held, file: async (format) => (format === "csv" ? scores.body : held.file(format)) },
  };
}

function cancelled(): ProblemView {
  const detail = "The job was cancelled before it was done. Score the matrix again to begin another one.";
  return { type: "/problems/no-result", title: "The job was cancelled", detail };
}

const isOver = ({ state }: JobView) => state !== "queued" && state !== "running";

async function follow(id: string, signal: AbortSignal, onView: (job: JobView) => void): Promise<JobView> {
  for (;;) {
    const job = await askJson<JobView>({ path: `${PATH}/${id}`, signal });
    onView(job);
    if (isOver(job)) return job;
    try {
      for await (const view of events(id, signal)) {
        onView(view);
        if (isOver(view)) return view;
      }
    } catch {
      // A proxy in between may not let a stream through, hold it back, or break it off.
      signal.throwIfAborted();
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    signal.throwIfAborted();
  }
}

/** The data of server-sent events (WHATWG HTML, section 9.2.6); ours have one line each. */
async function* events(id: string, signal: AbortSignal): AsyncGenerator<JobView> {
  const silence = new AbortController();
  const hang = () => setTimeout(() => silence.abort(), SILENCE_MS);
  let timer = hang();
  try {
    const both = AbortSignal.any([signal, silence.signal]);
    const response = await fetch(`${PATH}/${id}/events`, { signal: both, headers: headers() });
    if (!response.ok || response.body === null) return;
    let rest = "";
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      clearTimeout(timer);
      timer = hang();
      const lines = (rest + piece).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line.startsWith("data:")) yield JSON.parse(line.slice("data:".length));
    }
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}
