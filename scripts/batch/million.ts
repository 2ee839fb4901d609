/** What a million samples would take and cost, on paper: from what runs took, published prices and published limits. */
import { LIMITS } from "../../worker/limits.ts";
import { table } from "../evidence/document.ts";
import type { ScaleRun } from "./document.ts";

const SAMPLES = 1_000_000;

/** Dollars a million, paid plan (Cloudflare's pages on the pricing of Workers, Queues, R2 and Durable Objects; check them). */
const PRICES = {
  request: 0.3,
  cpuMs: 0.02,
  queueOperation: 0.4,
  write: 4.5,
  read: 0.36,
  registryRequest: 0.15,
} as const;
/** A message is written, read and deleted. */
const OPERATIONS_OF_MESSAGE = 3;
/** Published limits of an invocation: seconds of CPU, and calls of bindings (Workers, platform limits). */
const CPU_SECONDS = 300;
const CALLS = 10_000;

const WRITES = ["r2.put", "r2.list"];
const READS = ["r2.get", "r2.head"];

interface Bill {
  readonly name: string;
  readonly amount: number;
  readonly dollars: number;
}

/** The largest run of each kind: the rates that it shows are the ones that hold for many samples. */
function largest(runs: readonly ScaleRun[]): ScaleRun[] {
  const kinds = new Map<string, ScaleRun>();
  for (const run of runs) {
    const known = kinds.get(run.layout);
    if (known === undefined || known.samples < run.samples) kinds.set(run.layout, run);
  }
  return [...kinds.values()];
}

function billOf(run: ScaleRun): Bill[] {
  const times = SAMPLES / run.samples;
  const calls = (names: (name: string) => boolean) =>
    times * Object.entries(run.calls).reduce((sum, [name, count]) => sum + (names(name) ? count : 0), 0);
  // A part is a message in each of its three stages, and so an invocation.
  const messages = times * (3 * run.parts + 1);
  const cpuMs = times * 1000 * run.cpuSeconds;
  const line = (name: string, amount: number, price: number): Bill => ({
    name,
    amount,
    dollars: (amount * price) / 1e6,
  });
  return [
    line("CPU, ms", cpuMs, PRICES.cpuMs),
    line("requests of Workers", messages, PRICES.request),
    line("operations of queues", OPERATIONS_OF_MESSAGE * messages, PRICES.queueOperation),
    line(
      "writes and lists of R2",
      calls((name) => WRITES.includes(name)),
      PRICES.write,
    ),
    line(
      "reads of R2",
      calls((name) => READS.includes(name)),
      PRICES.read,
    ),
    line(
      "requests of the registry",
      calls((name) => name.startsWith("registry.")),
      PRICES.registryRequest,
    ),
  ];
}

export function millionTable(runs: readonly ScaleRun[]): string {
  const chosen = largest(runs);
  const bills = chosen.map(billOf);
  const cell = ({ amount, dollars }: Bill) => `${Math.round(amount).toLocaleString("en")} (${dollars.toFixed(2)} $)`;
  const rows = (bills[0] ?? []).map(({ name }, at) => [name, ...bills.map((bill) => cell(bill[at]))]);
  const totals = bills.map((bill) => `${bill.reduce((sum, { dollars }) => sum + dollars, 0).toFixed(2)} $`);
  return table(["A million samples", ...chosen.map(nameOf)], [...rows, ["in all", ...totals]]);
}

function nameOf({ layout, genes, samples }: ScaleRun): string {
  return `${layout}, by the rates of ${samples.toLocaleString("en")} samples x ${genes.toLocaleString("en")} genes`;
}

/** Samples of one matrix at which each limit is met, the nearest first. */
export function limitTable(runs: readonly ScaleRun[]): string {
  const rows = largest(runs).flatMap((run) => {
    const { samples, cpuOfStages, parts, layout } = run;
    const staging = cpuOfStages.stage ?? 0;
    const limits: [string, number][] = [
      [`${LIMITS.samples.toLocaleString("en")} samples of a matrix (ours)`, LIMITS.samples],
      [
        `${CPU_SECONDS} s of CPU for staging in one invocation, the simulated bucket's share included`,
        (samples * CPU_SECONDS) / staging,
      ],
      [`${CALLS.toLocaleString("en")} calls of an invocation, which gathers from each part`, (samples * CALLS) / parts],
    ];
    return limits
      .sort(([, a], [, b]) => a - b)
      .map(([name, at]) => [layout, name, Math.round(at).toLocaleString("en")]);
  });
  return table(["Matrix", "limit", "met at so many samples"], rows);
}
