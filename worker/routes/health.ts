/** `GET /healthz`: whether this isolate answers, whom it lets in, and how much of its memory is lent. */
import { Hono } from "hono";
import { statedMode } from "../access/index.ts";
import { catalogueVersion } from "../catalogue/index.ts";
import type { Isolate } from "../isolate.ts";
import type { AppEnv } from "./http/context.ts";

/** `/healthz`, on the memory account of the isolate. */
export function healthRoutes({ budget }: Isolate) {
  return new Hono<AppEnv>().get("/", (c) => {
    const memory = { held: budget.held, peak: budget.peak, capacity: budget.capacity };
    return c.json({ status: "ok", catalogue: catalogueVersion, access: statedMode(c.env), memory });
  });
}
