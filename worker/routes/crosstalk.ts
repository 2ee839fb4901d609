/** `POST /v1/crosstalk`: what each treatment of a sample sheet shifted. */
import { Hono } from "hono";
import { permit } from "../access/index.ts";
import { crosstalkMatrix } from "../crosstalk.ts";
import type { Isolate } from "../isolate.ts";
import { sizeOf } from "../matrix/recognise.ts";
import { Problem } from "../problem.ts";
import { parseCrosstalk, parseCrosstalkSource } from "../request/crosstalk.ts";
import { platform } from "../storage/platform.ts";
import type { AppEnv } from "./http/context.ts";
import { type Carriers, openEnvelope } from "./http/envelope.ts";
import { type CrosstalkInput, takes } from "./http/typed.ts";

const CARRIERS: Carriers<ReturnType<typeof parseCrosstalk>> = {
  json: parseCrosstalkSource,
  members: parseCrosstalk,
  parts: ["sheet", "request"],
};

/** `/v1/crosstalk`, on what the isolate shares. */
export function crosstalkRoutes(isolate: Isolate) {
  return new Hono<AppEnv>().post("/", permit("score"), takes<CrosstalkInput>(), async (c) => {
    const { source, asked, sheet, dispose } = await openEnvelope(c, isolate, CARRIERS);
    try {
      if (sheet === undefined) {
        const detail = "The request has no sample sheet: without it nobody knows what was done to which sample.";
        throw new Problem("bad-request", detail, { expected: "sheet" });
      }
      const { duplicates, seed, engine } = asked;
      const runtime = {
        ranker: await isolate.ranker(engine),
        platform,
        budget: isolate.budget,
        signal: c.req.raw.signal,
      };
      const report = await crosstalkMatrix(source, { sheet, duplicates, seed }, runtime);
      const { genes, samples } = report.matrix;
      Object.assign(c.var.figures, { bytes: sizeOf(source), genes, samples, path: report.engine.path });
      c.header("Cache-Control", "no-store");
      return c.json(report);
    } finally {
      await dispose();
    }
  });
}
