/** What the typed client (`hc<AppType>`) knows of a route beyond its path. Types alone: routes read and check requests themselves. */
import type { MiddlewareHandler } from "hono";
import type { TypedResponse } from "hono/types";
import type { z } from "zod";
import type { crosstalkSourceSchema } from "../../request/crosstalk.ts";
import type { querySchema, sourceSchema } from "../../request/scoring.ts";
import type { AppEnv } from "./context.ts";

/** Members of a query, each a string as a query has it. */
export type Query<Schema extends z.ZodType> = { [Name in keyof z.input<Schema>]?: string };

/** Any one of the carriers: JSON that names an object, a form, or the plain body (by `init`) with a query. */
export interface ScoreInput {
  json?: z.input<typeof sourceSchema>;
  form?: { matrix: File; sheet?: string | File; gmt?: string | File; own?: string | File; request?: string };
  query?: Query<typeof querySchema>;
}

export interface CrosstalkInput {
  json?: z.input<typeof crosstalkSourceSchema>;
  form?: { matrix: File; sheet: string | File; request?: string };
}

/** Tells the client what a route takes. */
export function takes<Input extends object>(): MiddlewareHandler<
  AppEnv,
  string,
  { in: Input; out: Record<never, never> }
> {
  return (_, next) => next();
}

/** An answer whose JSON the client knows the type of. */
export type Typed<Answer, Status extends 200 | 202 = 200> = Response & TypedResponse<Answer, Status, "json">;
