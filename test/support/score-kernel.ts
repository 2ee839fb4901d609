/** The scoring part of the kernel, compiled as the release is, and one call of it from engine data. */
import asc from "assemblyscript/asc";
import type { MethodOptions } from "../../worker/engine/methods/index.ts";
import {
  RECORD_BYTES,
  type ScoreKernel,
  scoreInKernel,
  writeSampleRecord,
  writeSetRecord,
} from "../../worker/engine/methods/kernel-abi.ts";
import type { NullReasonCode } from "../../worker/engine/methods/method.ts";
import type { PanelRanks, PanelSet } from "../../worker/engine/panel.ts";
import type { MethodName } from "../../worker/engine/signature.ts";

/** The kernel's static data lies below the first page. */
const PAGE = 65536;

export interface LoadedKernel {
  readonly kernel: ScoreKernel;
  readonly memory: WebAssembly.Memory;
}

/** Compiles assembly/score/index.ts with the flags of asconfig.json's release target. */
export async function loadScoreKernel(): Promise<LoadedKernel> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      "assembly/score/index.ts",
      ...["--config", "none", "--runtime", "stub", "--use", "abort=", "--noAssert", "--enable", "simd"],
      ...["-O3", "--converge", "--initialMemory", "16", "--outFile", "score.wasm"],
    ],
    {
      writeFile: (name, contents) => {
        if (name === "score.wasm" && contents instanceof Uint8Array) binary = contents;
      },
    },
  );
  if (error !== null || binary === undefined) throw new Error(`the kernel does not compile: ${error} ${stderr}`);
  const { instance } = await WebAssembly.instantiate(new Uint8Array(binary));
  const exports = instance.exports as unknown as ScoreKernel & { memory: WebAssembly.Memory };
  return { kernel: exports, memory: exports.memory };
}

export interface Scored {
  readonly reason: NullReasonCode;
  readonly fields: number[];
}

/** Lays ranks and set into the kernel's memory and scores them there. */
export function scoreByKernel(
  { kernel, memory }: LoadedKernel,
  method: MethodName,
  options: MethodOptions,
  ranks: PanelRanks,
  set: PanelSet,
  fields: number,
): Scored {
  let free = PAGE;
  const place = (array: Float64Array | Uint32Array): number => {
    const address = free;
    free += Math.ceil(array.byteLength / 8) * 8;
    if (array instanceof Float64Array) new Float64Array(memory.buffer, address, array.length).set(array);
    else new Uint32Array(memory.buffer, address, array.length).set(array);
    return address;
  };
  const sample = place(new Uint32Array(RECORD_BYTES / 4));
  const record = place(new Uint32Array(RECORD_BYTES / 4));
  const words = new Uint32Array(memory.buffer);
  writeSampleRecord(words, sample, {
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
  const scratch = place(new Uint32Array(2 * set.genes.length));
  const out = place(new Float64Array(fields));
  const reason = scoreInKernel(kernel, method, options, set.undirected, { sample, set: record, scratch, out });
  return { reason, fields: Array.from(new Float64Array(memory.buffer, out, fields)) };
}
