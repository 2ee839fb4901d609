/** What is lost on the way is made good, and what was given up changes nothing any more. */
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it } from "vitest";
import { batchConfig } from "../../worker/batch/config.ts";
import { consume } from "../../worker/batch/consumer.ts";
import { registryOf } from "../../worker/batch/job/registry.ts";
import { jobOf, writeRequest } from "../../worker/batch/job/request.ts";
import { QUEUES } from "../../worker/batch/message.ts";
import { countJob } from "../../worker/batch/metrics.ts";
import { report, Superseded } from "../../worker/batch/run/attempt.ts";
import { createTypeScriptRanker } from "../../worker/engine/ranker/typescript.ts";
import { createIsolate } from "../../worker/isolate.ts";
import { parseScoring } from "../../worker/request/scoring.ts";
import { jobs, keysBelow, LARGE, published, put, SMALL, settled, tick } from "./support.ts";

afterEach(() => reset());

const REQUEST = parseScoring({});
const SILENCE_MS = 1_100;
const silence = () => new Promise((resolve) => setTimeout(resolve, SILENCE_MS));

/** A job that the registry knows and that no message speaks of. */
async function forgottenJob(text = SMALL) {
  const job = await jobOf({ bucket: "matrices", key: "cohort.tsv", ...(await put("cohort.tsv", text)) }, REQUEST);
  await writeRequest(env, job, REQUEST);
  await registryOf(env).submit(job, false);
  return job;
}

describe("the next tick", () => {
  it("sends a job whose message was lost", async () => {
    await forgottenJob();
    await silence();
    await tick();
    expect((await settled(1))[0]).toMatchObject({ state: "done", attempt: 1 });
  });

  it("begins a job anew whose attempt died, and removes what it left", async () => {
    const job = await forgottenJob(LARGE);
    const died = await registryOf(env).claim(job.id, 0);
    await env.MATRICES.put(`stage/${job.id}/${died?.attempt}/stripe-0`, "half");
    await silence();
    await tick();
    const [done] = await settled(1);
    expect(done).toMatchObject({ state: "done", attempt: 2 });
    expect(await keysBelow("stage/")).toEqual([]);
  });

  it("removes tiles of jobs that are over or unknown", async () => {
    await env.MATRICES.put("stage/none/1/stripe-0", "orphan");
    await tick();
    expect(await keysBelow("stage/")).toEqual([]);
  });
});

describe("a job that published its manifest and died before it could say so", () => {
  it("is done without being scored again", async () => {
    await forgottenJob();
    await silence();
    await tick();
    const [job] = await settled(1);
    await registryOf(env).submit(job, true);
    await env.MATRICES.delete("cohort.tsv");
    await env.JOBS.send({ job: job.id });
    expect((await settled(1))[0]).toMatchObject({ state: "done", attempt: 2 });
    expect(await published(job, "error")).toBeNull();
  });
});

describe("an attempt of the past", () => {
  it("is told so, and cannot end the job", async () => {
    const job = await forgottenJob();
    const registry = registryOf(env);
    await registry.claim(job.id, 0);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await registry.claim(job.id, 0);
    await expect(report(env, { job: job.id, attempt: 1 })).rejects.toBeInstanceOf(Superseded);
    expect(await registry.finish(job.id, 1, "done", null)).toBe(false);
    expect(await registry.finishPart(job.id, 1, "rank", 0)).toBeNull();
    expect((await jobs())[0]).toMatchObject({ state: "running", attempt: 2 });
  });

  it("does not begin while another is under way", async () => {
    const job = await forgottenJob();
    expect(await registryOf(env).claim(job.id, 60_000)).toMatchObject({ attempt: 1 });
    expect(await registryOf(env).claim(job.id, 60_000)).toBeNull();
  });
});

