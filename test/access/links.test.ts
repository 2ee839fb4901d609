/** Signed links to results. */
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { registryOf } from "../../worker/batch/job/registry.ts";
import { resultKey } from "../../worker/batch/publish/results.ts";
import { LIMITS } from "../../worker/limits.ts";
import { envWith, LINK_KEYS, send, tokenOf, typeOf } from "./support.ts";

const reader = tokenOf({ scopes: ["read"], prefix: "ours/" });
const bindings = envWith([reader.entry]);
const JOBS = { done: "d".repeat(32), waiting: "e".repeat(32) };

beforeAll(async () => {
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  const registry = registryOf(env);
  for (const id of Object.values(JOBS)) {
    const job = { id, bucket: "matrices", key: "ours/m.tsv", version: "1", size: 1, result: `results/${id}/` };
    await registry.submit(job, false);
  }
  const job = await registry.claim(JOBS.done, 0);
  await registry.finish(JOBS.done, job?.attempt ?? 0, "done", null);
  await env.MATRICES.put(resultKey({ result: `results/${JOBS.done}/` }, "scores"), "sample\nS1\n");
  await env.MATRICES.put(resultKey({ result: `results/${JOBS.done}/` }, "summary"), "{}\n");
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(() => reset());

async function linkTo(file: string, seconds: number): Promise<URL> {
  const call = { method: "POST", path: `/v1/jobs/${JOBS.done}/links`, body: JSON.stringify({ file, seconds }) };
  const response = await send(bindings, call, reader.token);
  expect(response.status).toBe(201);
  const { url, expires } = await response.json<{ url: string; expires: string }>();
  expect(Math.abs(Date.parse(expires) - Date.now() - 1000 * seconds)).toBeLessThan(5000);
  return new URL(url);
}

const open = (url: URL, more = bindings) => send(more, { path: url.href });

describe("a link", () => {
  it("gives the file to whoever has it, without a token and in ranges", async () => {
    const url = await linkTo("scores", 60);
    const whole = await open(url);
    expect([whole.status, await whole.text()]).toEqual([200, "sample\nS1\n"]);
    expect(whole.headers.get("Content-Disposition")).toContain("scores.csv");
    const part = await send(bindings, { path: url.href, headers: { Range: "bytes=0-5" } });
    expect([part.status, await part.text()]).toEqual([206, "sample"]);
  });

  it("ends when it says", async () => {
    const url = await linkTo("scores", 60);
    vi.useFakeTimers({ now: 1000 * Number(url.searchParams.get("expires")) - 1, toFake: ["Date"] });
    expect((await open(url)).status).toBe(200);
    vi.setSystemTime(Date.now() + 1);
    const late = await open(url);
    expect([late.status, await late.json()]).toMatchObject([403, { type: "/problems/bad-link", detail: /ended/ }]);
  });

  it.each([
    ["another file", (url: URL) => url.href.replace("scores.csv", "summary.json")],
    ["another job", (url: URL) => url.href.replace(JOBS.done, JOBS.waiting)],
    ["a later end", (url: URL) => url.href.replace(/expires=\d/, "expires=9")],
    [
      "another signature",
      (url: URL) => url.href.replace(/signature=./, (found) => (found.endsWith("A") ? "signature=B" : "signature=A")),
    ],
    ["no signature", (url: URL) => url.href.replace(/signature=.*/, "signature=")],
    ["half a signature", (url: URL) => url.href.slice(0, -20)],
  ])("changed to %s opens nothing", async (_, change) => {
    const response = await send(bindings, { path: change(await linkTo("scores", 60)) });
    expect([response.status, await typeOf(response)]).toEqual([403, "bad-link"]);
  });

  it("opens nothing once its key is gone, and goes on while the key stands behind a new one", async () => {
    const url = await linkTo("scores", 60);
    const fresh = "n".repeat(32);
    expect((await open(url, { ...bindings, LINK_KEYS: `${fresh} ${LINK_KEYS}` })).status).toBe(200);
    expect((await open(url, { ...bindings, LINK_KEYS: fresh })).status).toBe(403);
  });

  it("is made of results only, and for a week at most", async () => {
    const ask = (job: string, body: unknown) =>
      send(bindings, { method: "POST", path: `/v1/jobs/${job}/links`, body: JSON.stringify(body) }, reader.token);
    expect(await typeOf(await ask(JOBS.waiting, {}))).toBe("no-result");
    expect(await typeOf(await ask(JOBS.done, { seconds: LIMITS.linkMostSeconds + 1 }))).toBe("bad-request");
    expect(await typeOf(await ask(JOBS.done, { file: "error" }))).toBe("unknown-option");
  });

  it.each([undefined, "", "short"])("is not made or read without a key to sign with (%j)", async (keys) => {
    const url = await linkTo("scores", 60);
    const without = { ...bindings, LINK_KEYS: keys };
    const ask = { method: "POST", path: `/v1/jobs/${JOBS.done}/links` };
    for (const response of [await send(without, ask, reader.token), await open(url, without)]) {
      expect([response.status, await typeOf(response)]).toEqual([503, "not-configured"]);
    }
  });
});
