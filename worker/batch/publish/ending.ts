/** How jobs end, well or badly. */
import type { Env } from "../../env.ts";
import { Problem, type ProblemType } from "../../problem.ts";
import { type Job, registryOf } from "../job/registry.ts";
import { submitListed } from "../job/submit.ts";
import { countJob } from "../metrics.ts";
import { openAttempt, report, Superseded } from "../run/attempt.ts";
import { type Attempt, jobFolder, removeBelow } from "../run/places.ts";
import { currentObject } from "../run/source.ts";
import { notify } from "./notify.ts";
import { publishError } from "./results.ts";

export type Ending = { readonly state: "done" } | { readonly state: "failed"; readonly problem: string };

/** A problem as a step hands it on. */
export interface FailedProblem {
  readonly type: ProblemType;
  /** Problem details as JSON. */
  readonly details: string;
}

/** Problems that another attempt may not have. */
const PASSING = new Set<ProblemType>(["busy", "source-unavailable", "internal"]);

/** The problem of an error that every further attempt would meet too; null for others. */
export function finalProblem(error: unknown): FailedProblem | null {
  if (!(error instanceof Problem) || PASSING.has(error.type)) return null;
  return { type: error.type, details: JSON.stringify(error) };
}

/**
 * Ends an attempt badly. An object that was replaced meanwhile has a version that gets a job of its own.
 *
 * @throws Superseded
 */
export async function failJob(env: Env, at: Attempt, { type, details }: FailedProblem): Promise<void> {
  if (type === "source-changed") {
    const { job, request } = await openAttempt(env, at);
    const now = await currentObject(env, job);
    if (now !== null) await submitListed(env, [now], request);
  }
  await endJob(env, at, { state: "failed", problem: details });
}

/**
 * Ends an attempt. What it published comes first, its tiles go next, and only then the registry says that it is over: an
 * attempt that dies in between is repeated, and finds what is published.
 *
 * @throws Superseded
 */
export async function endJob(env: Env, at: Attempt, ending: Ending): Promise<void> {
  await report(env, at, { stage: "publish" });
  const registry = registryOf(env);
  const job = await registry.job(at.job);
  if (job === null) throw new Superseded(at);
  if (ending.state === "failed") await publishError(env, job, ending.problem);
  await removeBelow(env, jobFolder(at.job));
  const problem = ending.state === "failed" ? ending.problem : null;
  if (!(await registry.finish(at.job, at.attempt, ending.state, problem))) throw new Superseded(at);
  await tell(env, job, ending.state);
}

/** Ends a job of which nobody takes care any more, with an error of ours. */
export async function abandonJob(env: Env, job: Job, detail: string): Promise<void> {
  const problem = JSON.stringify(new Problem("internal", detail));
  await publishError(env, job, problem);
  await removeBelow(env, jobFolder(job.id));
  if (await registryOf(env).abandon(job.id, problem)) await tell(env, job, "failed");
}

async function tell(env: Env, job: Job, state: Ending["state"]): Promise<void> {
  countJob(env, job, state);
  await notify(env, job, state);
}
