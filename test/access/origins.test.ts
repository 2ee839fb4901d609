/** What a browser lets pages of other origins do, and what it can be made to send. */
import { describe, expect, it, vi } from "vitest";
import { envWith, ORIGIN, send, tokenOf, typeOf } from "./support.ts";

vi.spyOn(console, "log").mockImplementation(() => undefined);

const FRIEND = "https://lab.example";
const STRANGER = "https://elsewhere.example";
const { token, entry } = tokenOf({});
const closed = envWith([entry]);
const listed = envWith([entry], { ORIGINS: [FRIEND] });
const preflight = (origin: string) => ({
  method: "OPTIONS",
  path: "/v1/score",
  headers: {
    Origin: origin,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization",
  },
});
const allowed = (response: Response) => response.headers.get("Access-Control-Allow-Origin");

describe("a page of another origin", () => {
  it("may call where the configuration lists it: asked before, and told afterwards", async () => {
    const asked = await send(listed, preflight(FRIEND));
    expect([asked.status, allowed(asked)]).toEqual([204, FRIEND]);
    expect(asked.headers.get("Access-Control-Allow-Headers")).toContain("Authorization");
    expect(asked.headers.get("Access-Control-Allow-Credentials")).toBeNull();
    const headers = { Origin: FRIEND, "Sec-Fetch-Site": "cross-site" };
    const answer = await send(listed, { path: "/v1/jobs", headers }, token);
    expect([answer.status, allowed(answer)]).toEqual([200, FRIEND]);
    const refused = await send(listed, { method: "POST", path: "/v1/score", headers });
    expect([refused.status, allowed(refused)]).toEqual([401, FRIEND]);
    expect(refused.headers.get("Vary")).toContain("Origin");
  });

  it.each([
    ["that is not listed", listed, STRANGER],
    ["where none is listed", closed, FRIEND],
    ["that only looks like a listed one", listed, `${FRIEND}.evil.example`],
    ["that hides what it is", listed, "null"],
  ])("%s may not", async (_, bindings, origin) => {
    expect(allowed(await send(bindings, preflight(origin)))).toBeNull();
    const read = await send(bindings, { path: "/v1/jobs", headers: { Origin: origin } }, token);
    expect(allowed(read)).toBeNull();
  });

  it.each([
    ["by Sec-Fetch-Site", { Origin: STRANGER, "Sec-Fetch-Site": "cross-site" }],
    ["of the same site", { Origin: STRANGER, "Sec-Fetch-Site": "same-site" }],
    ["by Origin in older browsers", { Origin: STRANGER }],
    ["without a name", { Origin: "null" }],
  ])("cannot make a browser send what changes something, known %s", async (_, headers) => {
    const open = envWith([], { ACCESS: "open" });
    const response = await send(open, { method: "POST", path: "/v1/uploads", headers });
    expect([response.status, await typeOf(response)]).toEqual([403, "foreign-origin"]);
  });
});

describe("the page that comes along, and whoever is no browser", () => {
  it.each<Record<string, string>>([
    { Origin: ORIGIN, "Sec-Fetch-Site": "same-origin" },
    { Origin: ORIGIN },
    { "Sec-Fetch-Site": "none" },
    {},
  ])("may send with %j", async (headers) => {
    const response = await send(closed, { method: "POST", path: "/v1/score", headers }, token);
    expect(await typeOf(response)).toBe("empty");
  });
});

describe("every answer", () => {
  it.each(["/v1", "/healthz", "/v1/jobs", "/v1/none", "/problems"])("%s does nothing in a browser", async (path) => {
    const { headers } = await send(closed, { path });
    expect(headers.get("Content-Security-Policy")).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(headers.get("Referrer-Policy")).toBe("no-referrer");
    expect(headers.get("Strict-Transport-Security")).toMatch(/^max-age=\d{7,}/);
  });
});
