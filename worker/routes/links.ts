/** Links to results for those who have no token: made below a job, read at `/links`. */
import { Hono } from "hono";
import type { z } from "zod";
import { permit, signLink, verifyLink } from "../access/index.ts";
import { registryOf } from "../batch/job/registry.ts";
import { RESULT_FILES, resultKey } from "../batch/publish/results.ts";
import { LIMITS } from "../limits.ts";
import { Problem } from "../problem.ts";
import { parseJson, parseMembers } from "../request/parse.ts";
import { readText } from "../storage/text.ts";
import type { AppEnv } from "./http/context.ts";
import { answerObject } from "./http/object.ts";
import { linkSchema, resultFile, signedSchema } from "./http/queries.ts";
import { takes } from "./http/typed.ts";
import { findJob, noResult } from "./jobs.ts";

export const jobLinkRoutes = new Hono<AppEnv>().post(
  "/:id/links",
  permit("read"),
  takes<{ json?: z.input<typeof linkSchema> }>(),
  async (c) => {
    const text = await readText(c.req.raw.body, LIMITS.sidecarBytes, "JSON request");
    const { file, seconds } = parseMembers(linkSchema, text === "" ? {} : parseJson(text));
    const job = await findJob(c, c.req.param("id"));
    if (job.state !== "done") throw noResult(job);
    const link = { job: job.id, file: RESULT_FILES[file], expires: Math.floor(Date.now() / 1000) + seconds };
    const url = new URL(`/links/${link.job}/${link.file}`, c.req.url);
    url.searchParams.set("expires", String(link.expires));
    url.searchParams.set("signature", await signLink(c.env, link));
    return c.json({ url: url.href, expires: new Date(1000 * link.expires).toISOString() }, 201);
  },
);

export const linkRoutes = new Hono<AppEnv>().get("/:job/:file", async (c) => {
  const { job: id, file } = c.req.param();
  const { expires, signature } = parseMembers(signedSchema, c.req.query());
  await verifyLink(c.env, { job: id, file, expires }, signature, Date.now());
  const name = resultFile.options.find((option) => RESULT_FILES[option] === file);
  const job = await registryOf(c.env).job(id);
  if (job === null || name === undefined) {
    throw new Problem("unknown-job", "The job of the link was over so long ago that it was forgotten.");
  }
  if (job.state !== "done") throw noResult(job);
  return answerObject(c.env, resultKey(job, name), `${job.id}-${file}`, c.req.raw.headers);
});
