/** `GET /healthz`: whether this isolate answers, whom it lets in, and how much of its memory is lent. */
import { Hono } from "hono";
import { statedMode } from "../access/index.ts";
import { catalogueVersion } from "../catalogue/index.ts";
import { ENGINE_VERSION } from "../engine/version.ts";
import type { Isolate } from "../isolate.ts";
import type { AppEnv } from "./http/context.ts";

/** `/healthz`, on the memory account of the isolate. */
export function healthRoutes({ budget }: Isolate) {
  return new Hono<AppEnv>().get("/", (c) => {
    const memory = { held: budget.held, peak: budget.peak, capacity: budget.capacity };
    const versions = { version: ENGINE_VERSION, catalogue: catalogueVersion };
    return c.json({ status: "ok", ...versions, access: statedMode(c.env), memory });
  });
}
