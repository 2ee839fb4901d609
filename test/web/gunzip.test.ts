import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { gunzip } from "../../worker/storage/web/gunzip.ts";

const TEXT = Buffer.from("gene\tS1\n".repeat(40_000));

/** Inflates bytes that come in pieces of this length. */
async function inflate(bytes: Uint8Array, piece: number): Promise<Buffer> {
  const cut = (async function* () {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  })();
  const pieces: Uint8Array[] = [];
  for await (const inflated of gunzip(cut)) pieces.push(inflated);
  return Buffer.concat(pieces);
}

const two = Buffer.concat([gzipSync(TEXT.subarray(0, 100_001)), gzipSync(TEXT.subarray(100_001))]);

describe("gzip is inflated wherever the pieces end", () => {
  for (const piece of [1, 7, 100, 100_000]) {
    test(`two members in pieces of ${piece} bytes`, async () => {
      expect((await inflate(two, piece)).equals(TEXT)).toBe(true);
    });
  }

  test("a member that ends where a piece does", async () => {
    const first = gzipSync(TEXT.subarray(0, 100_001)).length;
    expect((await inflate(two, first)).equals(TEXT)).toBe(true);
  });
});

test("zero bytes after the last member are padding", async () => {
  expect((await inflate(Buffer.concat([gzipSync(TEXT), Buffer.alloc(700)]), 100)).equals(TEXT)).toBe(true);
});

test("a file that ends in the middle is truncated-gzip", async () => {
  await expect(inflate(gzipSync(TEXT).subarray(0, -9), 100)).rejects.toMatchObject({ type: "truncated-gzip" });
});

test("a wrong checksum is bad-gzip", async () => {
  const damaged = gzipSync(TEXT);
  damaged[damaged.length - 6] ^= 1;
  await expect(inflate(damaged, 100)).rejects.toMatchObject({ type: "bad-gzip" });
});
