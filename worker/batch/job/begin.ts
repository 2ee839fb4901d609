/** Begins a job: scores the object at once if it fits one invocation, or else starts the run that scores it in parts. */
import { classify } from "../../engine/cohort/index.ts";
import type { Env } from "../../env.ts";
import type { Isolate } from "../../isolate.ts";
import { LIMITS } from "../../limits.ts";
import { Problem, TOO_LARGE } from "../../problem.ts";
import { gapChunks } from "../../results/gaps.ts";
import { RESULT_FORMATS, resultHead } from "../../results/index.ts";
import { scoreMatrix } from "../../score.ts";
import { platform } from "../../storage/platform.ts";
import { batchConfig } from "../config.ts";
import { logEvent } from "../metrics.ts";
import { abandonJob, endJob, failJob, finalProblem } from "../publish/ending.ts";
import { outcomeOf, publish, sized } from "../publish/results.ts";
import { openAttempt, report, Superseded } from "../run/attempt.ts";
import type { Attempt } from "../run/places.ts";
import { runId } from "../run/run.ts";
import { openSource } from "../run/source.ts";
import { registryOf } from "./registry.ts";

/** Whether an error says of a matrix that it must be scored in parts. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof Problem && TOO_LARGE.includes(error.type);
}

/**
 * Takes up a job, unless another attempt is under way.
 *
 * @throws what another attempt may not meet; the job is then free for it
 */
export async function beginJob(env: Env, isolate: Isolate, id: string): Promise<void> {
  const registry = registryOf(env);
  const claimed = await registry.claim(id, 1000 * batchConfig(env).staleSeconds);
  if (claimed === null) return;
  const at: Attempt = { job: id, attempt: claimed.attempt };
  logEvent("attempt", { ...at });
  if (claimed.attempt > LIMITS.jobAttempts) {
    await abandonJob(env, claimed, `The job was given up after ${LIMITS.jobAttempts} attempts.`);
    return;
  }
  try {
    if ((await outcomeOf(env, claimed)) === "done") await endJob(env, at, { state: "done" });
    else await attemptJob(env, isolate, at);
  } catch (error) {
    isolate.noteFailure(error);
    if (error instanceof Superseded) return;
    const problem = finalProblem(error);
    if (problem === null) {
      await registry.release(id, at.attempt);
      throw error;
    }
    await failJob(env, at, problem);
  }
}

async function attemptJob(env: Env, isolate: Isolate, at: Attempt): Promise<void> {
  const { job } = await openAttempt(env, at);
  if (job.size <= batchConfig(env).wholeBytes) {
    try {
      await scoreWhole(env, isolate, at);
      return;
    } catch (error) {
      if (!isTooLarge(error)) throw error;
    }
  }
  await env.RUNS.create({ id: runId(at), params: at });
}

async function scoreWhole(env: Env, isolate: Isolate, at: Attempt): Promise<void> {
  const { job, request, plan } = await openAttempt(env, at);
  await report(env, at, { stage: "score" });
  const source = await openSource(env, job);
  const ranker = await isolate.ranker(request.engine);
  const scored = await scoreMatrix(source, plan.request, { ranker, platform, budget: isolate.budget });
  const { genes, samples, digest } = scored.matrix;
  await report(env, at, { stage: "publish", genes, samples });
  const result = classify(scored, plan.context);
  const { heldBytes: _, ...engine } = scored.engine;
  const files = {
    scores: sized(() => RESULT_FORMATS.csv.chunks(result)),
    parquet: sized(() => RESULT_FORMATS.parquet.chunks(result)),
    report: sized(() => RESULT_FORMATS.html.chunks(result)),
    samples: sized(() => gapChunks(scored)),
    summary: sized(() => [`${JSON.stringify(resultHead(result))}\n`]),
  };
  await publish(env, job, files, { matrix: { genes, samples, digest }, engine });
  await endJob(env, at, { state: "done" });
}
