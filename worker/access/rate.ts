/** How often somebody may call, by Cloudflare's rate limiting binding: counters a location, and approximate. */
import type { Env } from "../env.ts";
import { LIMITS } from "../limits.ts";
import { Problem } from "../problem.ts";
import { notConfigured } from "./mode.ts";

/** The binding that counts whoever has no other. */
const DEFAULT_RATE = "RATE";

/**
 * Counts a request.
 *
 * @param key who is counted
 * @param binding name of the counter; without one, and without the default bound, nobody is counted
 * @throws Problem `too-many-requests`, `not-configured` for a name that is not bound
 */
export async function countRequest(env: Env, key: string, binding = DEFAULT_RATE): Promise<void> {
  const limiter: unknown = Reflect.get(env, binding);
  if (!isLimiter(limiter)) {
    if (binding === DEFAULT_RATE) return;
    throw notConfigured(`A token is counted by "${binding}", which is no rate limit of wrangler.toml.`);
  }
  const { success } = await limiter.limit({ key });
  if (success) return;
  throw new Problem("too-many-requests", `There were more requests than are allowed in ${LIMITS.rateSeconds} s.`);
}

/**
 * The network an address is counted under: IPv6 hands a whole /64 to each customer.
 *
 * @param address `CF-Connecting-IP`, which the edge sets whatever the client sends; without it all are counted as one
 */
export function networkOf(address = ""): string {
  if (!address.includes(":")) return address;
  const [head, tail] = address.split("::").map((half) => (half === "" ? [] : half.split(":")));
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => "0");
  const groups = [...head, ...zeros, ...(tail ?? [])];
  return `${groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}

function isLimiter(binding: unknown): binding is RateLimit {
  return typeof binding === "object" && binding !== null && "limit" in binding;
}
