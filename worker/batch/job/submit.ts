/** Makes jobs of objects. */
import type { Env } from "../../env.ts";
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import type { ObjectName } from "../../storage/buckets.ts";
import { outcomeOf } from "../publish/results.ts";
import { describeObject } from "../run/source.ts";
import { type Job, type NewJob, registryOf } from "./registry.ts";
import { type JobObject, type JobRequest, jobOf, planJob, writeRequest } from "./request.ts";

/**
 * Submits the version that an object has now. The same object, version and request are one job, however often they are
 * submitted; one that failed or was cancelled, or whose results were removed, is begun anew.
 *
 * @param prefix start of the keys that the sender sees, all of whose jobs count
 * @throws Problem for what is wrong with the request, `unknown-bucket`, `bad-key`, `unknown-key`, those of the store, `too-many-jobs`
 */
export async function submitObject(env: Env, prefix: string, name: ObjectName, request: JobRequest): Promise<Job> {
  planJob(request);
  const job = await jobOf(await describeObject(env, name), request);
  const again = (await outcomeOf(env, job)) !== "done";
  if (again) await refuseFull(env, prefix);
  await enqueue(env, job, request, again);
  return (await registryOf(env).job(job.id)) as Job;
}

/**
 * Submits objects of a listing, those left out that are known or have results, good or bad.
 *
 * @returns number of new jobs
 */
export async function submitListed(env: Env, objects: readonly JobObject[], request: JobRequest): Promise<number> {
  const jobs = await Promise.all(objects.map((object) => jobOf(object, request)));
  const states = await registryOf(env).states(jobs.map(({ id }) => id));
  let fresh = 0;
  for (const job of jobs) {
    if (job.id in states || (await outcomeOf(env, job)) !== null) continue;
    await enqueue(env, job, request, false);
    fresh++;
  }
  return fresh;
}

/** Submissions at the same moment may go over the limit by as many as they are. */
async function refuseFull(env: Env, prefix: string): Promise<void> {
  const open = await registryOf(env).openJobs(prefix);
  if (open < LIMITS.openJobs) return;
  const detail = `${open} jobs are waiting or running; there may be ${LIMITS.openJobs}. Wait for some to end, or cancel them.`;
  throw new Problem("too-many-jobs", detail, { limit: LIMITS.openJobs });
}

/** What the queue loses between the two last steps the reconciler sends again. */
async function enqueue(env: Env, job: NewJob, request: JobRequest, again: boolean): Promise<void> {
  await writeRequest(env, job, request);
  if (await registryOf(env).submit(job, again)) await env.JOBS.send({ job: job.id });
}
