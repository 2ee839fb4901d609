/** `/v1/jobs`: objects of any size, scored in the background. */
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { z } from "zod";
import { cancelJob } from "../batch/job/cancel.ts";
import { JOB_STATES, type Job, registryOf } from "../batch/job/registry.ts";
import { jobRequest } from "../batch/job/request.ts";
import { submitObject } from "../batch/job/submit.ts";
import { RESULT_FILES, resultKey } from "../batch/publish/results.ts";
import type { Env } from "../env.ts";
import { LIMITS } from "../limits.ts";
import { Problem } from "../problem.ts";
import { parseJson, parseMembers } from "../request/parse.ts";
import { parseSource } from "../request/scoring.ts";
import { readText } from "../storage/text.ts";
import type { AppEnv } from "./http/context.ts";
import { readObject } from "./http/envelope.ts";

const EVENT_MS = 1_000;

const listing = z.strictObject({
  state: z.enum(JOB_STATES).optional(),
  limit: z.coerce.number().int().min(1).max(LIMITS.listedJobs).default(LIMITS.listedByDefault),
  /** What the page before ended with. */
  cursor: z
    .string()
    .regex(/^\d+-[0-9a-f]+$/)
    .optional(),
});

const resultQuery = z.strictObject({ file: z.enum(["scores", "summary", "manifest", "request"]).default("scores") });

export const jobRoutes = new Hono<AppEnv>()
  .post("/", async (c) => {
    const asked = parseJson(await readText(c.req.raw.body, LIMITS.sidecarBytes, "JSON request"));
    const { source, sheet, gmt, own, ...scoring } = parseSource(asked);
    const text = typeof sheet === "object" ? await readObject(c, sheet) : sheet;
    const job = await submitObject(c.env, source, jobRequest(scoring, { sheet: text, gmt, own }));
    return c.json(jobView(job), 202, { Location: `/v1/jobs/${job.id}` });
  })
  .get("/", async (c) => {
    const { state, limit, cursor } = parseMembers(listing, c.req.query());
    const jobs = await registryOf(c.env).list(state, cursor === undefined ? undefined : positionOf(cursor), limit);
    const last = jobs.length === limit ? jobs[jobs.length - 1] : undefined;
    return c.json({ jobs: jobs.map(jobView), cursor: last === undefined ? null : `${last.created}-${last.id}` });
  })
  .get("/:id", async (c) => c.json(jobView(await findJob(c.env, c.req.param("id")))))
  .get("/:id/events", async (c) => {
    const id = c.req.param("id");
    let job = await findJob(c.env, id);
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
        job = await findJob(c.env, id);
      }
    });
  })
  .get("/:id/result", async (c) => {
    const { file } = parseMembers(resultQuery, c.req.query());
    const job = await findJob(c.env, c.req.param("id"));
    if (job.state !== "done") throw noResult(job);
    return answerObject(c.env, resultKey(job, file), `${job.id}-${RESULT_FILES[file]}`, c.req.raw.headers);
  })
  .delete("/:id", async (c) => {
    const job = await findJob(c.env, c.req.param("id"));
    await cancelJob(c.env, job);
    return c.json(jobView(await findJob(c.env, job.id)));
  });

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

async function findJob(env: Env, id: string): Promise<Job> {
  const job = await registryOf(env).job(id);
  if (job !== null) return job;
  throw new Problem("unknown-job", "There is no such job, or it was over so long ago that it was forgotten.");
}

function positionOf(cursor: string): { created: number; id: string } {
  const [created, id] = cursor.split("-");
  return { created: Number(created), id };
}

function noResult({ state, problem }: Job): Problem {
  const details = { state, ...(problem === null ? {} : { problem: JSON.parse(problem) }) };
  const detail = state === "failed" ? "The job failed; its problem says why." : `The job is ${state}.`;
  return new Problem("no-result", detail, details);
}

/** Streams an object out of the bucket: conditions and ranges by RFC 9110, sections 13 and 14, as R2 understands them. */
async function answerObject(env: Env, key: string, name: string, asked: Headers): Promise<Response> {
  const range = asked.has("Range") ? asked : undefined;
  const object = await env.MATRICES.get(key, { onlyIf: asked, range }).catch((error: unknown) => {
    throw range === undefined ? error : badRange(asked);
  });
  if (object === null) throw new Problem("no-result", "The result was removed from the bucket. Submit the job again.");
  const headers = new Headers({
    ETag: object.httpEtag,
    "Accept-Ranges": "bytes",
    "Content-Disposition": `attachment; filename="${name}"`,
    "Cache-Control": "private, no-cache",
  });
  object.writeHttpMetadata(headers);
  if (!("body" in object)) return new Response(null, { status: asked.has("If-Match") ? 412 : 304, headers });
  // R2 itself answers a range behind the end with the last bytes.
  if (Number(/^bytes=(\d+)-/.exec(asked.get("Range") ?? "")?.[1] ?? 0) >= object.size) throw badRange(asked);
  const { offset, length } = extentOf(object);
  headers.set("Content-Length", String(length));
  if (range === undefined) return new Response(object.body, { headers });
  headers.set("Content-Range", `bytes ${offset}-${offset + length - 1}/${object.size}`);
  return new Response(object.body, { status: 206, headers });
}

function badRange(asked: Headers): Problem {
  return new Problem("bad-range", "The range does not lie within the result.", { text: asked.get("Range") ?? "" });
}

/** R2 names all three members of a range, those that do not apply with undefined. */
function extentOf({ range, size }: R2ObjectBody): { offset: number; length: number } {
  const { offset, length, suffix }: { offset?: number; length?: number; suffix?: number } = range ?? {};
  if (suffix !== undefined) return { offset: Math.max(0, size - suffix), length: Math.min(size, suffix) };
  const from = offset ?? 0;
  return { offset: from, length: Math.min(length ?? size, size - from) };
}
