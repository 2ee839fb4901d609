import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { writeZarr } from "../../scripts/convert/zarr.ts";
import { nodeMatrix } from "../../scripts/node/folder.ts";
import { nodeRanker } from "../../scripts/node/kernel.ts";
import { scoreOnThreads } from "../../scripts/node/threads.ts";
import type { MatrixReader } from "../../worker/matrix/reader.ts";
import type { ScoreRequest } from "../../worker/score.ts";
import { bits, score, upSet } from "../support/score.ts";

const ROOT = mkdtempSync(join(tmpdir(), "crossresist-threads-"));
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

const GENES = 40;
const SAMPLES = 200;

interface Flaws {
  readonly infiniteAt?: number;
  readonly names?: (sample: number) => string;
}

/** A Zarr folder of made-up values with ties and gaps. */
async function zarr(name: string, { infiniteAt, names = (sample) => `S${sample}` }: Flaws = {}): Promise<string> {
  const values = Float32Array.from({ length: GENES * SAMPLES }, (_, i) => ((i * 7919) % 101) / 4);
  values[5] = Number.NaN;
  if (infiniteAt !== undefined) values[infiniteAt * GENES + 3] = Number.POSITIVE_INFINITY;
  const reader: MatrixReader = {
    describe: () => ({
      format: "made-up",
      genes: [{ header: "", values: Array.from({ length: GENES }, (_, gene) => `G${gene}`) }],
      samples: Array.from({ length: SAMPLES }, (_, sample) => names(sample)),
      layout: "dense",
      blockBytes: 0,
      warnings: [],
    }),
    async *columns(first, last) {
      yield { samples: last - first, values: values.subarray(first * GENES, last * GENES) };
    },
  };
  const path = join(ROOT, name);
  await writeZarr(reader, path, () => undefined);
  return path;
}

const REQUEST: ScoreRequest = {
  signatures: [upSet("some", ["G1", "G4", "G9", "G16"]), upSet("others", ["G2", "G3", "G39", "gone"])],
  methods: ["singscore", "ssgsea", "zscore"],
  options: { "ssgsea.normalise": "gsva" },
  duplicates: "error",
  literalIdentifiers: true,
};
const UNTOLD = { begin: () => undefined, add: () => undefined };

const onThreads = async (path: string, threads: number, request = REQUEST) =>
  scoreOnThreads(path, request, await nodeRanker("wasm"), threads, UNTOLD);

test("threads give the bits of one, also of some of the samples", async () => {
  const path = await zarr("fine.zarr");
  for (const samples of [undefined, { first: 10, last: 190 }]) {
    const request = { ...REQUEST, samples };
    const alone = await score(await nodeMatrix(path), request);
    const together = await onThreads(path, 3, request);
    expect(together && bits(together)).toBe(bits(alone));
  }
});

test("one thread, and a few samples, are no matter for threads", async () => {
  const path = await zarr("few.zarr");
  expect(await onThreads(path, 1)).toBeNull();
  expect(await onThreads(path, 4, { ...REQUEST, samples: { first: 0, last: 60 } })).toBeNull();
});

test.each([
  ["in one range", { infiniteAt: 150 }],
  ["a name that occurs in two ranges", { names: (sample: number) => (sample === 170 ? "S20" : `S${sample}`) }],
])("what is wrong is said as by one thread: %s", async (what, flaws) => {
  const path = await zarr(`${what}.zarr`, flaws);
  const problem = (failure: unknown) => JSON.parse(JSON.stringify(failure));
  const alone = await score(await nodeMatrix(path), REQUEST).catch(problem);
  expect(alone).toHaveProperty("type");
  expect(await onThreads(path, 2).catch(problem)).toEqual(alone);
});
