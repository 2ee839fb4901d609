/** `POST /v1/score`: scores and classes of one matrix. */
import { type Context, Hono } from "hono";
import { demand, permit } from "../access/index.ts";
import { isTooLarge } from "../batch/job/begin.ts";
import { submitObject } from "../batch/job/submit.ts";
import { classify } from "../engine/cohort/index.ts";
import type { Isolate } from "../isolate.ts";
import { LIMITS } from "../limits.ts";
import { sizeOf } from "../matrix/recognise.ts";
import { planScoring } from "../request/plan.ts";
import { RESULT_FORMATS, type ResultDocument } from "../results/index.ts";
import { scoreMatrix } from "../score.ts";
import type { StageTimes } from "../stopwatch.ts";
import { platform } from "../storage/platform.ts";
import { answerResult } from "./http/answer.ts";
import type { AppEnv } from "./http/context.ts";
import { negotiate } from "./http/format.ts";
import { type JobSubmission, readSubmission } from "./http/submission.ts";
import { type ScoreInput, type Typed, takes } from "./http/typed.ts";
import { type JobView, jobView } from "./jobs.ts";

/** `/v1/score`, on what the isolate shares. */
export function scoreRoutes(isolate: Isolate) {
  return new Hono<AppEnv>().post(
    "/",
    permit("score"),
    takes<ScoreInput>(),
    async (c): Promise<Typed<ResultDocument> | Typed<JobView, 202>> => {
      const { source, scoring, job, sheet, own, dispose } = await readSubmission(c, isolate);
      try {
        const format = scoring.format ?? negotiate(c);
        const { request, context } = planScoring(scoring, own, sheet);
        // Some samples of a matrix are found without reading the others.
        const isWhole = scoring.samples === undefined;
        if (job !== undefined && isWhole && (sizeOf(source) ?? 0) > LIMITS.wholeBytes) return await answerJob(c, job);
        const ranker = await isolate.ranker(scoring.engine);
        const { signal } = c.req.raw;
        const times: StageTimes = { read: 0, rank: 0, score: 0 };
        const { budget } = isolate;
        const withDigest = RESULT_FORMATS[format].hasDigest;
        const scored = await scoreMatrix(source, request, { ranker, platform, budget, signal, times, withDigest });
        const { genes, samples } = scored.matrix;
        Object.assign(c.var.figures, { bytes: sizeOf(source), genes, samples, path: scored.engine.path });
        c.header("Server-Timing", serverTiming(times));
        // Of the other formats the client learns the bytes alone.
        return answerResult(c, classify(scored, context), format) as Typed<ResultDocument>;
      } catch (error) {
        if (job !== undefined && isTooLarge(error)) return await answerJob(c, job);
        throw error;
      } finally {
        await dispose();
      }
    },
  );
}

/** What one request cannot score is scored in the background. */
async function answerJob(c: Context<AppEnv>, { object, request }: JobSubmission): Promise<Typed<JobView, 202>> {
  demand(c.var.caller, "jobs");
  const job = await submitObject(c.env, c.var.caller.prefix, object, request);
  return c.json(jobView(job), 202, { Location: `/v1/jobs/${job.id}` });
}

/** W3C Server Timing: the stages in milliseconds, outside the result, whose bytes must not depend on the clock. */
function serverTiming(times: StageTimes): string {
  return Object.entries(times)
    .map(([stage, ms]) => `${stage};dur=${ms.toFixed(1)}`)
    .join(", ");
}
