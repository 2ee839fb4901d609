/** One structured line a request. */
import { createMiddleware } from "hono/factory";
import { routePath } from "hono/route";
import type { AppEnv, Figures } from "./context.ts";

/**
 * Logs route, status, duration and sizes of every request, and whether its sender `left`; never names, values or the query, which may concern patients.
 * `ms` counts waiting only where the clock stands still between I/O, as it does in production.
 */
export const log = createMiddleware<AppEnv>(async function log(c, next) {
  const started = Date.now();
  const figures: Figures = {};
  c.set("figures", figures);
  await next();
  const { requestId, caller } = c.var;
  const left = c.req.raw.signal.aborted || undefined;
  const line = { event: "request", requestId, method: c.req.method, route: routePath(c, -1), status: c.res.status };
  console.log(JSON.stringify({ ...line, caller: caller?.name, left, ms: Date.now() - started, ...figures }));
});
