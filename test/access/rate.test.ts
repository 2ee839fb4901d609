/** Counted requests, on the runtime's own rate limiter. */
import { describe, expect, it, vi } from "vitest";
import { networkOf } from "../../worker/access/rate.ts";
import type { Env } from "../../worker/env.ts";
import { LIMITS } from "../../worker/limits.ts";
import wrangler from "../../wrangler.toml?raw";
import { envWith, send, tokenOf, typeOf } from "./support.ts";

vi.spyOn(console, "log").mockImplementation(() => undefined);

/** Lets three requests pass in a minute; keys of their own keep tests apart. */
const tiny = (bindings: Env): RateLimit => Reflect.get(bindings, "RATE_TINY");
const JOBS = { path: "/v1/jobs" };
const from = (address: string) => ({ ...JOBS, headers: { "CF-Connecting-IP": address } });

/** A minute may begin between two requests: then a few more pass. */
async function untilRefused(call: () => Promise<Response>): Promise<Response> {
  for (let count = 0; count < 7; count++) {
    const response = await call();
    if (response.status === 429) return response;
  }
  throw new Error("seven requests passed a limit of three");
}

describe("a token's requests", () => {
  it("are counted by the counter it names; the rest is refused with the time to wait", async () => {
    const busy = tokenOf({ name: crypto.randomUUID(), rate: "RATE_TINY" });
    const other = tokenOf({ name: crypto.randomUUID(), rate: "RATE_TINY" });
    const bindings = envWith([busy.entry, other.entry]);
    const refused = await untilRefused(() => send(bindings, JOBS, busy.token));
    expect(refused.headers.get("Retry-After")).toBe(String(LIMITS.rateSeconds));
    expect(await typeOf(refused)).toBe("too-many-requests");
    expect((await send(bindings, JOBS, other.token)).status).toBe(200);
  });

  it("fail as the operator's mistake where that counter is not there", async () => {
    const { token, entry } = tokenOf({ rate: "RATE_NONE" });
    expect(await typeOf(await send(envWith([entry]), JOBS, token))).toBe("not-configured");
  });
});

describe("requests without a token", () => {
  it("are counted by address, right or wrong", async () => {
    const bindings = envWith([tokenOf({}).entry]);
    const counted = { ...bindings, RATE: tiny(bindings) };
    const refused = await untilRefused(() => send(counted, from("203.0.113.7"), "wrong"));
    expect(await typeOf(refused)).toBe("too-many-requests");
    expect((await send(counted, from("203.0.113.8"), "wrong")).status).toBe(401);
    const open = { ...counted, ACCESS: "open" };
    expect((await untilRefused(() => send(open, from("203.0.113.9")))).status).toBe(429);
    expect((await untilRefused(() => send(counted, { ...from("203.0.113.10"), path: "/links/a/b" }))).status).toBe(429);
  });

  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::9", "2001:db8:1:2::/64"],
    ["2001:db8::9", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
  ])("from %s count as from %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe("wrangler.toml", () => {
  it("counts for as long as the answer says", () => {
    const periods = [...wrangler.matchAll(/^simple = .*period = (\d+)/gm)].map(([, period]) => Number(period));
    expect(new Set(periods)).toEqual(new Set([LIMITS.rateSeconds]));
  });
});
