import { describe, expect, it } from "vitest";
import { labellingsWithinSubjects, seededRandom } from "../../../worker/engine/statistics/index.ts";

function collect(labels: readonly number[], subjects: readonly string[], seed = 1) {
  const labellings = labellingsWithinSubjects(labels, subjects, seed);
  const seen: string[] = [];
  labellings.each((labelling) => {
    seen.push(labelling.join(""));
  });
  return { labellings, seen };
}

describe("labellings within subjects", () => {
  it("are every way to hand a subject's labels out among its samples, each once", () => {
    const { labellings, seen } = collect([0, 1, 0, 1, 1], ["a", "a", "b", "b", "b"]);
    expect(labellings).toMatchObject({ exact: true, count: 6, possible: 6 });
    expect(seen.toSorted()).toEqual(["01011", "01101", "01110", "10011", "10101", "10110"]);
  });

  it("keep the number of samples of each label in each subject, for more than two labels", () => {
    const { labellings, seen } = collect([0, 1, 2, 2], ["a", "a", "a", "a"]);
    expect(labellings.possible).toBe(12);
    expect(new Set(seen).size).toBe(12);
    for (const labelling of seen) expect([...labelling].sort().join("")).toBe("0122");
  });

  it("do not depend on the labels that were seen, only on their numbers", () => {
    expect(collect([0, 1, 1], ["a", "a", "a"]).seen).toEqual(collect([1, 1, 0], ["a", "a", "a"]).seen);
  });

  it("are drawn from the seed beyond 20,000, and the observed one counts", () => {
    const labels = Array.from({ length: 30 }, (_, i) => i % 2);
    const subjects = labels.map((_, i) => (i < 15 ? "a" : "b"));
    const first = collect(labels, subjects, 7);
    expect(first.labellings).toMatchObject({ exact: false, count: 10_000, possible: 6435 ** 2 });
    expect(first.seen).toHaveLength(9_999);
    expect(collect(labels, subjects, 7).seen).toEqual(first.seen);
    expect(collect(labels, subjects, 8).seen).not.toEqual(first.seen);
  });

  it("drawn ones hand every label to every sample equally often", () => {
    const labels = Array.from({ length: 20 }, (_, i) => (i < 8 ? 1 : 0));
    const { seen } = collect(labels, Array(20).fill("a"), 3);
    for (let sample = 0; sample < 20; sample++) {
      const share = seen.filter((labelling) => labelling[sample] === "1").length / seen.length;
      // Five standard errors of a share of 0.4 in 9,999 draws.
      expect(Math.abs(share - 0.4)).toBeLessThan(0.0245);
    }
  });
});

describe("seeded random numbers", () => {
  it("are the same for a seed in every engine", () => {
    const random = seededRandom(42);
    const again = seededRandom(42);
    const draws = Array.from({ length: 5 }, () => random.next());
    expect(draws).toEqual(Array.from({ length: 5 }, () => again.next()));
    expect(draws.every((draw) => Number.isInteger(draw) && draw >= 0 && draw < 2 ** 32)).toBe(true);
  });

  it("fall on each of n numbers equally often", () => {
    const random = seededRandom(1);
    const counts = new Array<number>(6).fill(0);
    for (let draw = 0; draw < 60_000; draw++) counts[random.below(6)]++;
    // Chi-square with 5 degrees of freedom: 20.5 is its 99.9th percentile.
    expect(counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(20.5);
  });
});
