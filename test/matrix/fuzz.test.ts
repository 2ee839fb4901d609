/**
 * Valid files with damage: whatever comes, both paths end alike, with the same bits or the same Problem, and soon.
 * FUZZ_CASES sets the number of cases, FUZZ_SEED where they begin.
 */
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { nodeRanker } from "../../scripts/node/kernel.ts";
import { ByteBudget } from "../../worker/engine/budget.ts";
import type { Ranker } from "../../worker/engine/ranker/ranker.ts";
import { type RandomSource, seededRandom } from "../../worker/engine/statistics/random.ts";
import { LIMITS } from "../../worker/limits.ts";
import { Problem } from "../../worker/problem.ts";
import { scoreMatrix } from "../../worker/score.ts";
import { platform } from "../../worker/storage/platform.ts";
import { bits, PATHS } from "../support/score.ts";
import { memorySource } from "../support/source.ts";
import { join, MATRIX, OPTIONS, rowsOf, SIGNATURE, transpose } from "./small.ts";

const CASES = Number(process.env.FUZZ_CASES ?? 5000);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_123);

const ROWS = rowsOf(MATRIX);
const quoted = ROWS.map((row) => row.map((cell) => `"${cell}"`));
const described = ROWS.map(([gene, ...cells]) => [gene, `about ${gene}`, ...cells]);

const FILES = [
  join(ROWS),
  join(ROWS, ","),
  join(quoted, ";").replaceAll("\n", "\r\n"),
  join([ROWS[0].slice(1), ...ROWS.slice(1)], " "),
  join(transpose(ROWS)),
  join(transpose(quoted), ","),
  `# comment\n\n${join(described)}`,
  `#1.2\n${MATRIX.genes.length}\t${MATRIX.samples.length}\n${join(described)}`,
  gzipSync(join(ROWS)),
].map((file) => (typeof file === "string" ? new TextEncoder().encode(file) : new Uint8Array(file)));

/** Bytes that mean something to a reader of text, or nothing to any. */
const BYTES = [..."\t\n\r,; \"#.+-eE0123456789NAnaninf'"]
  .map((c) => c.charCodeAt(0))
  .concat([0, 1, 0x1a, 0x7f, 0xa0, 0xc2, 0xff]);

function mutate(random: RandomSource): Uint8Array {
  let bytes = FILES[random.below(FILES.length)];
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const at = random.below(bytes.length + 1);
    const end = Math.min(bytes.length, at + 1 + random.below(12));
    const byte = random.below(4) === 0 ? random.below(256) : BYTES[random.below(BYTES.length)];
    const other = FILES[random.below(FILES.length)];
    const from = random.below(other.length);
    const head = bytes.subarray(0, at);
    const kinds: (() => Uint8Array[])[] = [
      () => [head, Uint8Array.of(byte), bytes.subarray(Math.min(at + 1, bytes.length))],
      () => [head, Uint8Array.of(byte), bytes.subarray(at)],
      () => [head, bytes.subarray(end)],
      () => [head, bytes.subarray(at, end), bytes.subarray(at)],
      () => [head, other.subarray(from, from + 1 + random.below(60)), bytes.subarray(at)],
      () => [head],
    ];
    // Cutting off loses most of the file, so it is rarer.
    const kind = random.below(40);
    bytes = new Uint8Array(Buffer.concat(kinds[kind === 0 ? 5 : kind % 5]()));
  }
  return bytes;
}

/** A window of a few lines: their ends meet its end, and a case costs half a millisecond less. */
function withSmallWindow(ranker: Ranker): Ranker {
  return { ...ranker, open: (shape) => ranker.open({ ...shape, windowBytes: 2048 }) };
}

const REQUEST = {
  signatures: [SIGNATURE],
  options: OPTIONS,
  duplicates: "error",
  literalIdentifiers: true,
} as const;

async function outcome(bytes: Uint8Array, chunk: number, ranker: Ranker): Promise<string> {
  try {
    const budget = new ByteBudget(LIMITS.isolateBytes, 0);
    return bits(await scoreMatrix(memorySource(bytes, "damaged", chunk), REQUEST, { ranker, platform, budget }));
  } catch (error) {
    if (error instanceof Problem) return JSON.stringify(error);
    throw new Error(`not a Problem, from ${JSON.stringify(latin1(bytes))}`, { cause: error });
  }
}

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

test(`${CASES} damaged files`, { timeout: 1000 + 10 * CASES }, async () => {
  const [kernel, plain] = await Promise.all(PATHS.map(async (path) => withSmallWindow(await nodeRanker(path))));
  const random = seededRandom(SEED);
  const types = new Map<string, number>();
  for (let i = 0; i < CASES; i++) {
    const bytes = mutate(random);
    const chunk = random.below(4) === 0 ? 1 + random.below(200) : bytes.length + 1;
    const found = await outcome(bytes, chunk, kernel);
    const other = await outcome(bytes, chunk, plain);
    if (other !== found)
      expect({ file: latin1(bytes), outcome: other }).toEqual({ file: latin1(bytes), outcome: found });
    const type = /^\{"type":"\/problems\/([a-z-]+)"/.exec(found)?.[1] ?? "scored";
    types.set(type, (types.get(type) ?? 0) + 1);
  }
  // Damage that left nothing to score, or that always came to the same, would show little.
  expect(types.get("scored")).toBeGreaterThan(CASES / 20);
  expect([...types.keys()]).toEqual(
    expect.arrayContaining([
      "ragged-row",
      "not-a-number",
      "duplicate-genes",
      "duplicate-samples",
      "bad-gct",
      "bad-gzip",
    ]),
  );
});
