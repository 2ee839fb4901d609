/** What Hono's context carries of access. */
import type { Env } from "../env.ts";
import type { Caller } from "./caller.ts";

export interface AccessEnv {
  Bindings: Env;
  Variables: {
    /** Who calls; set by the guard of all of /v1. */
    caller: Caller;
  };
}
