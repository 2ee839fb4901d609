/** Senders that leave, and streams that break: the work stops, and what was held is given back. */
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import kernel from "../../build/kernel.wasm";
import { kernelDigest } from "../../build/kernel-digest.ts";
import { createApp } from "../../worker/app.ts";
import { createWasmRanker } from "../../worker/engine/ranker/wasm.ts";
import { createIsolate } from "../../worker/isolate.ts";
import { LIMITS } from "../../worker/limits.ts";
import { matrixText, PANEL } from "./matrix.ts";

afterEach(async () => {
  vi.restoreAllMocks();
  await reset();
});

const SAMPLES = 400;
const HEADER = `gene\t${Array.from({ length: SAMPLES }, (_, at) => `S${at}`).join("\t")}\n`;
/** Rows of a matrix that never ends. */
function rows(from: number, count: number): string {
  return Array.from(
    { length: count },
    (_, at) => `${PANEL[from + at] ?? `G${from + at}`}${"\t3.14159".repeat(SAMPLES)}\n`,
  ).join("");
}

/** A body that goes on until `happens` says otherwise, in pieces of about 300 KB. */
function endless(happens: (piece: number) => void): { body: ReadableStream<Uint8Array>; pieces: () => number } {
  let pieces = 0;
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      // A turn of the event loop, as a network would take it.
      await new Promise((resolve) => setTimeout(resolve, 0));
      happens(pieces);
      controller.enqueue(encoder.encode((pieces === 0 ? HEADER : "") + rows(pieces * 100, 100)));
      pieces++;
    },
  });
  return { body, pieces: () => pieces };
}

function worker() {
  const isolate = createIsolate(() => createWasmRanker(kernel, kernelDigest));
  const app = createApp(isolate);
  const post = (body: BodyInit, signal?: AbortSignal) =>
    Promise.resolve(
      app.fetch(new Request("http://localhost/v1/score?format=csv", { method: "POST", body, signal }), env),
    );
  return { isolate, post };
}

const spooled = async () => (await env.MATRICES.list({ prefix: "spool/" })).objects.length;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Pieces that make more than what is kept in memory. */
const BEYOND_MEMORY = Math.ceil(LIMITS.keptBodyBytes / 300_000) + 10;

describe("a sender that leaves", () => {
  it.each([
    ["early", 3],
    ["after more has come than memory keeps", BEYOND_MEMORY],
  ])("%s stops the work and leaves nothing", async (_, last) => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const { isolate, post } = worker();
    const leaving = new AbortController();
    const { body, pieces } = endless((piece) => {
      if (piece === last) leaving.abort();
    });
    await post(body, leaving.signal).catch(() => undefined);
    const read = pieces();
    await wait(100);
    expect(pieces()).toBeLessThanOrEqual(read + 1);
    expect(read).toBeLessThan(last + 10);
    expect([isolate.budget.held, await spooled()]).toEqual([0, 0]);
    expect(log.mock.calls.map(([line]) => JSON.parse(String(line)).event)).not.toContain("internal");
    const next = await post(matrixText(2));
    expect(next.status).toBe(200);
    await next.text();
  });

  it("while it waits for memory stands in nobody's way", async () => {
    vi.spyOn(console, "log").mockImplementation(() => undefined);
    const { isolate, post } = worker();
    const lease = await isolate.budget.acquire(isolate.budget.capacity);
    const leaving = new AbortController();
    const waiting = post(matrixText(2), leaving.signal).catch(() => undefined);
    await wait(20);
    leaving.abort();
    await waiting;
    lease.release();
    expect(isolate.budget.held).toBe(0);
    expect((await post(matrixText(2))).status).toBe(200);
  });
});

describe("a body that breaks", () => {
  it("after more has come than memory keeps leaves nothing in the bucket", async () => {
    vi.spyOn(console, "log").mockImplementation(() => undefined);
    const { isolate, post } = worker();
    const { body } = endless((piece) => {
      if (piece === BEYOND_MEMORY) throw new Error("the network is gone");
    });
    const response = await post(body);
    expect([response.status, await response.json()]).toMatchObject([400, { type: "/problems/truncated-body" }]);
    expect([isolate.budget.held, await spooled()]).toEqual([0, 0]);
  });
});
