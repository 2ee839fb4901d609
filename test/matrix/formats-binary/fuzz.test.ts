import { describe, expect, test } from "vitest";
import { Problem } from "../../../worker/problem.ts";
import { EVERYTHING, fixtureBytes, memoryFolder, rangedSource, unpacked } from "../../support/formats.ts";
import { score } from "../../support/score.ts";

/** More by the environment; these take a few seconds. */
const CASES = Number(process.env.FUZZ_CASES ?? 60);
/** A case that takes longer was led into work that no real file needs. */
const MOST_MS = 3000;
const REQUEST = { ...EVERYTHING, methods: ["singscore" as const] };

/** Numerical Recipes' generator: the same cases everywhere. */
function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** One to three small harms: flips, numbers that are far too large, cuts, repeats. */
function damaged(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  let harmed = bytes.slice();
  for (let harms = 1 + random(3); harms > 0 && harmed.length > 8; harms--) {
    const at = random(harmed.length);
    const kind = random(6);
    if (kind === 0) harmed[at] ^= 1 << random(8);
    else if (kind === 1) harmed[at] = random(256);
    else if (kind === 2) harmed.fill(255, at, at + 1 + random(8));
    else if (kind === 3) harmed.fill(0, at, at + 1 + random(8));
    else if (kind === 4) harmed = harmed.slice(0, at);
    else harmed.copyWithin(at, random(harmed.length), random(harmed.length));
  }
  return harmed;
}

/** Scores, or the type of the problem; anything else fails the test. */
async function outcome(matrix: Parameters<typeof score>[0], what: string): Promise<string> {
  const start = performance.now();
  try {
    await score(matrix, REQUEST);
    return "scored";
  } catch (error) {
    if (error instanceof Problem && error.type !== "internal") return error.type;
    throw new Error(`${what}: ${error instanceof Error ? error.stack : error}`, { cause: error });
  } finally {
    expect(performance.now() - start, what).toBeLessThan(MOST_MS);
  }
}

const FILES = [
  "anndata-v3-csr.zarr.zip",
  "dense.h5ad",
  "csr.h5ad",
  "latest-btree2.h5ad",
  "latest-extensible.h5ad",
  "latest-fixed-array.h5ad",
  "v108-dense-links.h5ad",
  "earliest-shuffle.h5ad",
  "filtered_feature_bc_matrix.h5",
  "columns-none.parquet",
  "columns-snappy.parquet",
  "rows.parquet",
  "columns-lz4.feather",
  "rows.feather",
  "10x-v3.tar.gz",
];

describe("a damaged file gives scores or a problem, soon, and nothing else", () => {
  for (const [at, name] of FILES.entries()) {
    test(name, async () => {
      const bytes = fixtureBytes(name);
      const random = generator(at + 1);
      const outcomes = new Map<string, number>();
      for (let i = 0; i < CASES; i++) {
        const found = await outcome(rangedSource(damaged(bytes, random), name), `${name}, case ${i}`);
        outcomes.set(found, (outcomes.get(found) ?? 0) + 1);
      }
      // Damage that never shows would mean that nothing was damaged.
      expect([...outcomes.keys()].some((type) => type !== "scored")).toBe(true);
    });
  }
});

describe("a damaged file of a folder", () => {
  const folders = [
    "anndata-v2-csr.zarr.zip",
    "anndata-v2-dense.zarr.zip",
    "anndata-v3-csc.zarr.zip",
    "plain-v3-sharded.zarr.zip",
    "10x-v2-by-gene.zip",
  ];
  for (const [at, name] of folders.entries()) {
    test(name, async () => {
      const files = await unpacked(name);
      const paths = [...files.keys()];
      const random = generator(100 + at);
      let problems = 0;
      for (let i = 0; i < CASES; i++) {
        const path = paths[random(paths.length)];
        const harmed = new Map(files);
        if (random(8) === 0) harmed.delete(path);
        else harmed.set(path, damaged(files.get(path) ?? new Uint8Array(0), random));
        const found = await outcome(memoryFolder(harmed), `${name}, case ${i}: ${path}`);
        if (found !== "scored") problems++;
      }
      expect(problems).toBeGreaterThan(0);
    });
  }
});
