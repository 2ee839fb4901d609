import { expect, test } from "vitest";
import { Arena } from "../../worker/engine/ranker/arena.ts";
import { seededRandom } from "../../worker/engine/statistics/random.ts";

const PAGE = 65_536;
const BASE = 1_000;

test("regions do not overlap, and what was given back is one region again", () => {
  const source = seededRandom(7);
  const random = () => source.below(1_000) / 1_000;
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 64 });
  const arena = new Arena(memory, BASE);
  const taken: { at: number; bytes: number }[] = [];
  for (let step = 0; step < 5_000; step++) {
    if (taken.length > 0 && random() < 0.5) {
      const [region] = taken.splice(Math.floor(random() * taken.length), 1);
      arena.give(region.at, region.bytes);
      continue;
    }
    // One in five wants nothing.
    const bytes = random() < 0.2 ? 0 : Math.ceil(random() * 40_000);
    const at = arena.take(bytes);
    expect(at % 64).toBe(0);
    expect(at).toBeGreaterThanOrEqual(BASE);
    expect(at + bytes).toBeLessThanOrEqual(memory.buffer.byteLength);
    const overlaps = taken.some((other) => Math.max(at, other.at) < Math.min(at + bytes, other.at + other.bytes));
    expect(overlaps).toBe(false);
    taken.push({ at, bytes });
  }
  for (const { at, bytes } of taken) arena.give(at, bytes);
  const { byteLength } = memory.buffer;
  const whole = arena.take(byteLength - BASE - 64);
  expect(whole - BASE).toBeLessThan(64);
  expect(memory.buffer.byteLength).toBe(byteLength);
  arena.give(whole, byteLength - BASE - 64);
  // Memory grows by what the free end of it lacks.
  arena.take(64 * PAGE - BASE - 64);
  expect(memory.buffer.byteLength).toBe(64 * PAGE);
  expect(() => arena.take(PAGE)).toThrow(RangeError);
});
