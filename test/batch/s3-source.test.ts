/** A bucket behind S3 as a source of the batch, and what the operator is told. */
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, inject, it, vi } from "vitest";
import { beginJob } from "../../worker/batch/job/begin.ts";
import { notify } from "../../worker/batch/publish/notify.ts";
import { walkPage } from "../../worker/batch/walk.ts";
import { createTypeScriptRanker } from "../../worker/engine/ranker/typescript.ts";
import type { Env } from "../../worker/env.ts";
import { createIsolate } from "../../worker/isolate.ts";
import type {} from "../support/s3-account.ts";
import { jobs, published, SMALL } from "./support.ts";

const { endpoint, bucket, hosts: _, ...credentials } = inject("s3");
const writer = new S3Client({ endpoint, region: "auto", credentials, forcePathStyle: true });
const isolate = createIsolate(async () => createTypeScriptRanker());

const withS3: Env & Record<string, unknown> = {
  ...env,
  BUCKETS: {
    cohorts: {
      endpoint,
      bucket,
      pathStyle: true,
      prefix: "lab/",
      credentials: { accessKeyId: "KEY_ID", secretAccessKey: "SECRET" },
    },
  },
  BATCH: { sources: [{ bucket: "cohorts", prefix: "inbox/" }] },
  // Jobs are begun by hand: the runtime's own consumer does not know this bucket.
  JOBS: { ...env.JOBS, send: async () => ({ metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } }) },
  KEY_ID: credentials.accessKeyId,
  SECRET: credentials.secretAccessKey,
};

const put = (Key: string, Body: string) => writer.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));

beforeEach(() => put("lab/inbox/cohort.tsv", SMALL));
afterEach(() => reset());

describe("a source in S3", () => {
  it("is walked, and its objects are scored under their names without the prefix", async () => {
    await walkPage(withS3, { source: 0 });
    await walkPage(withS3, { source: 0 });
    const [queued, ...others] = await jobs();
    expect([queued.bucket, queued.key, others]).toEqual(["cohorts", "inbox/cohort.tsv", []]);
    await beginJob(withS3, isolate, queued.id);
    const [done] = await jobs();
    expect(done).toMatchObject({ state: "done", samples: 20 });
    expect(done.result).toMatch(/^results\/cohorts\/inbox\/cohort\.tsv\//);
    expect(await published(done, "manifest")).toContain('"bucket":"cohorts"');
  });

  it("whose object is replaced meanwhile ends that job and makes one of the new version", async () => {
    await walkPage(withS3, { source: 0 });
    await put("lab/inbox/cohort.tsv", `${SMALL}\n`);
    const [first] = await jobs();
    await beginJob(withS3, isolate, first.id);
    const [failed, fresh] = await jobs();
    expect([failed.state, JSON.parse(failed.problem ?? "").type]).toEqual(["failed", "/problems/source-changed"]);
    expect([fresh.state, fresh.key]).toEqual(["queued", failed.key]);
  });

  it("that does not let the service read fails the walk with the reason", async () => {
    const wrong = { ...withS3, BUCKETS: structuredClone(withS3.BUCKETS), SECRET: "wrong" };
    await expect(walkPage(wrong, { source: 0 })).rejects.toMatchObject({ type: "source-forbidden" });
  });
});

describe("the webhook", () => {
  it("is told of an ending, signed with the operator's secret", async () => {
    await walkPage(withS3, { source: 0 });
    const [job] = await jobs();
    const told = vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response());
    const webhook = { url: "https://operator.test/hook", secret: "HOOK" };
    await notify({ ...withS3, BATCH: { sources: [], webhook }, HOOK: "s3cret" } as Env, job, "done");
    const [url, init] = told.mock.calls[0];
    told.mockRestore();
    expect([url, JSON.parse(String(init?.body))]).toEqual([
      webhook.url,
      expect.objectContaining({ job: job.id, state: "done" }),
    ]);
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const encoder = new TextEncoder();
    const key = await crypto.subtle.importKey("raw", encoder.encode("s3cret"), algorithm, false, ["verify"]);
    const header = new Headers(init?.headers).get("X-Crossresist-Signature") ?? "";
    const signature = Uint8Array.from(header.slice("sha256=".length).match(/../g) ?? [], (hex) =>
      Number.parseInt(hex, 16),
    );
    expect(await crypto.subtle.verify("HMAC", key, signature, encoder.encode(String(init?.body)))).toBe(true);
  });
});
