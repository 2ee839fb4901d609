/** docs/performance.md, written from what was measured: every number in it comes from a run. */
import { join } from "node:path";
import type { GroupResult, Results } from "./results.ts";
import { short } from "./table.ts";
import { GROUP_NAMES, type GroupName, isReached, RATIO_KEYS, type RatioKey, TARGETS } from "./targets.ts";
import { TRIED } from "./tried.ts";

const DOCS = join(import.meta.dirname, "../../docs");
/** What the document is written from. */
export const FIGURES = join(DOCS, "figures/performance.json");
export const DOCUMENT = join(DOCS, "performance.md");

const GROUPS: Readonly<Record<GroupName, string>> = {
  stages:
    "Each stage by itself, kernel (`wasm`) and TypeScript path, on what production calls. `read` sums 64 MiB by vectors and does nothing " +
    "else; `count n` ranks a panel of n genes in float32 columns of 20,000; `and moment of ties` also adds up the ties of the whole column, for " +
    "singscore's position among random genes; `and all ties` finds its middle too, which takes a sort; the last line sorts each column as one writes it without a second thought.",
  text: "20,000 genes x 400 samples from a file to scores, in one thread, a panel of 200 genes. MB are of inflated text.",
  stream:
    "The same for 20,000 x 4,000, which does not fit the memory budget and is read twice where genes are in rows.",
  formats:
    "20,000 x 1,000 float32 from files to scores, in one thread, a panel of 200 genes. MB are of numbers, four bytes each.",
  memory:
    "The command line, a process each. `held` is what the result says in `engine.heldBytes`; `process` is the system's high-water mark, Node and all it loads included.",
  workerd:
    "`POST /v1/score` of objects in the local R2, answered by the Worker in workerd over HTTP as CSV, for which text is not hashed, unless the line says JSON. The local R2 runs in the same process and passes objects on in small pieces.",
  startup:
    "`wrangler deploy --dry-run` and `wrangler check startup`: the bundle, and the CPU of its start in workerd under V8's profiler.",
  peers:
    "One thread each, 20,000 genes x 1,000 samples x 50 sets of 50 genes, the same files for all. A process start and the loading of packages count for none; what decoupler compiles is compiled before its clock starts. The scores are compared and must agree (decoupler breaks ties at random, so a few of its may differ a little).",
  cost: "CPU of all of workerd in the scheduled batch, from the runs of `npm run scale -- --samples 1000,100000 --layout genes --store s3 --signatures all --once --write` and the same of `--layout samples`; its simulated bucket, queues and Workflows included.",
};

function verdict(key: RatioKey, value: number | null, missing: Results["missing"]): string {
  if (value === null) return `not measured: ${missing[key]}`;
  return isReached(TARGETS[key], value) ? "reached" : "**missed**";
}

function targetTable({ ratios, missing }: Results): string {
  const lines = RATIO_KEYS.map((key) => {
    const { what, bound, is, unit } = TARGETS[key];
    const value = ratios[key];
    const measured = value === null ? "" : `${short(value)} ${unit}`;
    return `| \`${key}\` | ${what} | ${is} ${short(bound)} ${unit} | ${measured} | ${verdict(key, value, missing)} |`;
  });
  return ["| ratio | what | aimed at | measured | |", "|---|---|---|---|---|", ...lines].join("\n");
}

function missed({ ratios }: Results): string {
  const keys = RATIO_KEYS.filter((key) => {
    const value = ratios[key];
    return value !== null && !isReached(TARGETS[key], value);
  });
  if (keys.length === 0) return "Everything that was measured reached what it was aimed at.";
  const lines = keys.map((key) => {
    const { bound, unit, what } = TARGETS[key];
    return `- \`${key}\`: ${short(ratios[key] ?? Number.NaN)} ${unit} where ${short(bound)} was aimed at (${what}).`;
  });
  return ["Missed:", "", ...lines].join("\n");
}

function groupSection(name: GroupName, { figures, measured, kernel, load }: GroupResult): string {
  const lines = Object.entries(figures).map(([what, { median, lower, upper, rounds, unit }]) => {
    const spread = rounds > 1 ? `${short(lower)} to ${short(upper)}, ${rounds} rounds` : "once";
    return `| ${what} | ${short(median)} ${unit} | ${spread} |`;
  });
  return `## ${name}

${GROUPS[name]}

| | median | middle half |
|---|---|---|
${lines.join("\n")}

Measured on ${measured}, kernel ${kernel}, load average ${short(load)}: \`npm run bench -- --only ${name}\`.`;
}

function tried(): string {
  return TRIED.length === 0 ? "" : `## Tried, and lost\n\n${TRIED.map((line) => `- ${line}`).join("\n")}\n\n`;
}

/** The document. @param found groups that were measured on one machine */
export function performanceDocument(found: Results): string {
  const { cpu, cores, memoryGiB, platform, node } = found.machine;
  const sections = GROUP_NAMES.flatMap((name) => {
    const group = found.groups[name];
    return group === undefined ? [] : [groupSection(name, group)];
  });
  return `# Performance

Written by \`npm run bench -- --write\` from [performance.json](figures/performance.json); nothing in it is typed by hand.

Machine: ${cpu}, ${cores} cores, ${memoryGiB} GiB, ${platform}, Node ${node}. All cases of a group run in turn, round after round, in one
process, and a ratio is the median over the rounds of two times of the same round: what disturbs the machine disturbs both. A load average
above one or two, beside each table, says that others worked on the machine too: times are then longer than an idle machine's, and
megabytes a second fewer. Another machine gives other times, and ratios that should be near these. \`npm run bench -- --peers\` measures everything again;
\`npm run bench:guard\` holds each kernel stage to the last release's (\`test/fixtures/release\`).

## Aimed at and measured

${targetTable(found)}

${missed(found)}

${tried()}${sections.join("\n\n")}
`;
}
