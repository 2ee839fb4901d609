/** `POST /v1/score`: scores and classes of one matrix. */
import { Hono } from "hono";
import { classify } from "../engine/cohort/index.ts";
import type { Isolate } from "../isolate.ts";
import { planScoring } from "../request/plan.ts";
import { type StageTimes, scoreMatrix } from "../score.ts";
import { platform } from "../storage/platform.ts";
import { answerResult } from "./answer.ts";
import type { AppEnv } from "./context.ts";
import { negotiate } from "./format.ts";
import { readSubmission } from "./submission.ts";

export function scoreRoutes(isolate: Isolate) {
  return new Hono<AppEnv>().post("/", async (c) => {
    const { source, scoring, sheet, own, dispose } = await readSubmission(c, isolate);
    try {
      const format = scoring.format ?? negotiate(c);
      const { request, context } = planScoring(scoring, own, sheet);
      const ranker = await isolate.ranker(scoring.engine);
      const { signal } = c.req.raw;
      const times: StageTimes = { read: 0, rank: 0, score: 0 };
      const scored = await scoreMatrix(source, request, { ranker, platform, budget: isolate.budget, signal, times });
      const { genes, samples } = scored.matrix;
      Object.assign(c.var.figures, { bytes: source.size, genes, samples, path: scored.engine.path });
      const answer = answerResult(classify(scored, context), format, c.var.requestId);
      answer.headers.set("Server-Timing", serverTiming(times));
      return answer;
    } finally {
      await dispose();
    }
  });
}

/** W3C Server Timing: the stages in milliseconds, outside the result, whose bytes must not depend on the clock. */
function serverTiming(times: StageTimes): string {
  return Object.entries(times)
    .map(([stage, ms]) => `${stage};dur=${ms.toFixed(1)}`)
    .join(", ");
}
