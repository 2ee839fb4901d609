/** What `npm run bench` found, as it is kept in JSON: groups that were measured at different times stand beside each other. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import type { Findings } from "./group.ts";
import { type GroupName, RATIO_KEYS, type RatioKey, TARGETS } from "./targets.ts";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
  readonly node: string;
}

export interface GroupResult extends Findings {
  /** Day of the measurement, and beginning of the SHA-256 of the kernel that was measured. */
  readonly measured: string;
  readonly kernel: string;
  readonly quick: boolean;
  /** Processes that wanted a core, the bench among them: the load average of a minute, when the group was done. */
  readonly load: number;
}

export interface Results {
  readonly machine: Machine;
  /** The middle one of all rounds; null where it was not measured. */
  readonly ratios: Readonly<Record<RatioKey, number | null>>;
  /** Why a ratio is null. */
  readonly missing: Readonly<Partial<Record<RatioKey, string>>>;
  readonly groups: Readonly<Partial<Record<GroupName, GroupResult>>>;
}

export function machine(): Machine {
  const gibibyte = 2 ** 30;
  return {
    cpu: cpus()[0].model.trim(),
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / gibibyte),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
  };
}

/** What a file holds; nothing where it does not exist, or was measured on another machine. */
export function readGroups(file: string): Results["groups"] {
  if (!existsSync(file)) return {};
  const before = JSON.parse(readFileSync(file, "utf8")) as Results;
  return JSON.stringify(before.machine) === JSON.stringify(machine()) ? before.groups : {};
}

export function results(groups: Results["groups"]): Results {
  const found = RATIO_KEYS.map((key) => {
    const group = groups[TARGETS[key].group];
    return { key, median: group?.ratios[key]?.median ?? null, reason: reasonOf(key, group) };
  });
  return {
    machine: machine(),
    ratios: Object.fromEntries(found.map(({ key, median }) => [key, median])) as Results["ratios"],
    missing: Object.fromEntries(found.filter(({ median }) => median === null).map(({ key, reason }) => [key, reason])),
    groups,
  };
}

function reasonOf(key: RatioKey, group: GroupResult | undefined): string {
  return group === undefined ? `group ${TARGETS[key].group} was not run` : (group.missing?.[key] ?? "not found");
}

export function writeResults(file: string, found: Results): void {
  const short = (_key: string, value: unknown) => (typeof value === "number" ? Number(value.toPrecision(6)) : value);
  writeFileSync(file, `${JSON.stringify(found, short, 2)}\n`);
}
