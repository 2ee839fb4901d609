/** Group `stages`: the kernel and the TypeScript path, stage by stage, against reading the memory and against sorting. */
import { readFileSync } from "node:fs";
import { createTypeScriptRanker } from "../../../worker/engine/ranker/typescript.ts";
import { denseColumns } from "../../../worker/matrix/columns.ts";
import { KERNEL, nodeRanker } from "../../node/kernel.ts";
import type { Findings, Group } from "../group.ts";
import {
  type Case,
  figures,
  interleaved,
  lowest,
  megabytesPerSecond,
  ratio,
  type Timings,
  timesOf,
} from "../measure.ts";
import { FULL, SMALL, type StageData, stageData } from "./data.ts";
import { naiveRanks } from "./naive.ts";
import { memoryReader } from "./read.ts";
import { columnPlan, kernelStages, places, stages } from "./stages.ts";

const PATHS = ["wasm", "typescript"] as const;
const NAIVE_COLUMNS = 8;
const READ = "read 64 MiB";
const NAIVE = "sort each column";
const LAYOUTS = ["parse samples in rows", "parse genes in rows"] as const;

export const stagesGroup: Group = {
  name: "stages",
  async measure({ quick }) {
    const data = stageData(quick ? SMALL : FULL);
    await checkAgreement(data);
    const kernel = await kernelStages(await WebAssembly.compile(readFileSync(KERNEL)), data);
    const cases = [
      await reading(data),
      ...kernel.map((one) => ({ ...one, name: `wasm: ${one.name}` })),
      ...stages(createTypeScriptRanker(), data).map((one) => ({ ...one, name: `typescript: ${one.name}` })),
      naive(data),
    ];
    const timings = await interleaved(cases, quick ? { rounds: 3, warmup: 1 } : { rounds: 15, warmup: 3 });
    return { figures: figures(timings, cases), ratios: ratios(timings) };
  },
};

async function reading({ columns }: StageData): Promise<Case> {
  const read = await memoryReader(new Uint8Array(columns.buffer));
  return { name: READ, work: columns.length, of: "values", run: read };
}

function naive({ columns, genes }: StageData): Case {
  let next = 0;
  return {
    name: NAIVE,
    work: NAIVE_COLUMNS * genes,
    of: "values",
    run: () => {
      for (let taken = 0; taken < NAIVE_COLUMNS; taken++, next++) {
        const at = next % (columns.length / genes);
        naiveRanks(columns.subarray(at * genes, (at + 1) * genes));
      }
    },
  };
}

/** What is compared must be the same: the ranks of both paths and of the sort. @throws if they differ */
async function checkAgreement({ columns, genes }: StageData): Promise<void> {
  const column = columns.subarray(0, genes);
  const sorted = naiveRanks(column);
  for (const path of PATHS) {
    const plan = columnPlan(await nodeRanker(path), genes, places(200, genes));
    denseColumns(plan)({ samples: 1, values: column }, 0, () => "sample");
    const { below, tied } = plan.run.ranks(0, genes);
    const agrees = (gene: number, at: number) => below[at] === sorted.below[gene] && tied[at] === sorted.tied[gene];
    if (!plan.places.columns.every(agrees)) throw new Error(`${path} does not rank as a sort does`);
    plan.run.close();
  }
}

function ratios(timings: Timings): Findings["ratios"] {
  const wasm = (stage: string) => `wasm: ${stage}`;
  const plain = (stage: string) => `typescript: ${stage}`;
  const parsed = LAYOUTS.map((layout) => megabytesPerSecond(timesOf(timings, plain(layout))));
  const gained = LAYOUTS.map((layout) => ratio(timings, plain(layout), wasm(layout)));
  return {
    count200_over_read: ratio(timings, wasm("count 200"), READ),
    ts_count_over_read: ratio(timings, plain("count 200"), READ),
    ts_parse_mb_per_s: lowest(parsed),
    wasm_over_ts_count: ratio(timings, plain("count 200"), wasm("count 200")),
    wasm_over_ts_parse: lowest(gained),
    wasm_over_naive_count: ratio(timings, NAIVE, wasm("count 200")),
    scoring_over_count: ratio(timings, wasm("score 50 sets by 4 methods"), wasm("count 2400")),
  };
}
