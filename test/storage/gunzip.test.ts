import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Problem } from "../../worker/problem.ts";
import { platform } from "../../worker/storage/platform.ts";
import { describeGunzip, members, plain, TEXT, textOf } from "./gunzip-cases.ts";

describeGunzip("gunzip", (...pieces) => {
  const given = async function* () {
    yield* pieces;
  };
  return textOf(platform.gunzip(given()));
});

describe("gunzip of what comes by and by", () => {
  it("passes on what the compressed bytes fail with", async () => {
    const problem = new Problem("body-too-large", "too large");
    const failing = (async function* () {
      yield gzipSync(plain).subarray(0, 20);
      throw problem;
    })();
    await expect(textOf(platform.gunzip(failing))).rejects.toBe(problem);
  });

  it("fills its input again as soon as it asks for more", async () => {
    const bytes = Buffer.concat(members(65_280));
    const memory = new Uint8Array(1_000);
    const reused = (async function* () {
      for (let at = 0; at < bytes.length; at += memory.length) {
        const piece = bytes.subarray(at, at + memory.length);
        memory.set(piece);
        yield memory.subarray(0, piece.length);
      }
    })();
    expect(await textOf(platform.gunzip(reused))).toBe(TEXT);
  });

  it("stops reading when nobody listens any more", async () => {
    let taken = 0;
    let isClosed = false;
    const endless = (async function* () {
      try {
        for (;;) {
          taken++;
          yield gzipSync(plain);
        }
      } finally {
        isClosed = true;
      }
    })();
    for await (const _ of platform.gunzip(endless)) break;
    await expect.poll(() => isClosed).toBe(true);
    expect(taken).toBeLessThan(10);
  });
});

describe("sha256", () => {
  it('hashes piece by piece (FIPS 180-2, appendix B.1: "abc")', () => {
    const hash = platform.sha256();
    for (const piece of ["a", "bc"]) hash.update(new TextEncoder().encode(piece));
    expect(hash.hex()).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});
