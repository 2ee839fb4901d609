/** The outcome of a parity run as Markdown: what agrees, what differs on purpose, what has no counterpart. */
import { type Compared, type Comparison, isCompared } from "./compare.ts";

/** One row for each call of a peer, over all data sets it was made on. */
export function parityTables(comparisons: readonly Comparison[]): string {
  const compared = comparisons.filter(isCompared);
  const agreeing = compared.filter(({ counterpart }) => counterpart.difference === null);
  const differing = compared.filter(({ counterpart }) => counterpart.difference !== null);
  const unanswered = comparisons.filter((comparison) => !isCompared(comparison));
  const leftOut = agreeing.flatMap(({ entry, counterpart, skipped }) =>
    skipped.map((row) => `Left out: ${entry.tool}, set ${row}: ${counterpart.except[row]}.`),
  );
  return [
    `${agreeing.length} outputs agree. The difference is the largest |ours - theirs| / max(1, |theirs|) over all cells; a null on one side only would make it infinite.`,
    table(
      ["peer", "its call", "ours", "data sets", "cells", "difference"],
      group(agreeing, (one) => [...callOf(one), ours(one)]).map(([head, all]) => [
        ...head,
        names(all),
        cells(all),
        largest(all),
      ]),
    ),
    ...new Set(leftOut),
    `${differing.length} outputs differ on purpose:`,
    table(
      ["peer", "its call", "ours", "why", "data sets", "difference"],
      group(differing, (one) => [...callOf(one), ours(one), one.counterpart.difference ?? ""]).map(([head, all]) => [
        ...head,
        names(all),
        largest(all),
      ]),
    ),
    `${unanswered.length} outputs have no counterpart:`,
    table(
      ["peer", "its call", "why", "data sets"],
      group(unanswered, (one) => [
        ...callOf(one),
        one.counterpart.kind === "without" ? one.counterpart.reason : "",
      ]).map(([head, all]) => [...head, names(all)]),
    ),
  ].join("\n\n");
}

const callOf = ({ entry, counterpart }: Comparison): string[] => [
  `${entry.tool.split(" (")[0]} ${entry.version.split("@").at(-1)?.split(" ")[0] ?? ""}`,
  counterpart.call,
];

function ours({ counterpart: { method, options } }: Compared): string {
  const given = Object.entries(options).map(([name, value]) => {
    const short = String(value).includes(",") ? "..." : value;
    return `${name.slice(method.length + 1)}=${short}`;
  });
  return [method, ...given].join(" ");
}

const names = (comparisons: readonly Comparison[]) =>
  [...new Set(comparisons.map(({ dataSet }) => dataSet))].join(", ");
const cells = (comparisons: readonly Compared[]) => String(comparisons.reduce((sum, one) => sum + one.cells, 0));

function largest(comparisons: readonly Compared[]): string {
  const difference = Math.max(...comparisons.map((one) => one.difference));
  return Number.isFinite(difference) ? String(Number(difference.toPrecision(2))) : "null";
}

/** Items with the same head cells, in the order of their first appearance. */
function group<Item>(items: readonly Item[], head: (item: Item) => string[]): [string[], Item[]][] {
  const groups = new Map<string, [string[], Item[]]>();
  for (const item of items) {
    const cells = head(item);
    const key = cells.join("\t");
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [cells, [item]]);
    else known[1].push(item);
  }
  return [...groups.values()];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
