/** What operators see of the batch: a line in the log, and a data point where Analytics Engine is bound. Never names of samples. */
import type { Env } from "../env.ts";
import type { Job, PartStage } from "./job/registry.ts";
import type { Attempt } from "./run/places.ts";

/** Logs one JSON line; facts are ids, states, sizes and times, never names or values. */
export function logEvent(event: string, facts: Record<string, unknown>): void {
  console.log(JSON.stringify({ event, ...facts }));
}

/** Counters of a job that ended; milliseconds since it was submitted. */
export function countJob(env: Env, job: Job, state: string): void {
  const { id, attempt, size, samples, genes, created } = job;
  const ms = Date.now() - created;
  logEvent("job", { job: id, state, attempt, bytes: size, samples, genes, ms });
  env.METRICS?.writeDataPoint({ indexes: [id], blobs: ["job", state], doubles: [samples ?? 0, size, ms, attempt - 1] });
}

/** Counters of a part that is through a stage, or has to be tried again. */
export function countPart(env: Env, at: Attempt, stage: PartStage, part: number, ms: number, retries: number): void {
  logEvent("part", { ...at, stage, part, ms, retries });
  env.METRICS?.writeDataPoint({ indexes: [at.job], blobs: ["part", stage], doubles: [0, 0, ms, retries] });
}
