/** Pages of other origins: those that the configuration lists may call from a browser, all others may not. */
import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import { Problem } from "../problem.ts";
import type { AccessEnv } from "./context.ts";

const PREFLIGHT_SECONDS = 600;
const SAFE = ["GET", "HEAD", "OPTIONS"];

const allow = cors({
  origin: (origin) => origin,
  allowMethods: ["GET", "HEAD", "POST", "PUT", "DELETE"],
  allowHeaders: ["Authorization", "Content-Type", "Content-Encoding", "If-Match", "If-None-Match", "Range"],
  exposeHeaders: [
    "Accept-Ranges",
    "Content-Disposition",
    "Content-Range",
    "ETag",
    "Location",
    "Retry-After",
    "Server-Timing",
    "WWW-Authenticate",
    "X-Request-Id",
  ],
  maxAge: PREFLIGHT_SECONDS,
});

/** CORS for the origins of the variable `ORIGINS`; none by default. Tokens travel in a header, so cookies are never allowed. */
export const crossOrigin = createMiddleware<AccessEnv>(async function crossOrigin(c, next) {
  const { ORIGINS = [] } = c.env;
  if (ORIGINS.includes(c.req.header("Origin") ?? "")) return allow(c, next);
  await next();
  // A cache must not hand an answer to one origin that was made for another.
  if (ORIGINS.length > 0) c.header("Vary", "Origin", { append: true });
});

/**
 * Refuses what a page of another origin makes a browser send: where no token is needed, nothing else would stand between any page
 * that somebody opens and the Worker on their computer. The rule is that of Go's `http.CrossOriginProtection`.
 *
 * @throws Problem `foreign-origin`
 */
export const refuseCrossSite = createMiddleware<AccessEnv>(async function refuseCrossSite(c, next) {
  const { ORIGINS = [] } = c.env;
  const origin = c.req.header("Origin");
  const site = c.req.header("Sec-Fetch-Site");
  const isOwn =
    site === undefined
      ? origin === undefined || URL.parse(origin)?.host === new URL(c.req.url).host
      : site === "same-origin" || site === "none";
  if (!isOwn && !SAFE.includes(c.req.method) && !ORIGINS.includes(origin ?? "")) {
    const detail =
      "A page of another origin sent this. The operator can let it call by listing its origin in ORIGINS of wrangler.toml.";
    throw new Problem("foreign-origin", detail, { text: origin ?? "" });
  }
  await next();
});
