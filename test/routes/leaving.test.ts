/** Senders that leave the Worker on its real runtime: what they asked for ends, and what it held is given back. */
import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { matrixLines } from "../../scripts/memory/matrix.ts";
import { type Runtime, startRuntime } from "../../scripts/node/runtime.ts";

/** Some 80 MB: more than a body may be kept in memory, and a third of a second of work for the kernel. */
const SAMPLES = 1_200;
const MATRIX = Buffer.from([...matrixLines(10_000, SAMPLES)].join(""));
const SOURCE = { bucket: "matrices", key: "large.tsv" };

let runtime: Runtime;
let ended: { route: string; status: number; left?: boolean }[] = [];

beforeAll(async () => {
  runtime = await startRuntime(4, (line) => {
    const entry = JSON.parse(line);
    if (entry.event === "request" && entry.method === "POST") ended.push(entry);
  });
  await runtime.bucket.put(SOURCE.key, MATRIX);
}, 60_000);

afterAll(() => runtime.close());

type Leaving = "during the request" | "during the answer";

/** Sends and breaks the connection off by a reset, as a network does: the end of a stream alone may be a sender that still listens. */
function leave(path: string, body: Uint8Array | string, when: Leaving, ms = 0): Promise<void> {
  return new Promise((resolve) => {
    const asked = request(runtime.url.origin + path, {
      method: "POST",
      agent: false,
      headers: {
        "Content-Length": String(body.length),
        "Content-Type": typeof body === "string" ? "application/json" : "text/plain",
      },
    });
    const reset = () => {
      asked.socket?.resetAndDestroy();
      resolve();
    };
    asked.on("error", () => undefined);
    if (when === "during the answer") asked.once("response", (response) => response.once("data", reset));
    else setTimeout(reset, ms);
    asked.end(body);
  });
}

async function afterwards(): Promise<{ held: number; spooled: number }> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const { memory } = JSON.parse((await runtime.send({ method: "GET", path: "/healthz" })).body.toString());
    const spooled = (await runtime.bucket.list({ prefix: "spool/" })).objects.length;
    const seen = { held: memory.held, spooled };
    if ((seen.held === 0 && spooled === 0 && ended.length > 0) || Date.now() > deadline) return seen;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const score = (more: object) => JSON.stringify({ source: SOURCE, ...more });

test.each([
  ["while it sends", MATRIX, 60],
  ["while its matrix is scored from the bucket by the kernel", score({ format: "csv" }), 60],
  ["while its matrix is scored from the bucket by TypeScript", score({ format: "csv", engine: "typescript" }), 120],
  // No byte is read while these are computed.
  [
    "while random sets are drawn",
    score({ signatures: ["cin70_carter2006"], options: { "null.permutations": 10_000 } }),
    600,
  ],
])("a sender that leaves %s", async (_, body, ms) => {
  ended = [];
  await leave("/v1/score", body, "during the request", ms);
  expect(await afterwards()).toEqual({ held: 0, spooled: 0 });
  expect(ended).toEqual([expect.objectContaining({ route: "/v1/score", status: 400, left: true })]);
});

test("a sender that leaves while the answer comes", async () => {
  ended = [];
  await leave("/v1/score", score({}), "during the answer");
  expect(await afterwards()).toEqual({ held: 0, spooled: 0 });
});

test("one that stays is answered after them", async () => {
  const answer = await runtime.send({
    method: "POST",
    path: "/v1/score",
    headers: [["Content-Type", "application/json"]],
    body: Buffer.from(score({ format: "csv" })),
  });
  expect(answer.status).toBe(200);
  expect(answer.body.toString().split("\n")).toHaveLength(SAMPLES + 2);
});
