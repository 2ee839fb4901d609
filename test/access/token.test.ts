/** Tokens: renewed without a gap, and a deployment that has none or cannot read them says so to its operator. */
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";
import { hashOf } from "../../worker/access/entry.ts";
import { envWith, send, tokenOf } from "./support.ts";

const JOBS = { path: "/v1/jobs" };

let log: MockInstance;

beforeEach(() => {
  log = vi.spyOn(console, "log").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const logged = () => log.mock.calls.map(([line]) => String(line)).join("\n");

describe("a token", () => {
  it("is renewed by a second one of the same name; both are good until the first is taken back", async () => {
    const old = tokenOf({ name: "pipeline" });
    const fresh = tokenOf({ name: "pipeline" });
    const both = envWith([old.entry, fresh.entry]);
    for (const { token } of [old, fresh]) expect((await send(both, JOBS, token)).status).toBe(200);
    const after = envWith([fresh.entry]);
    expect((await send(after, JOBS, old.token)).status).toBe(401);
    expect((await send(after, JOBS, fresh.token)).status).toBe(200);
  });

  it("that has ended is told apart from one that is not known", async () => {
    const ended = tokenOf({ notAfter: "2020-01-01T00:00:00+01:00" });
    const bindings = envWith([ended.entry]);
    expect(await (await send(bindings, JOBS, ended.token)).json()).toMatchObject({ token: "expired" });
    expect(await (await send(bindings, JOBS, tokenOf({}).token)).json()).toMatchObject({ token: "unknown" });
    expect(await (await send(bindings, JOBS)).json()).toMatchObject({ token: "missing" });
  });

  it("must be one that was made here: the hash of a password opens nothing", async () => {
    const { entry } = tokenOf({});
    const bindings = envWith([{ ...entry, hash: hashOf("hunter2") }]);
    expect((await send(bindings, JOBS, "hunter2")).status).toBe(401);
  });

  it("is named in the log, and neither it nor its hash is", async () => {
    const { token, entry } = tokenOf({ name: "pipeline-7" });
    await send(envWith([entry]), JOBS, token);
    expect(logged()).toContain('"caller":"pipeline-7"');
    for (const secret of [token, entry.hash]) expect(logged()).not.toContain(secret);
  });
});

describe("a deployment", () => {
  it.each([undefined, ""])("without tokens (%j) lets nobody in, and says what to do", async (TOKENS) => {
    const response = await send({ ...envWith([]), TOKENS }, JOBS, tokenOf({}).token);
    expect([response.status, response.headers.get("Retry-After")]).toEqual([503, null]);
    expect(await response.json()).toMatchObject({
      type: "/problems/not-configured",
      detail: expect.stringMatching(/crossresist token.*TOKENS.*open/s),
    });
  });

  it.each([undefined, "", "Open", "yes"])("whose configuration says ACCESS = %j is not open", async (ACCESS) => {
    const response = await send({ ...envWith([]), ACCESS }, JOBS);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining("tokens, open, local") });
  });

  it.each([
    ["is no JSON", "{"],
    ["is an empty list", "[]"],
    ["has a scope that is none", JSON.stringify([{ ...tokenOf({}).entry, scopes: ["all"] }])],
    ["has a prefix without a slash", JSON.stringify([{ ...tokenOf({}).entry, prefix: "hospital" }])],
    ["has a prefix among the service's own folders", JSON.stringify([{ ...tokenOf({}).entry, prefix: "results/" }])],
    ["has a token that never ends", JSON.stringify([{ ...tokenOf({}).entry, notAfter: undefined }])],
  ])("whose secret %s lets nobody in, and logs why without its content", async (_, TOKENS) => {
    const response = await send({ ...envWith([]), TOKENS }, JOBS);
    expect([response.status, await response.text()]).toEqual([503, expect.stringContaining("TOKENS")]);
    expect(logged()).toContain("tokens-unreadable");
    expect(logged()).not.toContain("sha256:");
  });

  it("that is open asks for no token", async () => {
    expect((await send(envWith([], { ACCESS: "open", TOKENS: undefined }), JOBS)).status).toBe(200);
  });

  it.each([
    ["http://localhost:8787", 200],
    ["http://127.0.0.1:8787", 200],
    ["http://[::1]:8787", 200],
    ["http://crossresist.localhost", 200],
    ["https://crossresist.example", 403],
    ["http://192.168.0.7:8787", 403],
    ["http://localhost.example", 403],
    ["http://127.0.0.1.example", 403],
  ])("that is local answers %s with %d", async (origin, status) => {
    const response = await send(envWith([], { ACCESS: "local" }), { path: `${origin}/v1/jobs` });
    expect(response.status).toBe(status);
  });
});
