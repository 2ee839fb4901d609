/**
 * Who may do what (docs/access.md): `guard` finds out who calls and counts the call, `permit` asks for a scope, `reachable` keeps
 * names within the caller's prefix, `origins` answers pages of other origins, `links` signs what may be read without a token.
 */
export { type Caller, covers, demand, permit, reachable } from "./caller.ts";
export { challengeOf } from "./challenge.ts";
export type { AccessEnv } from "./context.ts";
export type { Scope } from "./entry.ts";
export { guard, guardAddress } from "./guard.ts";
export { type Link, signLink, verifyLink } from "./links.ts";
export { MODES, statedMode } from "./mode.ts";
export { crossOrigin, refuseCrossSite } from "./origins.ts";
