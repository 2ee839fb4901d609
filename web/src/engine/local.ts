/** Scores on this computer: the engine of the Worker and the command line, fed from a file. */
import kernelUrl from "../../../build/kernel.wasm?url";
import { kernelDigest } from "../../../build/kernel-digest.ts";
import { parseGmt } from "../../../worker/catalogue/own.ts";
import { ByteBudget } from "../../../worker/engine/budget.ts";
import { CLASS_NAMES } from "../../../worker/engine/cohort/calls.ts";
import { CROSS_NAMES } from "../../../worker/engine/cohort/cross.ts";
import {
  type ClassifiedResult,
  type Cohort,
  classify,
  classNames,
  percentileOf,
} from "../../../worker/engine/cohort/index.ts";
import { scoresOf } from "../../../worker/engine/cohort/members.ts";
import type { Positions } from "../../../worker/engine/cohort/percentile/percentile.ts";
import type { Ranker } from "../../../worker/engine/ranker/ranker.ts";
import { createTypeScriptRanker } from "../../../worker/engine/ranker/typescript.ts";
import { createWasmRanker } from "../../../worker/engine/ranker/wasm.ts";
import type { ScoredMatrix } from "../../../worker/engine/scored.ts";
import { parseSheet } from "../../../worker/engine/sheet.ts";
import type { MatrixSource } from "../../../worker/matrix/source.ts";
import { Problem } from "../../../worker/problem.ts";
import { planScoring } from "../../../worker/request/plan.ts";
import { parseScoring } from "../../../worker/request/scoring.ts";
import { type FormatName, RESULT_FORMATS, resultHead, sampleRow } from "../../../worker/results/index.ts";
import { scoreMatrix } from "../../../worker/score.ts";
import type { ClassView, CohortView } from "../cohort.ts";
import { counted } from "./counted.ts";
import type { Progress, Run } from "./messages.ts";
import { platform } from "./platform.ts";
import type { HeldResult } from "./result.ts";
import { requestOf } from "./settings.ts";

/** Half of what the browser says the computer has, and it never says more than 8 GiB; not all say anything. */
const budget = new ByteBudget(((navigator as { deviceMemory?: number }).deviceMemory ?? 2) * 2 ** 29, 0);
let kernel: Promise<Ranker> | null = null;

/** The last matrix scored: another sheet changes classes, not scores. */
let last: { readonly file: File; readonly request: string; readonly scored: ScoredMatrix } | null = null;

/** @throws Problem for everything that the person before the page can mend */
export async function scoreHere(
  { input, settings, sheet, gmt }: Run,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<HeldResult> {
  if (input.kind !== "file") throw new Problem("bad-request", "Only a file can be scored on this computer.");
  const scoring = parseScoring(requestOf(settings));
  const parsedSheet = sheet === null ? undefined : parseSheet(sheet.text);
  const { request, context } = planScoring(scoring, gmt === null ? [] : parseGmt(gmt.text), parsedSheet);
  const key = JSON.stringify([requestOf(settings), gmt?.text]);
  if (last === null || last.file !== input.file || last.request !== key) {
    const source = fileSource(input.file, onProgress);
    const scored = await scoreMatrix(source, request, {
      ranker: await ranker(scoring.engine),
      platform,
      budget,
      cells: Number.POSITIVE_INFINITY,
      signal,
    });
    last = { file: input.file, request: key, scored };
  }
  return hold(classify(last.scored, context));
}

async function ranker(path: Ranker["path"]): Promise<Ranker> {
  if (path === "typescript") return createTypeScriptRanker();
  kernel ??= WebAssembly.compileStreaming(fetch(kernelUrl)).then((module) => createWasmRanker(module, kernelDigest));
  return kernel.catch((error: unknown) => {
    kernel = null;
    throw error;
  });
}

/** A matrix is read twice, once for the panel and once to count. */
const PASSES = 2;

function fileSource(file: File, onProgress: (progress: Progress) => void): MatrixSource {
  let done = 0;
  const total = PASSES * file.size;
  return {
    name: file.name,
    size: file.size,
    open: async () =>
      counted(file.stream(), (bytes) => {
        done += bytes;
        onProgress({ stage: "read", done: Math.min(done, total), total });
      }),
    read: async (offset, length) => new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
  };
}

function hold(result: ClassifiedResult): HeldResult {
  const row = sampleRow(result);
  return {
    view: viewOf(result),
    row: async (sample) => row(sample),
    file: async (format) => fileOf(result, format),
  };
}

/** Text in a Blob as it is made: the browser may keep it on disk. */
function fileOf(result: ClassifiedResult, format: FormatName): Blob {
  const { chunks, mediaType } = RESULT_FORMATS[format];
  let file = new Blob([], { type: mediaType });
  let pieces: BlobPart[] = [];
  for (const piece of chunks(result)) {
    pieces.push(piece as BlobPart);
    if (pieces.length < 64) continue;
    file = new Blob([file, ...pieces], { type: mediaType });
    pieces = [];
  }
  return new Blob([file, ...pieces], { type: mediaType });
}

function viewOf(result: ClassifiedResult): CohortView {
  const { scored, cohort } = result;
  return {
    head: resultHead(result),
    samples: scored.samples,
    measured: scored.measured,
    scores: scored.columns.map((column, at) => ({
      signature: column.signature,
      method: column.method,
      scores: scoresOf(column),
      percentiles: cohort === null ? null : percentilesOf(cohort.positions[at]),
    })),
    classes: cohort?.classes ? classView(cohort.classes, scored.samples.length) : null,
  };
}

function percentilesOf(positions: Positions): Float64Array {
  return Float64Array.from(positions.below, (_, sample) => percentileOf(positions, sample));
}

function classView(classes: NonNullable<Cohort["classes"]>, samples: number): ClassView {
  const radiation = new Uint8Array(samples);
  const chemo = new Uint8Array(samples);
  const cross = new Uint8Array(samples);
  for (let sample = 0; sample < samples; sample++) {
    const names = classNames(classes, sample);
    radiation[sample] = CLASS_NAMES.indexOf(names.radiation);
    chemo[sample] = CLASS_NAMES.indexOf(names.chemo);
    cross[sample] = CROSS_NAMES.indexOf(names.cross);
  }
  return {
    radiation,
    chemo,
    cross,
    radiationPercentile: classes.radiation.standing.percentile,
    response: classes.axes.response.standing.percentile,
    persistence: classes.axes.persistence.standing.percentile,
  };
}
