/** Results that are copied to a bucket behind S3. */
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, inject, it, vi } from "vitest";
import { batchConfig } from "../../worker/batch/config.ts";
import { beginJob } from "../../worker/batch/job/begin.ts";
import { PUBLISHED, RESULT_FILES } from "../../worker/batch/publish/results.ts";
import { walkPage } from "../../worker/batch/walk.ts";
import { createTypeScriptRanker } from "../../worker/engine/ranker/typescript.ts";
import type { Env, S3Entry } from "../../worker/env.ts";
import { createIsolate } from "../../worker/isolate.ts";
import type {} from "../support/s3-account.ts";
import { jobs, published, put, SMALL } from "./support.ts";

const { endpoint, bucket, hosts: _, ...credentials } = inject("s3");
const client = new S3Client({ endpoint, region: "auto", credentials, forcePathStyle: true });
const isolate = createIsolate(async () => createTypeScriptRanker());

const LAB: S3Entry = {
  endpoint,
  bucket,
  pathStyle: true,
  prefix: "lab/",
  write: true,
  credentials: { accessKeyId: "KEY_ID", secretAccessKey: "SECRET" },
};

/** @param lab where results are copied to */
const withLab = (lab: S3Entry = LAB, sources = [{ bucket: "matrices", prefix: "inbox/" }]): Env => ({
  ...env,
  BUCKETS: { ...env.BUCKETS, lab },
  BATCH: { sources, results: "lab" },
  // Jobs are begun by hand: the runtime's own consumer does not know this bucket.
  JOBS: { ...env.JOBS, send: async () => ({ metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } }) },
  ...{ KEY_ID: credentials.accessKeyId, SECRET: credentials.secretAccessKey },
});

async function copied(key: string): Promise<{ text: string; type: string | undefined }> {
  const { Body, ContentType } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: `lab/${key}` }));
  return { text: (await Body?.transformToString()) ?? "", type: ContentType };
}

async function copiedKeys(folder: string): Promise<(string | undefined)[]> {
  const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: `lab/${folder}` }));
  return (Contents ?? []).map(({ Key }) => Key);
}

async function begun(lab: Env) {
  await walkPage(lab, { source: 0 });
  const [job] = await jobs();
  await beginJob(lab, isolate, job.id);
  return (await jobs())[0];
}

beforeEach(() => put("inbox/cohort.tsv", SMALL));
afterEach(() => reset());

describe("results in S3", () => {
  it("are the published ones, the manifest last", async () => {
    const asked = vi.spyOn(globalThis, "fetch");
    const job = await begun(withLab());
    const sent = asked.mock.calls.map(([request]) => request as Request).filter(({ method }) => method === "PUT");
    asked.mockRestore();
    expect(job.state).toBe("done");
    const names = [...PUBLISHED, "manifest" as const].map((file) => RESULT_FILES[file]);
    expect(sent.map(({ url }) => new URL(url).pathname.split("/").at(-1))).toEqual(names);
    for (const file of [...PUBLISHED, "manifest" as const]) {
      expect((await copied(job.result + RESULT_FILES[file])).text).toBe(await published(job, file));
    }
    expect((await copied(`${job.result}scores.csv`)).type).toBe("text/csv; charset=utf-8");
  });

  it("that cannot be written leave the job undone, to be tried again", async () => {
    await expect(begun(withLab({ ...LAB, bucket: "none" }))).rejects.toThrow();
    const [waiting] = await jobs();
    expect([waiting.state, await published(waiting, "manifest")]).toEqual(["queued", null]);
    await beginJob(withLab(), isolate, waiting.id);
    expect((await jobs())[0].state).toBe("done");
    expect(await copiedKeys(waiting.result)).toHaveLength(PUBLISHED.length + 1);
  });

  it("of a matrix that cannot be read are its error, and the job ends also where that cannot be written", async () => {
    await put("inbox/cohort.tsv", SMALL.replace(/\t[\d.]+\n$/, "\thigh\n"));
    const job = await begun(withLab());
    expect(job.state).toBe("failed");
    expect((await copied(`${job.result}error.json`)).text).toBe(await published(job, "error"));
    await reset();
    await put("inbox/other.tsv", SMALL.replace(/\t[\d.]+\n$/, "\thigh\n"));
    expect((await begun(withLab({ ...LAB, bucket: "none" }))).state).toBe("failed");
  });
});

describe("a configuration", () => {
  const { write: _, ...readOnly } = LAB;
  it.each([
    ["that may not be written to", withLab(readOnly), "does not say write"],
    ["that is no S3", { ...withLab(), BATCH: { results: "matrices" } }, "not behind S3"],
    ["that is not there", { ...withLab(), BATCH: { results: "none" } }, "no bucket none"],
    ["whose results are a source", withLab(LAB, [{ bucket: "lab", prefix: "" }]), 'reads "lab/"'],
  ])("with a bucket %s is refused", (_, wrong, words) => {
    expect(() => batchConfig(wrong)).toThrow(words);
  });

  it("with a source in another folder of that bucket is taken", () => {
    expect(batchConfig(withLab(LAB, [{ bucket: "lab", prefix: "inbox/" }])).results).toBe("lab");
  });
});
