/** The cron tick: looks through the sources, and makes good what was lost since the last one. */
import type { Env } from "../env.ts";
import { LIMITS } from "../limits.ts";
import { batchConfig } from "./config.ts";
import { registryOf } from "./job/registry.ts";
import type { JobMessage } from "./message.ts";
import { logEvent } from "./metrics.ts";
import { jobFolder, removeBelow } from "./run/places.ts";
import { removeUpload } from "./uploads.ts";

const DAY_MS = 86_400_000;
const SPOOL_MS = DAY_MS;

/** What the schedule does: walks the sources, sends silent jobs anew, and removes expired uploads and forgotten spools. */
export async function tick(env: Env): Promise<void> {
  const config = batchConfig(env);
  const registry = registryOf(env);
  const silent = await registry.silent(1000 * config.staleSeconds, LIMITS.tickJobs);
  await send(
    env,
    [...config.sources.keys()].map((source) => ({ source })),
  );
  await send(
    env,
    silent.map(({ id }) => ({ job: id })),
  );
  const expired = await registry.expiredUploads(LIMITS.tickJobs);
  for (const upload of expired) await removeUpload(env, upload);
  const folders = await sweepStage(env);
  const spooled = await sweepSpool(env);
  await registry.prune(config.retentionDays * DAY_MS);
  logEvent("tick", {
    sources: config.sources.length,
    restarted: silent.length,
    uploads: expired.length,
    folders,
    spooled,
  });
}

async function send(env: Env, messages: readonly JobMessage[]): Promise<void> {
  for (let from = 0; from < messages.length; from += LIMITS.queueBatch) {
    await env.JOBS.sendBatch(messages.slice(from, from + LIMITS.queueBatch).map((body) => ({ body })));
  }
}

/** Removes tiles of jobs that are over, or of attempts that were given up. @returns number of folders */
async function sweepStage(env: Env): Promise<number> {
  const jobs = await subfolders(env, "stage/");
  let removed = 0;
  for (const folder of jobs) {
    const id = folder.slice("stage/".length, -1);
    const job = await registryOf(env).job(id);
    const isOpen = job !== null && (job.state === "queued" || job.state === "running");
    const past = isOpen
      ? (await subfolders(env, jobFolder(id))).filter((attempt) => attempt !== `${jobFolder(id)}${job.attempt}/`)
      : [folder];
    for (const prefix of past) await removeBelow(env, prefix);
    removed += past.length;
  }
  return removed;
}

async function subfolders(env: Env, prefix: string): Promise<readonly string[]> {
  return (await env.MATRICES.list({ prefix, delimiter: "/" })).delimitedPrefixes;
}

/** Bodies of requests that nobody can still be reading. */
async function sweepSpool(env: Env): Promise<number> {
  const { objects } = await env.MATRICES.list({ prefix: "spool/" });
  const old = objects.filter(({ uploaded }) => uploaded.getTime() < Date.now() - SPOOL_MS).map(({ key }) => key);
  if (old.length > 0) await env.MATRICES.delete(old);
  return old.length;
}
