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
  /** After which no round is begun any more. */
  readonly seconds: number;
  /** Names of targets; all by default. */
  readonly only?: readonly string[];
  /** Counted up with every case, for whoever watches. */
  readonly counter: Int32Array;
}

export interface LoopReport {
  readonly tallies: readonly Tally[];
  readonly seconds: number;
  /** Most bytes that a round took beyond what the process had before it. */
  readonly mostGrown: number;
}

/** Cases of all targets between two looks at memory and time. */
const ROUND = 2_000;
/** What cases of readers may take: that of an isolate, garbage that waits to be collected included. */
const MEMORY_LIMIT = 128e6;

export async function fuzzLoop({ cases, seed, seconds, only, counter }: LoopOptions): Promise<LoopReport> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const http = await openHttpTarget();
  try {
    const targets = chosen([...READERS, http], only);
    const shares = targets.reduce((sum, { share }) => sum + share, 0);
    // Code is compiled and tables are filled by the first.
    for (const target of targets) await target.run(50, seed);
    const tallies = targets.map(
      ({ name }): Tally => ({ target: name, cases: 0, slowest: 0, outcomes: {}, findings: [] }),
    );
    const start = performance.now();
    const elapsed = () => (performance.now() - start) / 1000;
    let mostGrown = 0;
    for (let first = 0; first < cases && elapsed() < seconds; first += ROUND) {
      collect();
      const before = startOfRound();
      const round = Math.min(ROUND, cases - first);
      for (const [at, target] of targets.entries()) {
        const wanted = Math.ceil((round * target.share) / shares);
        add(tallies[at], await target.run(wanted, Math.imul(seed, 65_537) + first, () => counter[0]++));
      }
      const grown = highWater() - before;
      mostGrown = Math.max(mostGrown, grown);
      if (grown > MEMORY_LIMIT) throw new Error(`memory grew by ${grown} bytes in the round from case ${first} on`);
    }
    return { tallies, seconds: elapsed(), mostGrown };
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
function startOfRound(): number {
  writeFileSync("/proc/self/clear_refs", "5");
  return process.memoryUsage.rss();
}

function highWater(): number {
  return 1024 * Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
}
