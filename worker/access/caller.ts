/** Who calls, and what that allows. */
import { createMiddleware } from "hono/factory";
import { Problem } from "../problem.ts";
import type { ObjectName } from "../storage/buckets.ts";
import type { AccessEnv } from "./context.ts";
import type { Scope } from "./entry.ts";

/** Who calls, and what they may do. */
export interface Caller {
  /** As the operator named the token; for the log and for counting requests. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Start of the keys, in any bucket, that the caller may name; empty for all of them. */
  readonly prefix: string;
}

/** Whether a key, or a job or upload of it, is the caller's. */
export function covers({ prefix }: Caller, key: string): boolean {
  return key.startsWith(prefix);
}

/**
 * A middleware that lets callers of a scope pass.
 *
 * @throws Problem `forbidden` naming the scope (from the middleware)
 * @example
 * app.post("/", permit("jobs"), (c) => …);
 */
export function permit(scope: Scope) {
  return createMiddleware<AccessEnv>(async function permit(c, next) {
    demand(c.var.caller, scope);
    await next();
  });
}

/** As {@link permit}, where only the work shows that a scope is needed. */
export function demand({ scopes }: Caller, scope: Scope): void {
  if (scopes.includes(scope) || scopes.includes("admin")) return;
  const detail = `This needs a token of the scope "${scope}"; the one that came has ${scopes.join(", ")}.`;
  throw new Problem("forbidden", detail, { scope });
}

/**
 * An object that a request names, if the caller may name it. Nothing is read before: the answer does not tell whether it exists.
 *
 * @throws Problem `outside-prefix`
 */
export function reachable(caller: Caller, name: ObjectName): ObjectName {
  if (covers(caller, name.key)) return name;
  const detail = `The token reaches keys that begin with "${caller.prefix}"; the request names another.`;
  throw new Problem("outside-prefix", detail, { text: name.key, expected: `${caller.prefix}…` });
}
