/** What Hono's context carries in this Worker. */
import type { AccessEnv } from "../../access/index.ts";

export interface AppEnv {
  Bindings: AccessEnv["Bindings"];
  Variables: AccessEnv["Variables"] & {
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
