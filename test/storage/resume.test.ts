/** Streams over connections that break. In Node: the test runtime's way out to the network hides a broken connection. */
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { describe, expect, inject, it } from "vitest";
import { s3Store } from "../../worker/storage/s3/read.ts";
import type {} from "../support/s3-account.ts";

const { endpoint, bucket, hosts: _, ...credentials } = inject("s3");
const store = s3Store({ endpoint, bucket, credentials, region: "auto", pathStyle: true });
const writer = new S3Client({ endpoint, region: "auto", credentials, forcePathStyle: true });
/** 1 MB, no stretch of it like another. */
const BYTES = Uint8Array.from({ length: 1_000_000 }, (_, at) => (at * 2_654_435_761) >>> 24);

const put = (Key: string, Body: Uint8Array) => writer.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));

describe("an object in S3", () => {
  it("whose connection breaks three times is taken up where it stopped", async () => {
    await put("cut-3.bin", BYTES);
    const stream = await (await store.source("cut-3.bin")).open();
    expect(Buffer.compare(new Uint8Array(await new Response(stream).arrayBuffer()), BYTES)).toBe(0);
  });

  it("that is replaced while its connection is broken fails and is never mixed from two versions", async () => {
    await put("replaced-cut-1.bin", BYTES);
    const reader = (await (await store.source("replaced-cut-1.bin")).open()).getReader();
    const first = await reader.read();
    await put("replaced-cut-1.bin", BYTES.toReversed());
    const rest = async () => {
      while (!(await reader.read()).done);
    };
    expect(first.value).toEqual(BYTES.subarray(0, first.value?.length));
    await expect(rest()).rejects.toMatchObject({ type: "source-changed" });
  });
});
