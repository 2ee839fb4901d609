/** `/v1/jobs`: objects of any size, scored in the background. */
import { type Context, Hono } from "hono";
import { streamSSE } from "hono/streaming";
import type { z } from "zod";
import { covers, permit, reachable } from "../access/index.ts";
import { cancelJob } from "../batch/job/cancel.ts";
import { type Job, registryOf } from "../batch/job/registry.ts";
import { jobRequest } from "../batch/job/request.ts";
import { submitObject } from "../batch/job/submit.ts";
import { RESULT_FILES, resultKey } from "../batch/publish/results.ts";
import { LIMITS } from "../limits.ts";
import { Problem } from "../problem.ts";
import { parseJson, parseMembers } from "../request/parse.ts";
import { parseSource, type sourceSchema } from "../request/scoring.ts";
import { readText } from "../storage/text.ts";
import type { AppEnv } from "./http/context.ts";
import { readObject } from "./http/envelope.ts";
import { answerObject } from "./http/object.ts";
import { listingSchema, resultSchema } from "./http/queries.ts";
import { type Query, takes } from "./http/typed.ts";

const EVENT_MS = 1_000;

export const jobRoutes = new Hono<AppEnv>()
  .post("/", permit("jobs"), takes<{ json: z.input<typeof sourceSchema> }>(), async (c) => {
    const asked = parseJson(await readText(c.req.raw.body, LIMITS.sidecarBytes, "JSON request"));
    const { source, sheet, gmt, own, ...scoring } = parseSource(asked);
    const text = typeof sheet === "object" ? await readObject(c, sheet) : sheet;
    const job = await submitObject(
      c.env,
      c.var.caller.prefix,
      reachable(c.var.caller, source),
      jobRequest(scoring, { sheet: text, gmt, own }),
    );
    return c.json(jobView(job), 202, { Location: `/v1/jobs/${job.id}` });
  })
  .get("/", permit("read"), takes<{ query?: Query<typeof listingSchema> }>(), async (c) => {
    const { state, limit, cursor } = parseMembers(listingSchema, c.req.query());
    const jobs = await registryOf(c.env).list(
      c.var.caller.prefix,
      state,
      cursor === undefined ? undefined : positionOf(cursor),
      limit,
    );
    const last = jobs.length === limit ? jobs[jobs.length - 1] : undefined;
    return c.json({ jobs: jobs.map(jobView), cursor: last === undefined ? null : `${last.created}-${last.id}` });
  })
  .get("/:id", permit("read"), async (c) => c.json(jobView(await findJob(c, c.req.param("id")))))
  .get("/:id/events", permit("read"), async (c) => {
    const id = c.req.param("id");
    let job = await findJob(c, id);
    return streamSSE(c, async (stream) => {
      let told = "";
      for (;;) {
        const view = JSON.stringify(jobView(job));
        // A comment keeps proxies from closing a connection that has nothing to tell.
        if (view === told) await stream.write(": waiting\n\n");
        else await stream.writeSSE({ event: isOver(job) ? "end" : "progress", data: view });
        told = view;
        if (isOver(job) || stream.aborted) return;
        await stream.sleep(EVENT_MS);
        job = await findJob(c, id);
      }
    });
  })
  .get("/:id/result", permit("read"), takes<{ query?: z.input<typeof resultSchema> }>(), async (c) => {
    const { file } = parseMembers(resultSchema, c.req.query());
    const job = await findJob(c, c.req.param("id"));
    if (job.state !== "done") throw noResult(job);
    return answerObject(c.env, resultKey(job, file), `${job.id}-${RESULT_FILES[file]}`, c.req.raw.headers);
  })
  .delete("/:id", permit("jobs"), async (c) => {
    const job = await findJob(c, c.req.param("id"));
    await cancelJob(c.env, job);
    return c.json(jobView(await findJob(c, job.id)));
  });

export type JobView = ReturnType<typeof jobView>;

/** A job as HTTP shows it. */
export function jobView(job: Job) {
  const { id, bucket, key, version, size, state, stage, attempt, parts, partsDone, genes, samples, problem } = job;
  return {
    id,
    source: { bucket, key, version, size },
    state,
    stage,
    attempt,
    parts: parts === 0 ? null : { done: state === "done" ? parts : partsDone, total: parts },
    genes,
    samples,
    problem: problem === null ? null : (JSON.parse(problem) as Record<string, unknown>),
    created: new Date(job.created).toISOString(),
    updated: new Date(job.updated).toISOString(),
    result: state === "done" ? `/v1/jobs/${id}/result` : null,
  };
}

function isOver({ state }: Job): boolean {
  return state !== "queued" && state !== "running";
}

/** A job of the caller's. @throws Problem `unknown-job` */
export async function findJob(c: Context<AppEnv>, id: string): Promise<Job> {
  const job = await registryOf(c.env).job(id);
  if (job !== null && covers(c.var.caller, job.key)) return job;
  throw new Problem("unknown-job", "There is no such job, or it was over so long ago that it was forgotten.");
}

function positionOf(cursor: string): { created: number; id: string } {
  const [created, id] = cursor.split("-");
  return { created: Number(created), id };
}

/** Why a job that is not done has nothing to read. */
export function noResult({ state, problem }: Job): Problem {
  const details = { state, ...(problem === null ? {} : { problem: JSON.parse(problem) }) };
  const detail = state === "failed" ? "The job failed; its problem says why." : `The job is ${state}.`;
  return new Problem("no-result", detail, details);
}
