/** The HTTP application: one file a resource in routes/. */
import { Hono } from "hono";
import { except } from "hono/combine";
import { methodNotAllowed } from "hono/method-not-allowed";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import { crossOrigin, guard, guardAddress, refuseCrossSite } from "./access/index.ts";
import type { Isolate } from "./isolate.ts";
import { Problem } from "./problem.ts";
import { crosstalkRoutes } from "./routes/crosstalk.ts";
import { healthRoutes } from "./routes/health.ts";
import { homeRoutes } from "./routes/home.ts";
import type { AppEnv } from "./routes/http/context.ts";
import { log } from "./routes/http/log.ts";
import { jobRoutes } from "./routes/jobs.ts";
import { jobLinkRoutes, linkRoutes } from "./routes/links.ts";
import { answerError, answerProblem, problemRoutes } from "./routes/problems.ts";
import { scoreRoutes } from "./routes/score.ts";
import { signatureRoutes } from "./routes/signatures.ts";
import { uploadRoutes } from "./routes/uploads.ts";

/** What everybody may know: it says nothing of anybody's data. */
const CATALOGUE = ["/v1", "/v1/signatures/*"];

/** No answer of the application is a page: whatever a browser is made to take it for, it shall do nothing. */
const ANSWER_HEADERS = {
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], sandbox: [] },
  xFrameOptions: "DENY",
};

/** Builds the application on what its isolate shares. */
export function createApp(isolate: Isolate) {
  const app = new Hono<AppEnv>();
  app.use(requestId(), log, secureHeaders(ANSWER_HEADERS), crossOrigin);
  app.use("/v1/*", refuseCrossSite, except(CATALOGUE, guard));
  for (const path of [...CATALOGUE, "/links/*"]) app.use(path, guardAddress);
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        const allow = methods.join(", ");
        const problem = new Problem("method-not-allowed", `${c.req.method} is not possible here; expected ${allow}.`);
        c.header("Allow", allow);
        return answerProblem(c, problem);
      },
    }),
  );
  app.notFound((c) => answerProblem(c, new Problem("not-found", `There is nothing at ${c.req.path}.`)));
  app.onError((error, c) => {
    isolate.noteFailure(error);
    return answerError(error, c);
  });
  return app
    .route("/healthz", healthRoutes(isolate))
    .route("/problems", problemRoutes)
    .route("/v1", homeRoutes)
    .route("/v1/score", scoreRoutes(isolate))
    .route("/v1/crosstalk", crosstalkRoutes(isolate))
    .route("/v1/signatures", signatureRoutes)
    .route("/v1/uploads", uploadRoutes)
    .route("/v1/jobs", jobRoutes)
    .route("/v1/jobs", jobLinkRoutes)
    .route("/links", linkRoutes);
}

/** For a typed client: `hc<AppType>("https://…")` of hono/client. */
export type AppType = ReturnType<typeof createApp>;
