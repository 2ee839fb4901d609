/** The digest of a text matrix: found where a result names it, and not looked for where none does. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { nodeRanker } from "../../scripts/node/kernel.ts";
import { ByteBudget } from "../../worker/engine/budget.ts";
import { classify } from "../../worker/engine/cohort/index.ts";
import { LIMITS } from "../../worker/limits.ts";
import type { MatrixSource, Platform } from "../../worker/matrix/source.ts";
import { RESULT_FORMATS } from "../../worker/results/index.ts";
import { type Runtime, scoreMatrix } from "../../worker/score.ts";
import { platform } from "../../worker/storage/platform.ts";
import { upSet } from "../support/score.ts";
import { memorySource } from "../support/source.ts";

const SAMPLES = ["S1", "S2", "S3"];
const rows = Array.from({ length: 50 }, (_, gene) => [
  `G${gene}`,
  ...SAMPLES.map((_, at) => ((gene + 1) * 37 * (at + 2)) % 101),
]);
const text = [["gene", ...SAMPLES], ...rows].map((row) => `${row.join("\t")}\n`).join("");
const files = { "m.tsv": new TextEncoder().encode(text), "m.tsv.gz": new Uint8Array(gzipSync(text)) };
const request = {
  signatures: [upSet("five", ["G3", "G5", "G7", "G11", "G13"])],
  options: {},
  duplicates: "error",
  literalIdentifiers: true,
} as const;
const ranker = await nodeRanker("wasm");

const scoreOf = (source: MatrixSource, more: Partial<Runtime> = {}) =>
  scoreMatrix(source, request, { ranker, platform, budget: new ByteBudget(LIMITS.isolateBytes, 0), ...more });

/** Fails whoever hashes. */
const unhashed = (): never => {
  throw new Error("was hashed");
};
const hashless: Platform = { ...platform, sha256: unhashed };

test.each(Object.entries(files))(
  "%s is hashed where the result names its digest, else not at all",
  async (name, bytes) => {
    for (const heldBytes of [undefined, 0]) {
      const named = await scoreOf(memorySource(bytes, name), { heldBytes });
      expect(named.matrix.digest).toBe(`sha256:${createHash("sha256").update(bytes).digest("hex")}`);
      await expect(scoreOf(memorySource(bytes, name), { heldBytes, platform: hashless })).rejects.toThrow("was hashed");
      const source = { ...memorySource(bytes, name), sha256: unhashed };
      const unnamed = await scoreOf(source, { heldBytes, platform: hashless, withDigest: false });
      expect(unnamed.matrix.digest).toBeNull();
      expect([unnamed.samples, unnamed.columns]).toEqual([named.samples, named.columns]);
    }
  },
);

test.each(Object.entries(RESULT_FORMATS))("%s names the digest if it says so", async (_, { hasDigest, chunks }) => {
  const scored = await scoreOf(memorySource(files["m.tsv"]));
  const result = classify(scored, { classes: "none" });
  const bytes = Buffer.concat([...chunks(result)].map((chunk) => Buffer.from(chunk as string)));
  expect(bytes.includes(scored.matrix.digest ?? "none")).toBe(hasDigest);
});
