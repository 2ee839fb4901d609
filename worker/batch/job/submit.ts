/** Makes jobs of objects. */
import type { Env } from "../../env.ts";
import { locateObject, type ObjectName } from "../../storage/buckets.ts";
import { outcomeOf } from "../publish/results.ts";
import { type Job, type NewJob, registryOf } from "./registry.ts";
import { type JobObject, type JobRequest, jobOf, planJob, writeRequest } from "./request.ts";

/**
 * Submits the version that an object has now. The same object, version and request are one job, however often they are
 * submitted; one that failed or was cancelled, or whose results were removed, is begun anew.
 *
 * @throws Problem for what is wrong with the request, `unknown-bucket`, `bad-key`, `unknown-key`, those of the store
 */
export async function submitObject(env: Env, name: ObjectName, request: JobRequest): Promise<Job> {
  planJob(request);
  const { store, key } = locateObject(env, name);
  const { version, size } = await store.source(key, name.key);
  if (version === undefined || size === undefined) throw new Error("a store gave an object without version or size");
  const job = await jobOf({ ...name, version, size }, request);
  await enqueue(env, job, request, (await outcomeOf(env, job)) !== "done");
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

/** What the queue loses between the two last steps the reconciler sends again. */
async function enqueue(env: Env, job: NewJob, request: JobRequest, again: boolean): Promise<void> {
  await writeRequest(env, job, request);
  if (await registryOf(env).submit(job, again)) await env.JOBS.send({ job: job.id });
}
