/** An attempt that is under way, as its steps see it. */
import type { Env } from "../../env.ts";
import { LIMITS } from "../../limits.ts";
import type { Plan } from "../../request/plan.ts";
import { type Job, type Progress, registryOf } from "../job/registry.ts";
import { type JobRequest, planJob, readRequest } from "../job/request.ts";
import type { Attempt } from "./places.ts";

/** Another attempt has taken over, or the job was cancelled: whoever gets this stops and changes nothing any more. */
export class Superseded extends Error {
  constructor({ job, attempt }: Attempt) {
    super(`attempt ${attempt} of job ${job} is no longer the one under way`);
    this.name = "Superseded";
  }
}

/** @throws Superseded */
export async function report(env: Env, at: Attempt, progress: Progress = {}): Promise<void> {
  if (!(await registryOf(env).report(at.job, at.attempt, progress))) throw new Superseded(at);
}

/** A function that reports at most every {@link LIMITS.heartbeatSeconds}. @throws Superseded (from the function) */
export function heartbeat(env: Env, at: Attempt): () => Promise<void> {
  let last = Date.now();
  return async () => {
    if (Date.now() - last < 1000 * LIMITS.heartbeatSeconds) return;
    last = Date.now();
    await report(env, at);
  };
}

/** The job and how it is to be scored. @throws Superseded; Problem for what has become wrong with the request */
export async function openAttempt(
  env: Env,
  at: Attempt,
): Promise<{ readonly job: Job; readonly request: JobRequest; readonly plan: Plan }> {
  await report(env, at);
  const job = await registryOf(env).job(at.job);
  if (job === null) throw new Superseded(at);
  const request = await readRequest(env, job);
  return { job, request, plan: planJob(request) };
}
