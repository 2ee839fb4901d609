/** Objects behind an S3 endpoint as sources: the SDK in the real runtime, against a server that checks signatures. */
import { env, exports } from "cloudflare:workers";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, inject, it, vi } from "vitest";
import { createApp } from "../../../worker/app.ts";
import { createTypeScriptRanker } from "../../../worker/engine/ranker/typescript.ts";
import { createIsolate } from "../../../worker/isolate.ts";
import type { S3Options } from "../../../worker/storage/s3/client.ts";
import { s3Store } from "../../../worker/storage/s3/read.ts";
import type {} from "../../support/s3-account.ts";
import { matrixText } from "../matrix.ts";

const { endpoint, bucket, hosts, ...credentials } = inject("s3");
const OPTIONS: S3Options = { endpoint, bucket, credentials, region: "auto", pathStyle: true };
const store = s3Store(OPTIONS);
const writer = new S3Client({ endpoint, region: "auto", credentials, forcePathStyle: true });
/** 1 MB, no stretch of it like another. */
const BYTES = Uint8Array.from({ length: 1_000_000 }, (_, at) => (at * 2_654_435_761) >>> 24);

const put = (Key: string, Body: Uint8Array | string, ContentType?: string) =>
  writer.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType }));
const bytesOf = async (stream: ReadableStream<Uint8Array>) => new Uint8Array(await new Response(stream).arrayBuffer());

beforeAll(() => put("m.bin", BYTES, "text/csv"));

describe("an object in S3", () => {
  it("is read whole, as often as asked, and by range", async () => {
    const source = await store.source("m.bin", "shown");
    expect(source).toMatchObject({ name: "shown", size: BYTES.length, contentType: "text/csv" });
    for (let reading = 0; reading < 2; reading++) expect(await bytesOf(await source.open())).toEqual(BYTES);
    expect(await source.read(999_990, 100)).toEqual(BYTES.subarray(999_990));
    expect(await source.read(500, 3)).toEqual(BYTES.subarray(500, 503));
  });

  it("that is refused with 503 twice is asked for again", async () => {
    await put("503-2.bin", "x");
    expect(await (await store.source("503-2.bin")).read(0, 1)).toEqual(new Uint8Array([120]));
  });

  it("that never comes fails with the reason", async () => {
    await put("503-99.bin", "x");
    const source = await store.source("503-99.bin");
    await expect(source.read(0, 1)).rejects.toMatchObject({ type: "source-unavailable" });
  });

  it("that is replaced between two readings fails the second", async () => {
    await put("replaced.bin", BYTES);
    const source = await store.source("replaced.bin");
    await put("replaced.bin", BYTES.toReversed());
    await expect(source.read(0, 1)).rejects.toMatchObject({ type: "source-changed" });
    await expect(bytesOf(await source.open())).rejects.toMatchObject({ type: "source-changed" });
  });

  it("of no bytes is an empty stream", async () => {
    await put("empty.bin", "");
    expect(await bytesOf(await (await store.source("empty.bin")).open())).toHaveLength(0);
  });

  it("is asked for at the bucket's own host where the endpoint is no path-style one", async () => {
    const asked = vi
      .spyOn(globalThis, "fetch")
      .mockResolvedValue(new Response(null, { headers: { ETag: '"e"', "Content-Length": "1" } }));
    const endpoint = "https://s3.eu-central-1.amazonaws.com";
    const source = await s3Store({ ...OPTIONS, endpoint, region: "eu-central-1", pathStyle: false }).source(
      "lab/a b.tsv",
    );
    const request = new Request(...asked.mock.calls[0]);
    asked.mockRestore();
    expect(source).toMatchObject({ version: "e", size: 1 });
    expect(request.url).toBe(`https://${bucket}.s3.eu-central-1.amazonaws.com/lab/a%20b.tsv`);
    expect(request.headers.get("Authorization")).toMatch(/eu-central-1\/s3\/aws4_request.*SignedHeaders=[^,]*host/);
  });

  // The local R2 knows no such hosts.
  it.runIf(hosts !== null)("is read and found at the bucket's own host", async () => {
    const atHost = s3Store({ ...OPTIONS, endpoint: hosts ?? "", pathStyle: false });
    await put("at host/m.bin", BYTES);
    expect(await (await atHost.source("at host/m.bin")).read(999_990, 100)).toEqual(BYTES.subarray(999_990));
    expect((await atHost.list("at host/")).objects.map(({ key }) => key)).toEqual(["at host/m.bin"]);
    await expect(atHost.source("none.bin")).rejects.toMatchObject({ type: "unknown-key" });
  });

  it("that is not there is named in the problem as the request names it", async () => {
    await expect(store.source("none.tsv", "shown.tsv")).rejects.toMatchObject({
      type: "unknown-key",
      message: expect.stringContaining('"shown.tsv"'),
    });
  });
});

describe("a bucket in S3", () => {
  it("is listed page by page", async () => {
    for (const name of ["b", "a", "c"]) await put(`list/${name}`, name);
    const { objects, cursor } = await store.list("list/");
    expect(objects.map(({ key, size }) => [key, size])).toEqual([["list/a", 1], ["list/b", 1], ["list/c", 1]]); // biome-ignore format: a table
    expect(objects[0].version).toBe((await store.source("list/a")).version);
    expect(cursor).toBeUndefined();
  });

  it.each([
    ["a wrong secret", { credentials: { ...credentials, secretAccessKey: "wrong" } }, "source-forbidden"],
    ["a bucket that does not exist", { bucket: "none" }, "unknown-bucket"],
  ])("with %s is a problem of its own", async (_, wrong, type) => {
    await expect(s3Store({ ...OPTIONS, ...wrong }).list("")).rejects.toMatchObject({ type });
  });
});

describe("POST /v1/score", () => {
  const entry = { endpoint, bucket, pathStyle: true, prefix: "lab/" };
  const secrets = { accessKeyId: "COHORTS_KEY_ID", secretAccessKey: "COHORTS_SECRET" };
  const withS3 = {
    ...env,
    BUCKETS: { ...env.BUCKETS, cohorts: { ...entry, credentials: secrets } },
    COHORTS_KEY_ID: credentials.accessKeyId,
    COHORTS_SECRET: credentials.secretAccessKey,
  };
  const app = createApp(createIsolate(async () => createTypeScriptRanker()));
  const ask = (source: unknown) => ({
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/csv" },
    body: JSON.stringify({ source }),
  });

  it("scores a matrix from S3 as it scores the same bytes from a body", async () => {
    await put("lab/cohort.tsv", matrixText(24));
    const answer = await app.request("/v1/score", ask({ bucket: "cohorts", key: "cohort.tsv" }), withS3);
    expect(answer.status).toBe(200);
    const body = { method: "POST", body: matrixText(24), headers: { Accept: "text/csv" } };
    const plain = await exports.default.fetch("https://crossresist.test/v1/score", body);
    expect(await answer.text()).toBe(await plain.text());
  });

  it("never leaves the bucket's prefix", async () => {
    const answer = await app.request("/v1/score", ask({ bucket: "cohorts", key: "../m.bin" }), withS3);
    expect(answer.status).toBe(400);
  });
});
