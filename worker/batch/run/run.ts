/**
 * The run of a job that is too large for one invocation, as a Workflow: stage, then parts and cohort in turn, then publish. Steps
 * pass names and counts, never data; what they make lies in the bucket under the attempt (`places.ts`).
 */
import type { WorkflowStep } from "cloudflare:workers";
import type { Env } from "../../env.ts";
import type { Isolate } from "../../isolate.ts";
import { LIMITS } from "../../limits.ts";
import { batchConfig } from "../config.ts";
import { type PartStage, registryOf } from "../job/registry.ts";
import { logEvent } from "../metrics.ts";
import { type FailedProblem, failJob, finalProblem } from "../publish/ending.ts";
import { stageMatrix } from "../stage/stage.ts";
import { report, Superseded } from "./attempt.ts";
import { gatherCohort, gatherStatistics, joinStatistics } from "./cohort.ts";
import { joinParts } from "./join.ts";
import type { Attempt } from "./places.ts";
import { renderParquet } from "./render.ts";
import { countGroups, gatherClasses, gatherPercentiles } from "./standing.ts";

export type RunParams = Attempt;

/** Id of the Workflow instance of an attempt. */
export const runId = ({ job, attempt }: Attempt) => `${job}-${attempt}`;

/** Type of the event that the last part of a stage wakes the run by. */
export const eventOf = (stage: PartStage) => `parts-${stage}`;

/** What a step left: a value, or why the run ends here. */
type Outcome<Value> =
  | { readonly value: Value }
  | { readonly ended: "superseded" }
  | { readonly ended: "failed"; readonly problem: FailedProblem };

class RunEnded extends Error {}

/** @throws whatever a step still fails with after its retries; the job is then free for another attempt */
export async function runJob(env: Env, isolate: Isolate, at: Attempt, step: WorkflowStep): Promise<void> {
  const config = {
    retries: { limit: 4, delay: 1000 * batchConfig(env).retrySeconds, backoff: "exponential" as const },
    timeout: "30 minutes" as const,
  };

  async function take<Value extends number | null>(name: string, work: () => Promise<Value>): Promise<Value> {
    const outcome = await step.do(name, config, () => outcomeOf(work, isolate));
    if ("value" in outcome) return outcome.value;
    if (outcome.ended === "failed") {
      await step.do(`${name}: failed`, config, async () => endSafely(env, at, outcome.problem));
    }
    throw new RunEnded();
  }

  /** Takes every part through a stage, each in an invocation of its own; what does not come is sent again. */
  async function partsThrough(stage: PartStage, parts: number): Promise<void> {
    await take(`${stage}: begin`, async () => {
      await report(env, at, { stage, parts });
      return null;
    });
    let barren = 0;
    let left = Number.POSITIVE_INFINITY;
    for (let round = 0; ; round++) {
      const before = left;
      left = await take(`${stage}: send ${round}`, () => sendMissing(env, at, stage, before));
      if (left === 0) return;
      barren = left < before ? 0 : barren + 1;
      if (barren > LIMITS.partRounds) throw new Error(`${left} parts do not come through ${stage}`);
      const timeout = 1000 * batchConfig(env).resendSeconds;
      await step.waitForEvent(`${stage}: wait ${round}`, { type: eventOf(stage), timeout }).catch(() => undefined);
    }
  }

  try {
    const parts = await take("stage", async () => {
      await report(env, at, { stage: "stage" });
      return stageMatrix(env, isolate, at);
    });
    await partsThrough("rank", parts);
    const geneGroups = await take("cohort", () => gatherCohort(env, at));
    for (let group = 0; group < geneGroups; group++) {
      await take(`statistics ${group}`, () => nothing(gatherStatistics(env, isolate, at, group)));
    }
    await take("statistics", () => nothing(joinStatistics(env, at)));
    await partsThrough("complete", parts);
    const columnGroups = await take("columns", () => countGroups(env, at));
    for (let group = 0; group < columnGroups; group++) {
      await take(`percentiles ${group}`, () => nothing(gatherPercentiles(env, isolate, at, group)));
    }
    await take("classes", () => nothing(gatherClasses(env, isolate, at)));
    await partsThrough("render", parts);
    const pieces = await take("table", () => renderParquet(env, isolate, at));
    await take("publish", () => nothing(joinParts(env, at, pieces, columnGroups)));
  } catch (error) {
    if (error instanceof RunEnded) return;
    logEvent("run-failed", { level: "error", ...at, error: String(error) });
    await step.do("release", config, () => nothing(releaseJob(env, at)));
    throw error;
  }
}

/** Frees the job for another attempt, and sends for it. */
async function releaseJob(env: Env, { job, attempt }: Attempt): Promise<void> {
  await registryOf(env).release(job, attempt);
  await env.JOBS.send({ job });
}

async function nothing(work: Promise<void>): Promise<null> {
  await work;
  return null;
}

async function outcomeOf<Value>(work: () => Promise<Value>, isolate: Isolate): Promise<Outcome<Value>> {
  try {
    return { value: await work() };
  } catch (error) {
    isolate.noteFailure(error);
    if (error instanceof Superseded) return { ended: "superseded" };
    const problem = finalProblem(error);
    if (problem === null) throw error;
    return { ended: "failed", problem };
  }
}

async function endSafely(env: Env, at: Attempt, problem: FailedProblem): Promise<null> {
  try {
    await failJob(env, at, problem);
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
  }
  return null;
}

/**
 * Sends the parts that are not through the stage, unless some have come through since: then the others are still in the queue.
 *
 * @param before how many there were the last time; more than all the first time
 * @returns how many there are
 * @throws Superseded
 */
async function sendMissing(env: Env, at: Attempt, stage: PartStage, before: number): Promise<number> {
  await report(env, at);
  const missing = await registryOf(env).missingParts(at.job, at.attempt, stage);
  if (before !== Number.POSITIVE_INFINITY && missing.length < before) return missing.length;
  const messages = missing.map((part) => ({ body: { ...at, stage, part } }));
  for (let from = 0; from < messages.length; from += LIMITS.queueBatch) {
    await env.PARTS.sendBatch(messages.slice(from, from + LIMITS.queueBatch));
  }
  return missing.length;
}
