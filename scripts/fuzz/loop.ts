/** All targets one after the other, and the memory they take. */
import { readFileSync, writeFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { oneOf } from "../cli/command.ts";
import { openHttpTarget } from "./http.ts";
import { READERS } from "./readers.ts";
import type { Tally, Target } from "./run.ts";

export interface LoopOptions {
  /** In all; each target gets its share. */
  readonly cases: number;
  readonly seed: number;
  /** Names of targets; all by default. */
  readonly only?: readonly string[];
  /** Counted up with every case, for whoever watches. */
  readonly counter: Int32Array;
}

export interface LoopReport {
  readonly tallies: readonly Tally[];
  readonly seconds: number;
  /** Most bytes that a stretch of cases took beyond what the process had before it. */
  readonly mostGrown: number;
}

/** Cases between two looks at the memory. */
const STRETCH = 1_000;
/** What cases of readers may take: that of an isolate, garbage that waits to be collected included. */
const MEMORY_LIMIT = 128e6;

export async function fuzzLoop({ cases, seed, only, counter }: LoopOptions): Promise<LoopReport> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const start = performance.now();
  const http = await openHttpTarget();
  try {
    const targets = chosen([...READERS, http], only);
    const shares = targets.reduce((sum, { share }) => sum + share, 0);
    const tallies: Tally[] = [];
    let mostGrown = 0;
    for (const target of targets) {
      const tally: Tally = { target: target.name, cases: 0, slowest: 0, outcomes: {}, findings: [] };
      tallies.push(tally);
      const wanted = Math.ceil((cases * target.share) / shares);
      // Code is compiled and tables are filled by the first.
      await target.run(Math.min(100, wanted), seed);
      for (let first = 0; first < wanted; first += STRETCH) {
        collect();
        const before = startOfStretch();
        const more = await target.run(
          Math.min(STRETCH, wanted - first),
          Math.imul(seed, 65_537) + first,
          () => counter[0]++,
        );
        add(tally, more);
        const grown = highWater() - before;
        mostGrown = Math.max(mostGrown, grown);
        if (grown > MEMORY_LIMIT)
          throw new Error(`${target.name}: memory grew by ${grown} bytes in cases from ${first} on`);
      }
    }
    return { tallies, seconds: (performance.now() - start) / 1000, mostGrown };
  } finally {
    await http.close();
  }
}

function chosen<Named extends Target>(
  targets: readonly Named[],
  only: readonly string[] | undefined,
): readonly Named[] {
  const names = targets.map(({ name }) => name);
  const wanted = only?.map((name) => oneOf("only", name, names)) ?? names;
  return targets.filter(({ name }) => wanted.includes(name));
}

function add(tally: Tally, more: Tally): void {
  tally.cases += more.cases;
  tally.slowest = Math.max(tally.slowest, more.slowest);
  tally.findings.push(...more.findings);
  for (const [type, count] of Object.entries(more.outcomes)) tally.outcomes[type] = (tally.outcomes[type] ?? 0) + count;
}

/** Begins a new high-water mark (proc(5), clear_refs). @returns bytes of memory that are resident now */
function startOfStretch(): number {
  writeFileSync("/proc/self/clear_refs", "5");
  return process.memoryUsage.rss();
}

function highWater(): number {
  return 1024 * Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
}
