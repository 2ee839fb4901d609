import { describe, expect, it } from "vitest";
import type { Env } from "../../worker/env.ts";
import { locateObject } from "../../worker/storage/buckets.ts";

const MATRICES = { createMultipartUpload: () => undefined } as unknown as R2Bucket;
const env = {
  MATRICES,
  BUCKETS: {
    matrices: { binding: "MATRICES" },
    cohorts: { binding: "MATRICES", prefix: "cohorts/2026/" },
    broken: { binding: "BUCKETS" },
  },
} satisfies Pick<Env, "BUCKETS" | "MATRICES">;

describe("an object that a request names", () => {
  it("is found through the configured binding", () => {
    expect(locateObject(env, { bucket: "matrices", key: "a/b.tsv.gz" }).key).toBe("a/b.tsv.gz");
  });

  it("lies below the prefix of its bucket", () => {
    expect(locateObject(env, { bucket: "cohorts", key: "b.tsv" }).key).toBe("cohorts/2026/b.tsv");
  });

  it.each(["MATRICES", "toString", "__proto__", ""])(
    "is not looked for in a bucket that is not configured (%j)",
    (bucket) => {
      expect(() => locateObject(env, { bucket, key: "a" })).toThrow(
        expect.objectContaining({ type: "unknown-bucket", details: { expected: "matrices, cohorts, broken" } }),
      );
    },
  );

  it.each([
    ["", "empty"],
    ["/a", "slash"],
    ["a/../b", ".."],
    ["..", ".."],
    ["a\nb", "control"],
    ["a\u007f", "control"],
    ["spool/a", "spool/"],
    ["results/a", "results/"],
    ["stage/a", "stage/"],
    ["uploads/a", "uploads/"],
    ["ü".repeat(513), "1024 bytes"],
  ])("may not have the key %j", (key, why) => {
    expect(() => locateObject(env, { bucket: "matrices", key })).toThrow(
      expect.objectContaining({ type: "bad-key", message: expect.stringContaining(why) }),
    );
  });

  it.each(["a..b", "a b", "spool", "données/ü.tsv", "é".repeat(512)])("may have the key %j", (key) => {
    expect(locateObject(env, { bucket: "matrices", key }).key).toBe(key);
  });

  it("fails as an error of ours where the configuration names no bucket", () => {
    expect(() => locateObject(env, { bucket: "broken", key: "a" })).toThrow("BUCKETS names the binding BUCKETS");
  });
});
