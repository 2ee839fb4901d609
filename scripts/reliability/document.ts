/** docs/reliability.md: written from what the commands measured, kept as JSON beside it. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Machine } from "../bench/results.ts";
import type { LoopReport } from "../fuzz/loop.ts";
import { findings, kindTable, type LoadReport } from "../load/report.ts";

const DOCS = join(import.meta.dirname, "../../docs");
const DATA = join(DOCS, "figures/reliability.json");
const PAGE = join(DOCS, "reliability.md");

/** Cases of one target over all runs. */
interface FuzzedTarget {
  cases: number;
  findings: number;
  slowestMs: number;
  /** Scored, status of an answer, or type of a problem: how often. */
  outcomes: Record<string, number>;
}

interface Measured {
  fuzz: {
    /** Each adds cases that no other had. */
    seeds: number[];
    mostGrown: number;
    seconds: number;
    targets: Record<string, FuzzedTarget>;
  } | null;
  load: LoadReport | null;
}

export interface Additions {
  readonly fuzz?: LoopReport & { readonly seed: number };
  readonly load?: LoadReport;
}

/** Adds a run and writes the page anew; a seed that was run before is left out. */
export function writeReliability({ fuzz, load }: Additions): void {
  const measured: Measured = existsSync(DATA) ? JSON.parse(readFileSync(DATA, "utf8")) : { fuzz: null, load: null };
  if (fuzz !== undefined) addFuzz(measured, fuzz);
  if (load !== undefined) measured.load = load;
  writeFileSync(DATA, `${JSON.stringify(measured, short, 2)}\n`);
  writeFileSync(PAGE, page(measured));
}

const short = (_name: string, value: unknown) => (typeof value === "number" ? Number(value.toPrecision(10)) : value);

function addFuzz(measured: Measured, { seed, seconds, mostGrown, tallies }: NonNullable<Additions["fuzz"]>): void {
  measured.fuzz ??= { seeds: [], mostGrown: 0, seconds: 0, targets: {} };
  const { fuzz } = measured;
  if (fuzz.seeds.includes(seed)) return;
  fuzz.seeds.push(seed);
  fuzz.seconds += seconds;
  fuzz.mostGrown = Math.max(fuzz.mostGrown, mostGrown);
  for (const { target, cases, findings, slowest, outcomes } of tallies) {
    fuzz.targets[target] ??= { cases: 0, findings: 0, slowestMs: 0, outcomes: {} };
    const sum = fuzz.targets[target];
    sum.cases += cases;
    sum.findings += findings.length;
    sum.slowestMs = Math.max(sum.slowestMs, slowest);
    for (const [type, count] of Object.entries(outcomes)) sum.outcomes[type] = (sum.outcomes[type] ?? 0) + count;
  }
}

const count = (value: number) => value.toLocaleString("en");
const machineWords = ({ cpu, cores, memoryGiB, platform, node }: Machine) =>
  `${cores} cores of ${cpu}, ${memoryGiB} GiB, ${platform}, Node ${node}`;
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

function page({ fuzz, load }: Measured): string {
  return `${[INTRODUCTION, ...(fuzz === null ? [] : [fuzzSection(fuzz)]), ...(load === null ? [] : [loadSection(load)])].join("\n\n")}\n`;
}

const INTRODUCTION = `# How it holds

Written by \`npm run fuzz -- --write\` and \`npm run load -- --write\`; the same figures as JSON are in
[reliability.json](figures/reliability.json). What an attacker could want, and what stands against it, is in the
[threat model](development/threat-model.md).`;

function fuzzSection({ seeds, seconds, mostGrown, targets }: NonNullable<Measured["fuzz"]>): string {
  const all = Object.entries(targets);
  const cases = all.reduce((sum, [, target]) => sum + target.cases, 0);
  const findings = all.reduce((sum, [, target]) => sum + target.findings, 0);
  const rows = all.map(([name, target]) => {
    const common = Object.entries(target.outcomes).sort(([, one], [, other]) => other - one);
    const words = common.slice(0, 4).map(([type, times]) => `${type} ${((100 * times) / target.cases).toFixed(0)}%`);
    return `| ${name} | ${count(target.cases)} | ${target.findings} | ${target.slowestMs.toFixed(0)} | ${common.length}: ${words.join(", ")} … |`;
  });
  return `## Damaged and malicious input

\`npm run fuzz -- --cases N --seed S\` damages known files, makes up others, packs archives that lie, and sends requests of all kinds
to the Worker on the real local runtime. Readers run on both rankers. A finding is a crash, a hang, a case of more than three seconds of
CPU, an error that is no problem of ours, memory that is not given back or beyond the budget, two rankers that differ in a bit, an
export that does not read back or that a spreadsheet would run, and from the Worker a status of 500 or above (503 with a reason
excepted) or a wrong content type.

${count(cases)} cases in ${(seconds / 60).toFixed(0)} minutes, ${findings} findings; memory rose at most ${megabytes(mostGrown)} above what the process had before a round of
2,000 cases, garbage included. Seeds ${seeds.join(", ")}.

| target | cases | findings | slowest, ms of CPU | outcomes |
| --- | ---: | ---: | ---: | --- |
${rows.join("\n")}

What earlier runs found is mended, and kept as tests: \`test/corpus\`, \`test/storage/gunzip.test.ts\`.`;
}

function loadSection(load: LoadReport): string {
  const rate = load.requests / load.seconds;
  const looks = load.memory.map(
    ({ request, bytes, isolate }) => `| ${count(request)} | ${megabytes(isolate)} | ${megabytes(bytes)} |`,
  );
  return `## Load

\`npm run load -- --requests ${load.requests} --clients ${load.clients} --seed ${load.seed}\` on ${machineWords(load.machine)}: ${count(load.requests)} requests in ${load.seconds.toFixed(0)} s
(${rate.toFixed(0)} a second), senders and Worker on the same processor. An answer is right if it is byte for byte the one that its request was given
alone before the load; after it every request must be answered so once more, no memory be lent and nothing lie under \`spool/\`. Senders
leave by a reset of their connection: the end of a stream alone may be a sender that still listens, and is answered.

${findings(load)
  .map((line) => `- ${line}`)
  .join("\n")}

${kindTable(load)}

| after request | in use in the isolate | process, resident |
| ---: | ---: | ---: |
${looks.join("\n")}`;
}
