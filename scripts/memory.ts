/**
 * `npm run memory`: whether the Worker stays within its memory on a matrix of 20,000 genes x 1,000 samples (Linux).
 *
 * Each way in gets a runtime of its own: the matrix as a plain body, as a gzip body, and from R2. Held against a limit are
 *
 * - what the engine says it held at once: 64 MB;
 * - how far the resident size of the whole process rose above that of an idle Worker, one that has answered small requests
 *   and compiled its code: 128 MB.
 *
 * Printed beside them is the most that the Worker's isolate had in use at once (JavaScript heap, array buffers, WebAssembly
 * memory). It holds what the small requests left and nobody has collected yet, so it is no measure of one request.
 */
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { LIMITS } from "../worker/limits.ts";
import { matrixLines } from "./memory/matrix.ts";
import { watchIsolate } from "./node/inspector.ts";
import { putObject, type Server, startServer } from "./node/server.ts";

const GENES = 20_000;
const SAMPLES = 1_000;
const MB = 1e6;
const PROCESS_LIMIT = 128 * MB;
const SMALL_REQUESTS = 60;

interface Run {
  readonly name: string;
  request(server: Server): Promise<Response>;
}

interface Outcome {
  readonly ok: boolean;
  readonly line: string;
}

function post(server: Server, body: Readable): Promise<Response> {
  const headers = { "Content-Type": "text/tab-separated-values" };
  // `duplex` is what a streamed request body needs; the types of fetch in this project are the Worker's.
  const init = { method: "POST", headers, body: Readable.toWeb(body), duplex: "half" };
  return fetch(`${server.url}/v1/score`, init as unknown as RequestInit);
}

function postObject(server: Server, key: string): Promise<Response> {
  const body = JSON.stringify({ source: { bucket: "matrices", key } });
  return fetch(`${server.url}/v1/score`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
}

async function measure(run: Run, storage: string): Promise<Outcome> {
  const server = await startServer(storage);
  try {
    for (let request = 0; request < SMALL_REQUESTS; request++) {
      const small = await post(server, Readable.from(matrixLines(1_500, 40)));
      const text = await small.text();
      if (!small.ok) throw new Error(`the small request failed: ${small.status} ${text}`);
    }
    const idle = server.highWater();
    const watch = await watchIsolate(server.inspectorPort);
    const started = performance.now();
    const response = await run.request(server);
    const answer = await response.text();
    const seconds = (performance.now() - started) / 1000;
    if (!response.ok) return { ok: false, line: `${run.name}: ${response.status} ${answer.slice(0, 500)}` };
    const held: number = JSON.parse(answer).engine.heldBytes;
    const { before, after } = mostGrown(idle, server.highWater());
    const isolate = await watch.peak();
    const ok = held <= LIMITS.isolateBytes && after - before <= PROCESS_LIMIT;
    const figures = [
      `status ${response.status}`,
      `${seconds.toFixed(1)} s`,
      `held ${megabytes(held)}`,
      `isolate ${megabytes(isolate)}`,
      `process ${megabytes(before)} idle, ${megabytes(after)} at most (+${megabytes(after - before)})`,
    ];
    return { ok, line: `${run.name}: ${figures.join(", ")}: ${ok ? "ok" : "OVER THE LIMIT"}` };
  } finally {
    await server.close();
  }
}

/** wrangler runs a proxy in a process of its own; the Worker's is the one that grows. */
function mostGrown(idle: Map<number, number>, later: Map<number, number>): { before: number; after: number } {
  const growth = [...later].map(([pid, after]) => ({ before: idle.get(pid) ?? 0, after }));
  if (growth.length === 0) throw new Error("no workerd process was found");
  return growth.reduce((most, one) => (one.after - one.before > most.after - most.before ? one : most));
}

function megabytes(bytes: number): string {
  return `${(bytes / MB).toFixed(1)} MB`;
}

const folder = await mkdtemp(join(tmpdir(), "crossresist-memory-"));
try {
  const file = join(folder, "matrix.tsv");
  const storage = join(folder, "storage");
  await pipeline(Readable.from(matrixLines(GENES, SAMPLES)), createWriteStream(file));
  await putObject(storage, "matrix.tsv", file);
  const runs: Run[] = [
    { name: "plain body", request: (server) => post(server, createReadStream(file)) },
    { name: "gzip body", request: (server) => post(server, createReadStream(file).pipe(createGzip())) },
    { name: "from R2", request: (server) => postObject(server, "matrix.tsv") },
  ];
  console.log(`${GENES} genes x ${SAMPLES} samples, Node ${process.version}`);
  for (const run of runs) {
    const { ok, line } = await measure(run, storage);
    console.log(line);
    if (!ok) process.exitCode = 1;
  }
} finally {
  await rm(folder, { recursive: true });
}
