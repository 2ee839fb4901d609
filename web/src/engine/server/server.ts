/** Scores on the server: by one request where the matrix fits one, else by a job. */
import type { CrosstalkReport } from "../../../../worker/crosstalk.ts";
import { CLASS_NAMES } from "../../../../worker/engine/cohort/calls.ts";
import { CROSS_NAMES } from "../../../../worker/engine/cohort/cross.ts";
import type { MethodName } from "../../../../worker/engine/signature.ts";
import { LIMITS } from "../../../../worker/limits.ts";
import { Problem, TOO_LARGE } from "../../../../worker/problem.ts";
import { type FormatName, RESULT_FORMATS, type SampleRow } from "../../../../worker/results/index.ts";
import { type ClassView, type CohortView, middleOf, type ResultHead } from "../../cohort.ts";
import type { Progress, Run } from "../messages.ts";
import type { HeldResult } from "../result.ts";
import { crosstalkRequestOf } from "../settings.ts";
import { askJson, jsonQuestion, Refusal } from "./ask.ts";
import { type JobView, jobResult, submit } from "./job.ts";
import { type AnswerLines, linesOf } from "./lines.ts";
import { send } from "./request.ts";
import { upload } from "./upload.ts";

const CROSSTALK = "/v1/crosstalk";

/** A file of more than this is sent in parts: a form may hold no more. */
const ONE_REQUEST = LIMITS.formBytes;

const NEEDS_JOB = TOO_LARGE.map((type) => `/problems/${type}`);

/** @throws Refusal with the server's problem details; Problem `truncated-body` where the answer breaks off */
export async function scoreThere(
  run: Run,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<{ run: Run; held: HeldResult }> {
  const { input } = run;
  if (input.kind === "job") return jobResult(run, input.id, signal, onProgress);
  if (input.kind === "file" && input.file.size > ONE_REQUEST) return scoreInParts(run, input.file, signal, onProgress);
  try {
    const { status, body } = await send(run, "ndjson", signal, onProgress);
    if (status === 200) return { run, held: await heldAnswer(run, body) };
    const { id }: JobView = JSON.parse(await body.text());
    return await jobResult(run, id, signal, onProgress);
  } catch (error) {
    const tooLarge = error instanceof Refusal && NEEDS_JOB.includes(error.problem.type);
    if (!tooLarge || input.kind !== "file") throw error;
    return scoreInParts(run, input.file, signal, onProgress);
  }
}

async function scoreInParts(run: Run, file: File, signal: AbortSignal, onProgress: (progress: Progress) => void) {
  const source = await upload(file, run.upload, signal, onProgress);
  const { id } = await submit(run, source, signal);
  return jobResult(run, id, signal, onProgress);
}

/** What the treatments shifted. A file that no form can hold is sent in parts, and named. @throws Refusal */
export async function crosstalkThere(
  { input, settings, sheet, upload: before }: Run,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<CrosstalkReport> {
  if (sheet === null || input.kind === "job") throw new Error("crosstalk needs a matrix and a sheet");
  const request = crosstalkRequestOf(settings);
  if (input.kind === "file" && input.file.size <= ONE_REQUEST) {
    const form = new FormData();
    form.set("matrix", input.file);
    form.set("sheet", sheet.text);
    form.set("request", JSON.stringify(request));
    return askJson({ method: "POST", path: CROSSTALK, body: form, signal });
  }
  const { bucket, key } = input.kind === "file" ? await upload(input.file, before, signal, onProgress) : input;
  return askJson(jsonQuestion(CROSSTALK, { ...request, source: { bucket, key }, sheet: sheet.text }, signal));
}

async function heldAnswer(run: Run, answer: Blob): Promise<HeldResult> {
  const lines = await linesOf(answer);
  return {
    view: await viewOf(lines),
    row: async (sample) => JSON.parse(await lines.text(sample + 1)) as SampleRow,
    file: async (format) => fileOf(run, format, answer, lines),
  };
}

/** NDJSON is what came; JSON is the same text with other separators; every other format is the server's to make. */
async function fileOf(run: Run, format: FormatName, answer: Blob, lines: AnswerLines): Promise<Blob> {
  if (format === "ndjson") return answer;
  if (format !== "json") return (await send(run, format, new AbortController().signal, () => undefined)).body;
  const head = JSON.stringify(JSON.parse(await lines.text(0)).head);
  const parts: BlobPart[] = [`${head.slice(0, -1)},"samples":[`];
  for (let line = 1; line < lines.count; line++) parts.push(line === 1 ? "\n" : ",\n", lines.slice(line));
  return new Blob([...parts, "\n]}\n"], { type: RESULT_FORMATS.json.mediaType });
}

async function viewOf(lines: AnswerLines): Promise<CohortView> {
  let filler: ReturnType<typeof fillerOf> | null = null;
  for await (const text of lines.all()) {
    const line = JSON.parse(text) as { head: ResultHead } | { problem: Refusal["problem"] } | SampleRow;
    if ("problem" in line) throw new Refusal(line.problem, 200);
    if ("head" in line) filler = fillerOf(line.head);
    else filler?.add(line);
  }
  if (filler === null) throw new Problem("truncated-body", "The server's answer has no head.");
  return filler.view();
}

/** Takes the rows of an answer in order. */
function fillerOf(head: ResultHead) {
  const { samples: count } = head.matrix;
  const samples: string[] = [];
  const measured = new Uint32Array(count);
  const numbers = () => new Float64Array(count).fill(Number.NaN);
  const scores = head.signatures.flatMap(({ id, methods }) =>
    methods.map((method: MethodName) => ({ signature: id, method, scores: numbers(), percentiles: numbers() })),
  );
  const classes: ClassView | null = head.cohort?.classes
    ? {
        radiation: new Uint8Array(count),
        chemo: new Uint8Array(count),
        cross: new Uint8Array(count),
        radiationPercentile: numbers(),
        response: numbers(),
        persistence: numbers(),
      }
    : null;
  return {
    add(row: SampleRow) {
      const sample = samples.push(row.id) - 1;
      measured[sample] = row.measured;
      for (const { signature, method, scores: values, percentiles } of scores) {
        const entry = row.scores[signature]?.[method];
        values[sample] = numberOf(entry?.score);
        percentiles[sample] = numberOf(entry?.percentile);
      }
      if (classes === null || row.radiation === undefined || row.chemo === undefined || row.cross === undefined) return;
      classes.radiation[sample] = CLASS_NAMES.indexOf(row.radiation.class);
      classes.chemo[sample] = CLASS_NAMES.indexOf(row.chemo.class);
      classes.cross[sample] = CROSS_NAMES.indexOf(row.cross);
      classes.radiationPercentile[sample] = numberOf(row.radiation.percentile);
      classes.response[sample] = numberOf(row.chemo.axes.response.percentile);
      classes.persistence[sample] = numberOf(row.chemo.axes.persistence.percentile);
    },
    view(): CohortView {
      if (samples.length !== count) {
        const detail = `The server's answer broke off after ${samples.length} of ${count} samples.`;
        throw new Problem("truncated-body", detail);
      }
      const bare = head.cohort === undefined;
      return {
        head,
        samples,
        measured,
        scores: scores.map((score) => ({
          ...score,
          percentiles: bare ? null : score.percentiles,
          ...middleOf(score.scores),
        })),
        classes,
      };
    },
  };
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : Number.NaN;
}
