/** Problem details over HTTP (RFC 9457), and the pages that their `type` points to. */
import { type Context, Hono } from "hono";
import { accepts } from "hono/accepts";
import { challengeOf } from "../access/index.ts";
import { LIMITS } from "../limits.ts";
import { PROBLEMS, Problem, type ProblemType } from "../problem.ts";
import type { AppEnv } from "./http/context.ts";
import { REMEDIES } from "./remedies.ts";

/** When it makes sense to come again, in seconds. */
const RETRY_SECONDS: Partial<Record<ProblemType, number>> = {
  busy: 2,
  "source-unavailable": 10,
  "too-many-requests": LIMITS.rateSeconds,
  "too-many-jobs": 60,
};

/** Where the page of the API explains all problems; each has an anchor of its own. */
const PAGE = "/docs#problem";

/** Whoever follows a `type` in a browser lands on the page that explains it; programs get JSON. */
export const problemRoutes = new Hono<AppEnv>()
  .get("/", (c) => {
    if (wantsPage(c)) return c.redirect(`${PAGE}s`, 303);
    return c.json({ problems: Object.keys(PROBLEMS).map((type) => describe(type as ProblemType)) });
  })
  .get("/:type", (c) => {
    const type = c.req.param("type");
    if (!Object.hasOwn(PROBLEMS, type)) throw new Problem("not-found", `There is no problem type "${type}".`);
    if (wantsPage(c)) return c.redirect(`${PAGE}-${type}`, 303);
    return c.json(describe(type as ProblemType));
  });

function wantsPage(c: Context<AppEnv>): boolean {
  c.header("Vary", "Accept", { append: true });
  const [json, page] = ["application/json", "text/html"];
  return accepts(c, { header: "Accept", supports: [json, page], default: json }) === page;
}

function describe(type: ProblemType) {
  const [status, title] = PROBLEMS[type];
  return { type: `/problems/${type}`, status, title, remedy: REMEDIES[type] };
}

/** Answers an error: problems as they are, all else as `internal`, of which only the log tells the details. */
export function answerError(error: Error, c: Context<AppEnv>): Response {
  if (error instanceof Problem) return answerProblem(c, error);
  // What stops because its sender left is no fault, whatever it was stopped with; nobody reads the answer.
  if (c.req.raw.signal.aborted) return answerProblem(c, new Problem("truncated-body", "The sender left."));
  const { requestId } = c.var;
  console.log(JSON.stringify({ event: "internal", level: "error", requestId, error: error.stack ?? String(error) }));
  return answerProblem(c, internal(requestId));
}

/** Answers with a problem and its status; 503 says when to come back. */
export function answerProblem(c: Context<AppEnv>, problem: Problem): Response {
  c.header("Content-Type", "application/problem+json");
  c.header("Cache-Control", "no-store");
  const retry = RETRY_SECONDS[problem.type];
  if (retry !== undefined) c.header("Retry-After", String(retry));
  const challenge = challengeOf(problem);
  if (challenge !== null) c.header("WWW-Authenticate", challenge);
  return c.body(JSON.stringify(problem), PROBLEMS[problem.type][0]);
}

/** What a sender learns of an error of ours. */
export function internal(requestId: string): Problem {
  return new Problem(
    "internal",
    `Something went wrong on our side; please report it with the request id ${requestId}.`,
    {
      requestId,
    },
  );
}
