/** Faults of ours: what the sender learns, what the log keeps, and how the Worker goes on. */
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import kernel from "../../build/kernel.wasm";
import { kernelDigest } from "../../build/kernel-digest.ts";
import { createApp } from "../../worker/app.ts";
import { createWasmRanker } from "../../worker/engine/ranker/wasm.ts";
import { createIsolate, type Isolate } from "../../worker/isolate.ts";
import { matrixText } from "./matrix.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

function post(isolate: Isolate, headers: Record<string, string> = {}): Promise<Response> {
  const init = { method: "POST", headers: { "Content-Type": "text/plain", ...headers }, body: matrixText(2) };
  return Promise.resolve(createApp(isolate).request("/v1/score", init, env));
}

describe("a fault of ours", () => {
  it("is answered without its details, and logged with them under the same request id", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const isolate = createIsolate(() => Promise.reject(new Error("secret detail")));
    const response = await post(isolate, { "X-Request-Id": "request-7" });
    const answer = await response.text();
    expect(JSON.parse(answer)).toMatchObject({ type: "/problems/internal", status: 500, requestId: "request-7" });
    expect(answer).not.toContain("secret");
    const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)));
    expect(lines).toContainEqual({
      event: "internal",
      level: "error",
      requestId: "request-7",
      error: expect.stringContaining("secret detail"),
    });
  });

  it("in the kernel costs one request: the next gets a fresh kernel", async () => {
    vi.spyOn(console, "log").mockImplementation(() => undefined);
    let kernels = 0;
    const isolate = createIsolate(async () => {
      kernels++;
      const ranker = await createWasmRanker(kernel, kernelDigest);
      if (kernels > 1) return ranker;
      const trap = () => {
        throw new WebAssembly.RuntimeError("unreachable");
      };
      return { ...ranker, open: trap };
    });
    expect((await post(isolate)).status).toBe(500);
    expect((await post(isolate)).status).toBe(200);
    expect(kernels).toBe(2);
    expect(isolate.budget.held).toBe(0);
  });
});

describe("a Worker whose memory is lent", () => {
  it("tells the sender to come back", async () => {
    vi.spyOn(console, "log").mockImplementation(() => undefined);
    const isolate = createIsolate(() => createWasmRanker(kernel, kernelDigest));
    const lease = await isolate.budget.acquire(isolate.budget.capacity);
    const response = await post(isolate);
    expect([response.status, response.headers.get("Retry-After")]).toEqual([503, "2"]);
    expect(await response.json()).toMatchObject({ type: "/problems/busy" });
    lease.release();
    expect((await post(isolate)).status).toBe(200);
  });
});

describe("the log", () => {
  it("has one line a request, with sizes and without names", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const isolate = createIsolate(() => createWasmRanker(kernel, kernelDigest));
    await (await post(isolate)).text();
    const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)));
    expect(lines).toEqual([
      {
        event: "request",
        requestId: expect.any(String),
        method: "POST",
        route: "/v1/score",
        status: 200,
        caller: "anybody",
        ms: expect.any(Number),
        bytes: expect.any(Number),
        genes: expect.any(Number),
        samples: 2,
        path: "wasm",
      },
    ]);
  });
});
