/** Objects written to S3, through connections that break. In Node: the test runtime's way out to the network hides those. */
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterEach, describe, expect, inject, it } from "vitest";
import { LIMITS } from "../../worker/limits.ts";
import type { S3Options } from "../../worker/storage/s3/client.ts";
import { s3Sink } from "../../worker/storage/s3/write.ts";
import type { SizedPieces } from "../../worker/storage/store.ts";
import type {} from "../support/s3-account.ts";
import { type BrokenS3, brokenS3 } from "../support/s3-broken.ts";

const { endpoint, bucket, hosts: _, ...credentials } = inject("s3");
const OPTIONS: S3Options = { endpoint, bucket, credentials, region: "auto", pathStyle: true };
const client = new S3Client({ endpoint, region: "auto", credentials, forcePathStyle: true });
/** Three parts, the last one short, no stretch like another. */
const BYTES = Uint8Array.from({ length: 2 * LIMITS.sentPartBytes + 1_000 }, (_, at) => (at * 2_654_435_761) >>> 24);

/** In pieces that meet no end of a part. */
const sized = (bytes: Uint8Array, size = bytes.length): SizedPieces => ({
  size,
  async *pieces() {
    for (let from = 0; from < bytes.length; from += 300_001) yield bytes.subarray(from, from + 300_001);
  },
});

async function stored(Key: string): Promise<Uint8Array | null> {
  const object = await client.send(new GetObjectCommand({ Bucket: bucket, Key })).catch(() => null);
  return (await object?.Body?.transformToByteArray()) ?? null;
}

let broken: BrokenS3;
const sinkThrough = async (...faultOf: Parameters<typeof brokenS3> extends [string, ...infer Rest] ? Rest : never) => {
  broken = await brokenS3(endpoint, ...faultOf);
  return s3Sink({ ...OPTIONS, endpoint: broken.endpoint });
};
afterEach(() => broken.close());

/** What is asked of an upload that was aborted or completed is refused. */
async function expectOver(Key: string): Promise<void> {
  expect(broken.uploads).toHaveLength(1);
  for (const UploadId of broken.uploads) {
    const part = new UploadPartCommand({ Bucket: bucket, Key, UploadId, PartNumber: 1, Body: BYTES.subarray(0, 10) });
    await expect(client.send(part)).rejects.toMatchObject({ name: "NoSuchUpload" });
  }
}

describe("an object that is written to S3", () => {
  it("goes there in one request if it fits a part, and over what was there", async () => {
    const sink = await sinkThrough(() => null);
    for (const bytes of [BYTES.subarray(0, LIMITS.sentPartBytes), BYTES.subarray(7, 9), BYTES.subarray(0, 0)]) {
      await sink.put("small.csv", sized(bytes), "text/csv");
      expect(Buffer.compare((await stored("small.csv")) ?? BYTES, bytes)).toBe(0);
    }
    const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: "small.csv" }));
    expect([head.ContentType, broken.asked]).toEqual(["text/csv", Array(3).fill("PUT object")]);
    await sink.remove("small.csv");
    await sink.remove("small.csv");
    expect(await stored("small.csv")).toBeNull();
  });

  it("goes there in parts if it is longer, each sent again when it is refused, cut off or not answered", async () => {
    const faults = { "PUT part 1": "503", "PUT part 2": "cut", "PUT part 3": "lost" } as const;
    const sink = await sinkThrough((name, before) =>
      before < 2 && name in faults ? faults[name as keyof typeof faults] : null,
    );
    await sink.put("large.csv", sized(BYTES), "text/csv");
    expect(Buffer.compare((await stored("large.csv")) ?? new Uint8Array(), BYTES)).toBe(0);
    expect(broken.asked.filter((name) => name.startsWith("PUT part"))).toHaveLength(9);
    await expectOver("large.csv");
  });

  it.each(["PUT part 2", "POST upload"])(
    "is not there and its upload is aborted where %s fails for good",
    async (name) => {
      const sink = await sinkThrough((asked) => (asked === name ? "503" : null));
      await expect(sink.put("never.csv", sized(BYTES), "text/csv")).rejects.toThrow();
      expect(broken.asked.filter((asked) => asked === name)).toHaveLength(LIMITS.sourceAttempts);
      expect(await stored("never.csv")).toBeNull();
      await expectOver("never.csv");
    },
  );

  it.each([BYTES, BYTES.subarray(0, 9)])("is not there where what it is made of ends early", async (bytes) => {
    const sink = await sinkThrough(() => null);
    await expect(sink.put("short.csv", sized(bytes, bytes.length + 1), "text/csv")).rejects.toThrow("ended after");
    expect(await stored("short.csv")).toBeNull();
    if (bytes === BYTES) await expectOver("short.csv");
  });

  // The local R2 does not list uploads.
  it.runIf(process.env.S3_SERVER)("aborts the upload of an earlier writer that was stopped", async () => {
    const at = { Bucket: bucket, Key: "stopped.csv" };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(at));
    const sink = await sinkThrough(() => null);
    await sink.put(at.Key, sized(BYTES), "text/csv");
    const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: at.Key }));
    expect(Uploads ?? []).toEqual([]);
    await expect(client.send(new ListPartsCommand({ ...at, UploadId }))).rejects.toThrow();
  });
});
