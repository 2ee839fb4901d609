/** What a refused request is told to come back with (RFC 6750, section 3). */
import type { Problem } from "../problem.ts";

/** The value of `WWW-Authenticate` for a problem; null for those that no other token would help. */
export function challengeOf({ type, details }: Problem): string | null {
  const challenge = 'Bearer realm="crossresist"';
  if (type === "forbidden") return `${challenge}, error="insufficient_scope", scope="${details.scope}"`;
  if (type !== "unauthenticated") return null;
  return details.token === "missing" ? challenge : `${challenge}, error="invalid_token"`;
}
