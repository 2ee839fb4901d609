import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { decompressByStream } from "../../worker/matrix/codec/compression.ts";
import type { Compression } from "../../worker/matrix/source.ts";
import { platform } from "../../worker/storage/platform.ts";

const COMPRESS: Record<Compression, (bytes: Uint8Array) => Uint8Array> = {
  gzip: gzipSync,
  zlib: deflateSync,
  "deflate-raw": deflateRawSync,
  zstd: zstdCompressSync,
};
const KINDS = Object.keys(COMPRESS) as Compression[];
const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) % 251);

describe.each([
  ["the runtime's own way", platform.decompress],
  ["the way of browsers", decompressByStream],
])("blocks undone in %s", (_, decompress) => {
  test.each(KINDS)("%s comes out as it went in", async (kind) => {
    for (const length of [0, 1, 5, 255, 256, 70_000, bytes.length]) {
      const part = bytes.slice(0, length);
      const undone = await decompress(kind, new Uint8Array(COMPRESS[kind](part)), Math.max(1, length));
      expect(new Uint8Array(undone)).toEqual(part);
    }
  });

  test.each(KINDS)("%s of any size, when as many bytes are expected as there are", async (kind) => {
    // workerd counts the room that a growing buffer takes: sizes just beyond one of its steps are the ones that tell.
    for (const length of [16_385, 40_000, 51_896, 65_536, 65_537, 100_000, 131_073, 200_000, 262_145]) {
      const part = bytes.slice(0, length);
      expect((await decompress(kind, new Uint8Array(COMPRESS[kind](part)), length)).length).toBe(length);
    }
  });

  test.each(KINDS)("%s of more bytes than expected is refused", async (kind) => {
    const block = new Uint8Array(COMPRESS[kind](bytes));
    for (const limit of [1000, bytes.length - 1]) {
      await expect(decompress(kind, block, limit)).rejects.toMatchObject({ type: "bad-chunk" });
    }
  });

  test.each(KINDS)("damaged %s is a problem or other bytes, never more than expected", async (kind) => {
    const block = new Uint8Array(COMPRESS[kind](bytes.slice(0, 5000)));
    for (let at = 0; at < block.length; at += 7) {
      const harmed = block.slice();
      harmed[at] ^= 255;
      const undone = await decompress(kind, harmed, 5000).catch((error: unknown) => {
        expect(["bad-chunk", "unsupported-feature"]).toContain((error as { type: string }).type);
        return new Uint8Array(0);
      });
      expect(undone.length).toBeLessThanOrEqual(5000);
    }
  });
});
