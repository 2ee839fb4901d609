/** What Hono's context carries in this Worker. */
import type { Env } from "../../env.ts";

export interface AppEnv {
  Bindings: Env;
  Variables: {
    requestId: string;
    /** For the log: sizes and path, never names or values. */
    figures: Figures;
  };
}

export interface Figures {
  bytes?: number;
  genes?: number;
  samples?: number;
  path?: string;
}
