/** The tables of docs/batch.md: made of what the commands measured, which is kept as JSON beside it. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Machine, machine } from "../bench/results.ts";
import { fillTables, table } from "../evidence/document.ts";
import { limitTable, millionTable } from "./million.ts";

const DOCS = join(import.meta.dirname, "../../docs");
const DATA = join(DOCS, "figures/batch.json");
const PAGE = join(DOCS, "batch.md");
const LEASE_MIB = 64;

/** What scoring a matrix took. */
export interface ScaleRun {
  readonly samples: number;
  readonly genes: number;
  readonly layout: string;
  readonly store: string;
  readonly signatures: string;
  readonly storedBytes: number;
  readonly seconds: number;
  /** Of all workerd processes, the simulated bucket, queues and Workflows included. */
  readonly cpuSeconds: number;
  readonly cpuOfStages: Readonly<Record<string, number>>;
  readonly parts: number;
  /** Calls of the bindings, by name. */
  readonly calls: Readonly<Record<string, number>>;
  readonly heldBytes: number;
  readonly highWaterBytes: number;
  /** The same while the job was at each of its stages. */
  readonly highWaterOfStages: Readonly<Record<string, number>>;
}

export interface ManyRun {
  readonly matrices: number;
  readonly genes: number;
  readonly samples: number;
  readonly seconds: number;
}

export interface FaultsRun {
  readonly runs: number;
  readonly seed: number;
  readonly kills: number;
  /** How often each fault was thrown in. */
  readonly injected: Readonly<Record<string, number>>;
  /** The line that the command ends with. */
  readonly last: string;
}

interface Measured {
  machine: Machine;
  scale: ScaleRun[];
  many: ManyRun[];
  faults: FaultsRun | null;
}

export interface Additions {
  readonly scale?: readonly ScaleRun[];
  readonly many?: ManyRun;
  readonly faults?: FaultsRun;
}

const kindOf = ({ layout, store, signatures, genes }: ScaleRun) => `${layout}, ${store}, ${signatures}, ${genes}`;

/** Keeps what was measured, in the place of what was measured of the same kind before, and writes the tables anew. */
export function writeBatch({ scale = [], many, faults }: Additions): void {
  const known: Measured = existsSync(DATA)
    ? JSON.parse(readFileSync(DATA, "utf8"))
    : { machine: machine(), scale: [], many: [], faults: null };
  const kinds = new Set(scale.map(kindOf));
  const measured: Measured = {
    machine: machine(),
    scale: [...known.scale.filter((run) => !kinds.has(kindOf(run))), ...scale],
    many: many === undefined ? known.many : [many],
    faults: faults ?? known.faults,
  };
  writeFileSync(DATA, `${JSON.stringify(measured, null, 2)}\n`);
  writeFileSync(PAGE, fillTables(readFileSync(PAGE, "utf8"), tablesOf(measured)));
}

function tablesOf({ machine, scale, many, faults }: Measured): Record<string, string> {
  return {
    scale: `${machine.cores} x ${machine.cpu}:\n\n${scaleTable(scale)}`,
    many:
      many.length === 0
        ? "Not run."
        : many
            .map(
              ({ matrices, genes, samples, seconds }) =>
                `${matrices} matrices of ${genes} genes x ${samples} samples: scored in ${seconds.toFixed(1)} s.`,
            )
            .join("\n"),
    million: millionTable(scale),
    limits: limitTable(scale),
    faults: faults === null ? "Not run." : faultsText(faults),
  };
}

const milliseconds = (seconds: number, { samples }: ScaleRun) => ((1000 * seconds) / samples).toFixed(2);

function scaleTable(runs: readonly ScaleRun[]): string {
  const header = [
    "Matrix",
    "samples",
    "parts",
    "scored in",
    "CPU a sample",
    "to the first",
    "held for a part",
    "workerd",
  ];
  const rows = runs.map((run) => {
    const first = runs.find((other) => kindOf(other) === kindOf(run)) ?? run;
    const ratio = run.cpuSeconds / run.samples / (first.cpuSeconds / first.samples);
    return [
      `${run.genes} genes, ${run.layout}, ${run.store}, ${run.signatures} signatures`,
      String(run.samples),
      String(run.parts),
      `${run.seconds.toFixed(0)} s`,
      `${milliseconds(run.cpuSeconds, run)} ms`,
      ratio.toFixed(2),
      `${(run.heldBytes / 2 ** 20).toFixed(1)} of ${LEASE_MIB} MiB`,
      `${(run.highWaterBytes / 2 ** 20).toFixed(0)} MiB`,
    ];
  });
  return table(header, rows);
}

function faultsText({ runs, seed, kills, injected, last }: FaultsRun): string {
  const total = Object.values(injected).reduce((sum, count) => sum + count, 0);
  const kinds = Object.keys(injected).length;
  return [
    `\`npm run faults -- --runs ${runs} --seed ${seed}\`: ${total} faults of ${kinds} kinds, the runtime killed ${kills} times.`,
    "",
    `    ${last}`,
  ].join("\n");
}
