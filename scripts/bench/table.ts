/** What was found, for people to read. */
import type { Measured } from "./measure.ts";
import type { Results } from "./results.ts";
import { isReached, RATIO_KEYS, TARGETS } from "./targets.ts";

/** Three significant digits, large numbers whole. */
export function short(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en");
  return Number(value.toPrecision(3)).toString();
}

function line(name: string, { median, lower, upper, rounds, unit }: Measured): string {
  const spread = rounds > 1 ? `${short(lower)} to ${short(upper)}, ${rounds} rounds` : "once";
  return `  ${name.padEnd(44)}${short(median).padStart(9)} ${unit.padEnd(12)} ${spread}`;
}

/** All figures, group by group. */
export function figureTable({ groups }: Results): string {
  return Object.entries(groups)
    .map(([name, { figures }]) => [name, ...Object.entries(figures).map(([what, one]) => line(what, one))].join("\n"))
    .join("\n\n");
}

/** Each ratio beside what it should be. */
export function ratioTable({ ratios, missing }: Results): string {
  return RATIO_KEYS.map((key) => {
    const { bound, is, unit } = TARGETS[key];
    const value = ratios[key];
    const verdict =
      value === null ? `not measured: ${missing[key]}` : isReached(TARGETS[key], value) ? "reached" : "MISSED";
    return `  ${key.padEnd(28)}${(value === null ? "" : short(value)).padStart(9)} ${unit.padEnd(5)} ${is} ${short(bound)}: ${verdict}`;
  }).join("\n");
}
