/**
 * `npm run fuzz`: damaged and malicious matrices for every reader, and requests of all kinds for the Worker on the real local runtime.
 * What must not be: a crash, a hang, a status of 500 or above (503 with a reason excepted), a wrong content type, two rankers that
 * disagree, memory beyond the budget.
 *
 * The cases run in a thread of their own, so that one that never ends is noticed and named.
 */
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { ending, Usage } from "./cli/command.ts";
import { fuzzLoop, type LoopOptions, type LoopReport } from "./fuzz/loop.ts";
import { ensureKernel } from "./node/kernel.ts";
import { writeReliability } from "./reliability/document.ts";

const SYNOPSIS = "npm run fuzz -- [options]";
const HELP = `Usage: ${SYNOPSIS}

  --cases N      in all (default 20000)
  --minutes M    begins nothing new after so long (default 60)
  --seed S       the same cases come again (default: another each time)
  --only NAMES   of text, files, folders, archives, http; with commas
  --write        adds the run to docs/reliability.md
`;
/** A case that takes longer than this, on however busy a machine, does not end. */
const HANG_MS = 60_000;
/** What a case makes is garbage when it ends; with more room for it, it is collected a third as often. */
const YOUNG = { maxYoungGenerationSizeMb: 48 };

function runThread(options: LoopOptions): Promise<LoopReport> {
  const { counter } = options;
  const thread = new Worker(import.meta.filename, { workerData: options, resourceLimits: YOUNG });
  return new Promise((resolve, reject) => {
    let seen = -1;
    let since = Date.now();
    const timer = setInterval(() => {
      const count = counter[0];
      if (process.stderr.isTTY) process.stderr.write(`\r${count} cases `);
      if (count !== seen) since = Date.now();
      else if (Date.now() - since > HANG_MS) {
        void thread.terminate();
        reject(new Error(`case ${count} of seed ${options.seed} did not end within ${HANG_MS / 1000} s`));
      }
      seen = count;
    }, 1_000);
    thread.once("message", resolve);
    thread.once("error", reject);
    thread.once("exit", (code) => {
      clearInterval(timer);
      reject(new Error(`the thread ended with ${code}`));
    });
  });
}

function wholeNumber(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Usage(`--${name} is a whole number, not "${text}".`);
}

function print({ tallies, seconds, mostGrown }: LoopReport): void {
  for (const { target, cases, slowest, outcomes, findings } of tallies) {
    const common = Object.entries(outcomes).sort(([, one], [, other]) => other - one);
    const words = common.map(([type, count]) => `${type} ${count}`).join(", ");
    console.log(`${target}: ${cases} cases, slowest ${slowest.toFixed(0)} ms, findings ${findings.length}: ${words}`);
    for (const { seed, path, error, folder } of findings)
      console.log(`  seed ${seed} path ${path}, in ${folder}\n  ${error}`);
  }
  const cases = tallies.reduce((sum, tally) => sum + tally.cases, 0);
  const findings = tallies.reduce((sum, tally) => sum + tally.findings.length, 0);
  const grown = `${(mostGrown / 1e6).toFixed(0)} MB`;
  console.log(
    `${cases} cases in ${seconds.toFixed(0)} s, findings ${findings}, memory at most ${grown} above that before its cases`,
  );
}

const OPTIONS = {
  cases: { type: "string" },
  minutes: { type: "string" },
  seed: { type: "string" },
  only: { type: "string" },
  write: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

async function main(): Promise<void> {
  const { cases, minutes, seed, only, write, help } = parseArgs({ options: OPTIONS }).values;
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  await ensureKernel();
  const asked = {
    cases: wholeNumber("cases", cases, 20_000),
    seconds: 60 * wholeNumber("minutes", minutes, 60),
    seed: wholeNumber("seed", seed, Date.now() % 1_000_000),
    only: only?.split(","),
    counter: new Int32Array(new SharedArrayBuffer(4)),
  };
  console.log(`seed ${asked.seed}`);
  const report = await runThread(asked);
  print(report);
  if (write) writeReliability({ fuzz: { seed: asked.seed, ...report } });
  if (report.tallies.some(({ findings }) => findings.length > 0)) process.exitCode = 1;
}

if (isMainThread) await ending(SYNOPSIS, main);
else parentPort?.postMessage(await fuzzLoop(workerData as LoopOptions));