describe("parts", () => {
  it("count once, however often they are told", async () => {
    const job = await forgottenJob();
    const registry = registryOf(env);
    await registry.claim(job.id, 0);
    await registry.report(job.id, 1, { stage: "rank", parts: 3 });
    expect(await registry.finishPart(job.id, 1, "rank", 1)).toBe(2);
    expect(await registry.finishPart(job.id, 1, "rank", 1)).toBe(2);
    expect(await registry.missingParts(job.id, 1, "rank")).toEqual([0, 2]);
    expect(await registry.finishPart(job.id, 1, "render", 0)).toBeNull();
  });
});

describe("dead letters", () => {
  it("end their job with an error of ours", async () => {
    const job = await forgottenJob();
    const message = { id: "1", timestamp: new Date(), attempts: 1, body: { job: job.id }, ack() {}, retry() {} };
    const batch = { queue: QUEUES.dead, messages: [message], ackAll() {}, retryAll() {} } as unknown as MessageBatch;
    await consume(
      batch,
      env,
      createIsolate(async () => createTypeScriptRanker()),
    );
    expect((await jobs())[0].state).toBe("failed");
    expect(JSON.parse((await published(job, "error")) ?? "")).toMatchObject({ type: "/problems/internal" });
  });
});

describe("a job that is over", () => {
  it("is forgotten after the retention; its results go on saying that its object is done", async () => {
    await put("inbox/kept.tsv", SMALL);
    await tick();
    const [job] = await settled(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await registryOf(env).prune(0);
    expect(await jobs()).toEqual([]);
    await tick();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await jobs()).toEqual([]);
    expect(await published(job, "manifest")).toContain(job.id);
  });

  it("is counted where a data set is bound", async () => {
    await forgottenJob();
    const [job] = await jobs();
    const points: unknown[] = [];
    const METRICS = { writeDataPoint: (point: unknown) => points.push(point) } as AnalyticsEngineDataset;
    countJob({ ...env, METRICS }, { ...job, samples: 20, attempt: 3 }, "done");
    const doubles = [20, job.size, expect.any(Number), 2];
    expect(points).toEqual([{ indexes: [job.id], blobs: ["job", "done"], doubles }]);
  });
});

describe("an event notification", () => {
  it("submits the object that it names where a source covers it", async () => {
    const { version: eTag } = await put("inbox/new.tsv", SMALL);
    await env.MATRICES.put("elsewhere/new.tsv", SMALL);
    const event = (key: string, action = "PutObject") => ({ action, bucket: "matrices", object: { key, eTag } });
    const bodies = [
      event("inbox/new.tsv"),
      event("inbox/new.tsv"),
      event("elsewhere/new.tsv"),
      event("inbox/none.tsv"),
    ];
    const messages = bodies.map((body, id) => ({
      id: `${id}`,
      timestamp: new Date(),
      attempts: 1,
      body,
      ack() {},
      retry() {},
    }));
    const batch = { queue: QUEUES.events, messages, ackAll() {}, retryAll() {} } as unknown as MessageBatch;
    await consume(
      batch,
      env,
      createIsolate(async () => createTypeScriptRanker()),
    );
    const all = await settled(1);
    expect(all.map(({ key, state }) => [key, state])).toEqual([["inbox/new.tsv", "done"]]);
  });
});

describe("the configuration", () => {
  const withBatch = (BATCH: unknown) => ({ ...env, BATCH }) as typeof env;

  it.each(["", "res", "results/", "stage/x", "uploads/"])("must not read %j, where the service writes", (prefix) => {
    expect(() => batchConfig(withBatch({ sources: [{ bucket: "matrices", prefix }] }))).toThrow(
      /the service itself writes/,
    );
  });

  it.each([
    [{ sources: [{ bucket: "none" }] }, /BUCKETS does not have/],
    [{ sources: [], surprise: 1 }, /surprise/],
    [{ retentionDays: -1 }, /retentionDays/],
  ])("must make sense (%j)", (settings, why) => {
    expect(() => batchConfig(withBatch(settings))).toThrow(why);
  });
});
