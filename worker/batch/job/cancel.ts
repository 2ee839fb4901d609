/** Stops a job: its steps find out with their next report, and what they made so far is removed. */
import type { Env } from "../../env.ts";
import { jobFolder, removeBelow } from "../run/places.ts";
import { type Job, registryOf } from "./registry.ts";
import { removeRequest } from "./request.ts";

/** Does nothing where the job is over. What a step still writes after this the next tick removes. */
export async function cancelJob(env: Env, job: Job): Promise<void> {
  if (!(await registryOf(env).cancel(job.id))) return;
  await removeBelow(env, jobFolder(job.id));
  await removeRequest(env, job);
}
