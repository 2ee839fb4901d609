/** Sends a load and holds every answer to what it must be. */
import { createHash } from "node:crypto";
import { request } from "node:http";
import { type RandomSource, seededRandom } from "../../worker/engine/statistics/random.ts";
import { judged } from "../fuzz/http.ts";
import type { Answer, Runtime, Sent } from "../node/runtime.ts";
import type { Kind } from "./mix.ts";
import type { KindReport, LoadReport, MemoryLook } from "./report.ts";

export interface LoadOptions {
  readonly requests: number;
  /** Senders that send one request after the other. */
  readonly clients: number;
  readonly seed: number;
}

/** How many times memory is looked at. */
const LOOKS = 10;
const SLOW = { pieces: 6, waitMs: 40 };

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const digest = ({ status, body }: Answer) => `${status} ${createHash("sha256").update(body).digest("hex")}`;

/** One answer of each kind, given alone: what all others of the kind must be. */
export async function expectations(runtime: Runtime, kinds: readonly Kind[]): Promise<Map<string, string>> {
  const expected = new Map<string, string>();
  for (const { name, sent, status } of kinds) {
    const answer = await runtime.send(sent);
    judged(sent, answer);
    if (answer.status !== status) throw new Error(`${name}: ${answer.status} ${answer.body.toString().slice(0, 500)}`);
    expected.set(name, digest(answer));
  }
  return expected;
}

interface Counts {
  requests: number;
  right: number;
  busy: number;
  gone: number;
  ms: number[];
  /** Of all answers that were neither `busy` nor left: status and bytes. */
  readonly digests: Set<string>;
}

export async function drive(
  runtime: Runtime,
  kinds: readonly Kind[],
  { requests, clients, seed }: LoadOptions,
): Promise<Omit<LoadReport, "machine" | "left">> {
  const expected = await expectations(runtime, kinds);
  const random = seededRandom(seed);
  const counts = new Map(
    kinds.map(({ name }): [string, Counts] => [
      name,
      { requests: 0, right: 0, busy: 0, gone: 0, ms: [], digests: new Set() },
    ]),
  );
  const wrong: string[] = [];
  const memory: MemoryLook[] = [];
  const started = performance.now();
  let begun = 0;
  const client = async () => {
    while (begun < requests) {
      const kind = picked(kinds, random);
      const mine = counts.get(kind.name) as Counts;
      begun++;
      mine.requests++;
      if (begun % Math.ceil(requests / LOOKS) === 0) memory.push(await look(runtime, begun));
      const sentAt = performance.now();
      const what = await tried(runtime, kind, expected.get(kind.name) as string, mine.digests);
      mine.ms.push(performance.now() - sentAt);
      if (what === "right" || what === "busy" || what === "gone") mine[what]++;
      else wrong.push(`${kind.name}: ${what}`);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - started) / 1000;
  const afterwards = await expectations(runtime, kinds);
  for (const [name, answer] of afterwards) {
    if (answer !== expected.get(name)) wrong.push(`${name}: after the load another answer than before it`);
  }
  const { held } = JSON.parse((await runtime.send({ method: "GET", path: "/healthz" })).body.toString()).memory;
  if (held !== 0) wrong.push(`${held} bytes of memory were not given back`);
  const left = (await runtime.bucket.list({ prefix: "spool/" })).objects.length;
  if (left > 0) wrong.push(`${left} objects are left under spool/`);
  const kindReports = kinds.map(({ name }) => reportOf(name, counts.get(name) as Counts));
  const all = [...counts.values()].flatMap(({ ms, gone }) => (gone > 0 ? [] : ms));
  return { requests, clients, seed, seconds, wrong, memory, kinds: kindReports, latency: quantiles(all) };
}

async function look(runtime: Runtime, request: number): Promise<MemoryLook> {
  const bytes = runtime.memory();
  return { request, bytes, isolate: await runtime.isolateMemory() };
}

function reportOf(kind: string, { ms, digests, ...counts }: Counts): KindReport {
  return { kind, ...counts, answers: digests.size, latency: quantiles(ms) };
}

/** Milliseconds below which half, 95% and 99% lie. */
function quantiles(ms: readonly number[]): LoadReport["latency"] {
  const sorted = [...ms].sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function picked(kinds: readonly Kind[], random: RandomSource): Kind {
  let place = random.below(kinds.reduce((sum, { share }) => sum + share, 0));
  for (const kind of kinds) {
    if (place < kind.share) return kind;
    place -= kind.share;
  }
  return kinds[0];
}

/** @returns `right`, `busy` (a 503 that says so), `gone` (the sender left), or what was wrong */
async function tried(
  runtime: Runtime,
  { sent, sender, leavesMs = 20 }: Kind,
  expected: string,
  digests: Set<string>,
): Promise<string> {
  try {
    if (sender === "gone") {
      await leave(runtime, sent, leavesMs);
      return "gone";
    }
    const answer = sender === "slow" ? await sendSlowly(runtime, sent) : await runtime.send(sent);
    const type = judged(sent, answer);
    if (type === "busy") return "busy";
    const given = digest(answer);
    digests.add(given);
    return given === expected ? "right" : `another answer: ${answer.status} ${answer.body.toString().slice(0, 200)}`;
  } catch (error) {
    return String(error);
  }
}

/** A matrix in the bucket is named, of one in the body half is sent; then the connection is reset, as by a network that is gone. */
async function leave(
  { url }: Runtime,
  { method, path, headers = [], body = new Uint8Array(0) }: Sent,
  ms: number,
): Promise<void> {
  await new Promise<void>((resolve) => {
    const asked = request(url.origin + path, {
      method,
      // A connection of its own: it is reset.
      agent: false,
      headers: Object.fromEntries([...headers, ["Content-Length", String(body.length)]]),
    });
    asked.on("error", () => undefined);
    asked.once("close", () => resolve());
    const half = body.length < 1_000 ? body.length : body.length >> 1;
    asked.write(body.subarray(0, half), () => setTimeout(() => asked.socket?.resetAndDestroy(), ms));
  });
}

/** By chunked transfer, a piece now and then. */
function sendSlowly({ url }: Runtime, { method, path, headers = [], body = new Uint8Array(0) }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url.origin + path, { method, headers: Object.fromEntries(headers) }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.once("error", reject);
      response.once("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) }),
      );
    });
    asked.once("error", reject);
    const write = async () => {
      const size = Math.ceil(body.length / SLOW.pieces);
      for (let at = 0; at < body.length; at += size) {
        asked.write(body.subarray(at, at + size));
        await wait(SLOW.waitMs);
      }
      asked.end();
    };
    write().catch(reject);
  });
}
