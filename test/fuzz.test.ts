/** A few thousand cases of `npm run fuzz`, the same each time: whatever comes, there are scores or a problem, soon, and nothing else. */
import { describe, expect, test } from "vitest";
import { READERS } from "../scripts/fuzz/readers.ts";

const CASES = 4_000;
const SEED = 20_261_123;

/** Damage that always came to the same would show little. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  text: ["scored", "ragged-row", "not-a-number", "duplicate-genes", "bad-gct", "bad-gzip", "bad-name", "not-a-matrix"],
  files: ["scored", "bad-hdf5", "bad-parquet", "bad-arrow", "truncated-file", "bad-chunk"],
  folders: ["scored", "bad-zarr", "bad-chunk", "unsupported-feature"],
  archives: ["scored", "bad-archive", "truncated-file", "unsupported-feature"],
};

const SHARES = READERS.reduce((sum, { share }) => sum + share, 0);

describe("damaged and malicious matrices", () => {
  test.each(READERS)("$name", async ({ name, share, run }) => {
    const cases = Math.ceil((CASES * share) / SHARES);
    const { cases: done, findings, outcomes } = await run(cases, SEED);
    expect(findings).toEqual([]);
    expect(done).toBe(cases);
    expect(Object.keys(outcomes)).toEqual(expect.arrayContaining([...TYPES[name]]));
  });
});
