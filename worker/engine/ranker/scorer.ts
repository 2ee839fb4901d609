/** Scoring on the kernel: all tasks of a sample in one call. */
import { type ScoreTask, scoreTasks } from "../methods/common/sample.ts";
import type { MethodOptions } from "../methods/index.ts";
import { inKernel, RECORD_BYTES, TASK_BYTES, writeSetRecord, writeTaskRecord } from "../methods/twins/kernel-abi.ts";
import type { PanelRanks, PanelSet } from "../panel.ts";
import type { KernelExports } from "./kernel.ts";
import type { Scorer } from "./ranker.ts";

/** What a run lends its scorer. */
interface Lent {
  /** Address of the record of the sample whose ranks were asked for last. */
  readonly sample: number;
  readonly scratch: number;
  /** Gives the address of so many bytes of the kernel's memory, for as long as the run lasts; 8-byte aligned. */
  take(bytes: number): number;
  current(): PanelRanks;
}

/** Tasks that the kernel has not are left to TypeScript. */
export function kernelScorer(
  kernel: KernelExports,
  { sample, scratch, take, current }: Lent,
  tasks: readonly ScoreTask[],
  options: MethodOptions,
): Scorer {
  const inside = tasks.flatMap((task, at) => (inKernel(task.method, options) ? [at] : []));
  const outside = tasks.flatMap((task, at) => (inKernel(task.method, options) ? [] : [at]));
  const width = tasks.reduce((most, { field, fields }) => Math.max(most, field + fields), 0);
  const out = take(8 * width);
  const records = take(TASK_BYTES * inside.length);
  const reasonBytes = take(inside.length);
  const sets = new Map<PanelSet, number>();
  for (const [place, at] of inside.entries()) {
    const { set, ...task } = tasks[at];
    const record = sets.get(set) ?? writeSet(kernel.memory, take(setBytes(set)), set);
    sets.set(set, record);
    const { undirected } = set;
    writeTaskRecord(kernel.memory.buffer, records + TASK_BYTES * place, { ...task, set: record, undirected }, options);
  }
  // Memory that was used before: what stands beside the scores is not the kernel's, and must not come from elsewhere.
  new Float64Array(kernel.memory.buffer, out, width).fill(0);
  const others = outside.map((at) => tasks[at]);
  const otherReasons = new Uint8Array(others.length);
  let scored = new Float64Array(0);
  let found = new Uint8Array(0);
  return (row, reasons) => {
    kernel.score(sample, records, inside.length, scratch, out, reasonBytes);
    const { buffer } = kernel.memory;
    if (scored.buffer !== buffer) {
      scored = new Float64Array(buffer, out, width);
      found = new Uint8Array(buffer, reasonBytes, inside.length);
    }
    row.set(scored);
    if (others.length === 0) {
      reasons.set(found);
      return;
    }
    for (let i = 0; i < inside.length; i++) reasons[inside[i]] = found[i];
    scoreTasks(others, current(), options, row, otherReasons);
    for (let i = 0; i < outside.length; i++) reasons[outside[i]] = otherReasons[i];
  };
}

/** Memory of a set and its record, in bytes. */
function setBytes({ genes, up, down }: PanelSet): number {
  return 8 * genes.length + 4 * (genes.length + up.length + down.length) + RECORD_BYTES;
}

/** Lays a set and its record into memory at the address `weights`, and returns the address of the record. */
function writeSet({ buffer }: WebAssembly.Memory, weights: number, set: PanelSet): number {
  const count = set.genes.length;
  const genes = weights + 8 * count;
  const up = genes + 4 * count;
  const down = up + 4 * set.up.length;
  const record = down + 4 * set.down.length;
  const words = new Uint32Array(buffer);
  new Float64Array(buffer, weights, count).set(set.weight);
  words.set(set.genes, genes / 4);
  words.set(set.up, up / 4);
  words.set(set.down, down / 4);
  writeSetRecord(words, record, {
    up,
    upCount: set.up.length,
    upTotal: set.totalUp,
    down,
    downCount: set.down.length,
    downTotal: set.totalDown,
    genes,
    weights,
    count,
    total: set.total,
  });
  return record;
}
