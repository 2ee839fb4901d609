/** What the queues deliver. */
import type { Env } from "../env.ts";
import type { Isolate } from "../isolate.ts";
import { batchConfig } from "./config.ts";
import { beginJob } from "./job/begin.ts";
import { registryOf } from "./job/registry.ts";
import { type BucketEvent, type JobMessage, type PartMessage, QUEUES } from "./message.ts";
import { countPart, logEvent } from "./metrics.ts";
import { abandonJob, failJob, finalProblem } from "./publish/ending.ts";
import { Superseded } from "./run/attempt.ts";
import { completePart } from "./run/complete.ts";
import { rankPart } from "./run/ranked.ts";
import { renderPart } from "./run/render.ts";
import { eventOf, runId } from "./run/run.ts";
import { submitEvent, walkPage } from "./walk.ts";

/** Messages are never waited for longer. */
const MOST_SECONDS = 300;

/** Takes each message by itself: one that fails comes again later and holds no other up. */
export async function consume(batch: MessageBatch, env: Env, isolate: Isolate): Promise<void> {
  for (const message of batch.messages) {
    try {
      await take(batch.queue, message, env, isolate);
      message.ack();
    } catch (error) {
      isolate.noteFailure(error);
      logEvent("message-failed", {
        level: "warn",
        queue: batch.queue,
        attempts: message.attempts,
        error: String(error),
      });
      const delay = batchConfig(env).retrySeconds * 2 ** (message.attempts - 1);
      message.retry({ delaySeconds: Math.min(MOST_SECONDS, Math.round(delay)) });
    }
  }
}

/** The queues' bodies are what `message.ts` says: nobody else writes to them but R2, to its own. */
async function take(queue: string, { body, attempts }: Message, env: Env, isolate: Isolate): Promise<void> {
  if (queue === QUEUES.events) await submitEvent(env, body as BucketEvent);
  else if (queue === QUEUES.parts) await takePart(env, isolate, body as PartMessage, attempts - 1);
  else if (queue === QUEUES.dead) await takeDead(env, body as JobMessage | PartMessage | BucketEvent);
  else await takeJob(env, isolate, body as JobMessage);
}

async function takeJob(env: Env, isolate: Isolate, message: JobMessage): Promise<void> {
  if ("job" in message) await beginJob(env, isolate, message.job);
  else await walkPage(env, message);
}

async function takePart(
  env: Env,
  isolate: Isolate,
  { stage, part, ...at }: PartMessage,
  retries: number,
): Promise<void> {
  const begun = Date.now();
  try {
    // A message that was sent again while the first one waited, or that came twice, has nothing left to do but to be counted.
    if (await registryOf(env).isMissing(at.job, at.attempt, stage, part)) {
      if (stage === "rank") await rankPart(env, isolate, at, part);
      else if (stage === "complete") await completePart(env, at, part);
      else await renderPart(env, at, part);
    }
    const left = await registryOf(env).finishPart(at.job, at.attempt, stage, part);
    countPart(env, at, stage, part, Date.now() - begun, retries);
    if (left !== 0) return;
  } catch (error) {
    if (error instanceof Superseded) return;
    const problem = finalProblem(error);
    if (problem === null) throw error;
    await failJob(env, at, problem).catch((failure: unknown) => {
      if (!(failure instanceof Superseded)) throw failure;
    });
  }
  await wake(env, { ...at, stage });
}

/** The run looks for itself after a while, so that a call that is lost costs only time. */
async function wake(env: Env, { stage, ...at }: Omit<PartMessage, "part">): Promise<void> {
  try {
    await (await env.RUNS.get(runId(at))).sendEvent({ type: eventOf(stage), payload: null });
  } catch (error) {
    logEvent("run-not-woken", { level: "warn", ...at, stage, error: String(error) });
  }
}

/** A message that failed as often as its queue allows. Walks and events are made good by the next tick. */
async function takeDead(env: Env, body: JobMessage | PartMessage | BucketEvent): Promise<void> {
  if (!("job" in body)) {
    logEvent("dead-letter", { level: "error" });
    return;
  }
  logEvent("dead-letter", { level: "error", job: body.job });
  const job = await registryOf(env).job(body.job);
  const isOver = job === null || (job.state !== "queued" && job.state !== "running");
  const isPast = "attempt" in body && body.attempt !== job?.attempt;
  if (!isOver && !isPast) await abandonJob(env, job, "The job failed again and again; the log has the errors.");
}
