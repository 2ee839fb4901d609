import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DOCUMENT, FIGURES, performanceDocument } from "../../scripts/bench/document.ts";
import { compareStages } from "../../scripts/bench/guard/compare.ts";
import { releaseStages } from "../../scripts/bench/guard/release.ts";
import { type Case, figure, interleaved, ratio } from "../../scripts/bench/measure.ts";
import type { Results } from "../../scripts/bench/results.ts";
import { SMALL, stageData } from "../../scripts/bench/stages/data.ts";
import { RATIO_KEYS, TARGETS } from "../../scripts/bench/targets.ts";

describe("npm run bench -- --quick", () => {
  const folder = mkdtempSync(join(tmpdir(), "crossresist-bench-"));
  const file = join(folder, "bench.json");
  const groups = ["stages", "text", "formats"];
  let found: Results;
  let printed: string;

  beforeAll(() => {
    const words = ["scripts/bench.ts", "--quick", "--only", groups.join(","), "--json", file];
    printed = execFileSync(process.execPath, words, { encoding: "utf8" });
    found = JSON.parse(readFileSync(file, "utf8"));
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  test("the JSON has every ratio: a positive number, or null and the reason", () => {
    expect(Object.keys(found.ratios)).toEqual(RATIO_KEYS);
    for (const key of RATIO_KEYS) {
      if (groups.includes(TARGETS[key].group)) expect(found.ratios[key]).toBeGreaterThan(0);
      else expect([found.ratios[key], found.missing[key]]).toEqual([null, expect.stringContaining("was not run")]);
    }
  });

  test("every figure has its unit and its spread", () => {
    const figures = Object.values(found.groups).flatMap((group) => Object.values(group.figures));
    expect(figures.length).toBeGreaterThan(30);
    for (const { median, lower, upper, unit } of figures) {
      expect(unit).not.toBe("");
      expect(lower).toBeLessThanOrEqual(median);
      expect(median).toBeLessThanOrEqual(upper);
    }
  });

  test("the machine is named, and each ratio stands beside what it should be", () => {
    expect(printed).toContain(`Node ${process.version}`);
    for (const key of RATIO_KEYS) expect(printed).toMatch(new RegExp(`${key} .*${TARGETS[key].is}`));
  });
});

test("docs/performance.md is what the bench writes from docs/figures/performance.json", () => {
  expect(readFileSync(DOCUMENT, "utf8")).toBe(performanceDocument(JSON.parse(readFileSync(FIGURES, "utf8"))));
});

describe("the guard", () => {
  /** A clock that only stages move on. */
  let clock = 0;
  const now = () => clock;
  const stage = (name: string, milliseconds: () => number): Case => ({
    name,
    work: 1,
    of: "values",
    run: () => {
      clock += milliseconds();
    },
  });

  test("fails a stage that takes a third as long again, and passes one that takes a fifth", async () => {
    const release = [stage("counting", () => 3), stage("parsing", () => 5)];
    const verdicts = await compareStages(release, [stage("counting", () => 4), stage("parsing", () => 6)], now);
    expect(verdicts.map(({ stage, isSlower }) => [stage, isSlower])).toEqual([
      ["counting", true],
      ["parsing", false],
    ]);
  });

  test("measures again what looked slow once", async () => {
    let calls = 0;
    const disturbed = stage("counting", () => (calls++ < 11 ? 4 : 2));
    const [verdict] = await compareStages([stage("counting", () => 2)], [disturbed], now);
    expect(verdict.isSlower).toBe(false);
  });

  test("sees a kernel that does its work four times", async () => {
    const data = stageData(SMALL);
    const isCount = ({ name }: Case) => name === "count 2400";
    const [count] = (await releaseStages(data)).filter(isCount);
    const [other] = (await releaseStages(data)).filter(isCount);
    const fourfold: Case = {
      ...other,
      run: () => {
        for (let time = 0; time < 4; time++) other.run();
      },
    };
    const [verdict] = await compareStages([count], [fourfold]);
    expect(verdict.isSlower).toBe(true);
  });

  test("leaves out stages that only one of them has", async () => {
    expect(await compareStages([stage("old", () => 1)], [stage("new", () => 1)], now)).toEqual([]);
  });

  test("has the last release's kernel with its stages, which still run", async () => {
    const stages = await releaseStages(stageData(SMALL));
    const timings = await interleaved(stages, { rounds: 1, warmup: 0 });
    expect([...timings.keys()]).toContain("count 200");
    for (const [time] of timings.values()) expect(time).toBeGreaterThan(0);
  });
});

describe("measuring", () => {
  test("a figure is the median with the quartiles", () => {
    expect(figure([4, 1, 3, 2, 5])).toEqual({ median: 3, lower: 2, upper: 4, rounds: 5 });
  });

  test("a ratio is taken round by round, so that what disturbs a round disturbs both of its times", () => {
    const timings = new Map([
      ["ours", [10, 20, 30]],
      ["floor", [5, 10, 15]],
    ]);
    expect(ratio(timings, "ours", "floor")).toMatchObject({ median: 2, lower: 2, upper: 2 });
  });
});
