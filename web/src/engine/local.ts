/** Scores on this computer: the engine of the Worker and the command line, fed from a file. */
import kernelUrl from "../../../build/kernel.wasm?url";
import { kernelDigest } from "../../../build/kernel-digest.ts";
import { parseGmt } from "../../../worker/catalogue/own.ts";
import { type CrosstalkReport, crosstalkMatrix } from "../../../worker/crosstalk.ts";
import { ByteBudget } from "../../../worker/engine/budget.ts";
import { classify } from "../../../worker/engine/cohort/index.ts";
import type { Ranker } from "../../../worker/engine/ranker/ranker.ts";
import { createTypeScriptRanker } from "../../../worker/engine/ranker/typescript.ts";
import { createWasmRanker } from "../../../worker/engine/ranker/wasm.ts";
import type { ScoredMatrix } from "../../../worker/engine/scored.ts";
import { parseSheet } from "../../../worker/engine/sheet.ts";
import type { MatrixSource } from "../../../worker/matrix/source.ts";
import { Problem } from "../../../worker/problem.ts";
import { parseCrosstalk } from "../../../worker/request/crosstalk.ts";
import { planScoring } from "../../../worker/request/plan.ts";
import { parseScoring } from "../../../worker/request/scoring.ts";
import { type Runtime, scoreMatrix } from "../../../worker/score.ts";
import { platform } from "../../../worker/storage/web/platform.ts";
import { counted } from "./counted.ts";
import { hold } from "./held.ts";
import type { Progress, Run } from "./messages.ts";
import type { HeldResult } from "./result.ts";
import { crosstalkRequestOf, requestOf } from "./settings.ts";

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
    const scored = await scoreMatrix(source, request, await runtime(scoring.engine, signal));
    last = { file: input.file, request: key, scored };
  }
  return hold(classify(last.scored, context));
}

/** @throws Problem as {@link scoreHere} */
export async function crosstalkHere(
  { input, settings, sheet }: Run,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<CrosstalkReport> {
  if (input.kind !== "file" || sheet === null) throw new Error("crosstalk needs a file and a sheet");
  const { duplicates, seed, engine } = parseCrosstalk(crosstalkRequestOf(settings));
  const asked = { sheet: parseSheet(sheet.text), duplicates, seed };
  return crosstalkMatrix(fileSource(input.file, onProgress), asked, await runtime(engine, signal));
}

async function runtime(path: Ranker["path"], signal: AbortSignal): Promise<Runtime> {
  return { ranker: await ranker(path), platform, budget, cells: Number.POSITIVE_INFINITY, signal };
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
