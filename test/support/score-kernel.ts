/** One score by the built kernel from engine data. */
import { readFile } from "node:fs/promises";
import { ensureKernel } from "../../scripts/node/kernel.ts";
import type { SampleMethodName } from "../../worker/engine/methods/common/sample.ts";
import type { MethodOptions } from "../../worker/engine/methods/index.ts";
import type { NullReasonCode } from "../../worker/engine/methods/method.ts";
import {
  RECORD_BYTES,
  SAMPLE_BYTES,
  scratchBytes,
  TASK_BYTES,
  writeSampleRecord,
  writeSetRecord,
  writeTaskRecord,
} from "../../worker/engine/methods/twins/kernel-abi.ts";
import type { PanelRanks, PanelSet } from "../../worker/engine/panel.ts";
import type { KernelExports } from "../../worker/engine/ranker/kernel.ts";

/** The kernel as `npm run kernel` leaves it, with a megabyte above its own data. */
export async function loadKernel(): Promise<KernelExports> {
  await ensureKernel();
  const { instance } = await WebAssembly.instantiate(await readFile("build/kernel.wasm"));
  const kernel = instance.exports as unknown as KernelExports;
  kernel.memory.grow(16);
  return kernel;
}

export interface Scored {
  readonly reason: NullReasonCode;
  readonly fields: number[];
}

/** Lays ranks and set into the kernel's memory and scores them there. @param fields of the method, and of the position behind them */
export function scoreByKernel(
  kernel: KernelExports,
  method: SampleMethodName,
  options: MethodOptions,
  ranks: PanelRanks,
  set: PanelSet,
  fields: number,
  position = false,
): Scored {
  const { memory } = kernel;
  let free = Math.ceil(kernel.heapBase() / 16) * 16;
  const place = (array: Float64Array | Uint32Array): number => {
    const address = free;
    free += Math.ceil(array.byteLength / 16) * 16;
    if (array instanceof Float64Array) new Float64Array(memory.buffer, address, array.length).set(array);
    else new Uint32Array(memory.buffer, address, array.length).set(array);
    return address;
  };
  const sample = place(new Uint32Array(SAMPLE_BYTES / 4));
  const record = place(new Uint32Array(RECORD_BYTES / 4));
  const words = new Uint32Array(memory.buffer);
  writeSampleRecord(memory.buffer, sample, {
    value: place(ranks.value),
    below: place(ranks.below),
    tied: place(ranks.tied),
    earlier: ranks.earlier === null ? 0 : place(ranks.earlier),
    measured: ranks.measured,
    rows: ranks.rows,
    lowerBelow: ranks.middle?.lowerBelow ?? 0,
    lowerTied: ranks.middle?.lowerTied ?? 0,
    upperBelow: ranks.middle?.upperBelow ?? 0,
    upperTied: ranks.middle?.upperTied ?? 0,
    tieMoment: ranks.tieMoment,
  });
  writeSetRecord(words, record, {
    up: place(set.up),
    upCount: set.up.length,
    upTotal: set.totalUp,
    down: place(set.down),
    downCount: set.down.length,
    downTotal: set.totalDown,
    genes: place(set.genes),
    weights: place(set.weight),
    count: set.genes.length,
    total: set.total,
  });
  const scratch = place(new Uint32Array(scratchBytes(set.genes.length) / 4));
  const out = place(new Float64Array(fields));
  const task = place(new Uint32Array(TASK_BYTES / 4));
  const reasons = place(new Uint32Array(1));
  const { undirected } = set;
  const asked = { method, set: record, undirected, field: 0, fields, coverage: { total: 0 }, position };
  writeTaskRecord(memory.buffer, task, asked, options);
  kernel.score(sample, task, 1, scratch, out, reasons);
  const [reason] = new Uint8Array(memory.buffer, reasons, 1) as unknown as [NullReasonCode];
  return { reason, fields: Array.from(new Float64Array(memory.buffer, out, fields)) };
}
