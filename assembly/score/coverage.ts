/** Twin of `measuredGenes` in worker/engine/methods/common/coverage.ts. */
import { Sample, u32At } from "./records";

/**
 * @param sample address of a `Sample`
 * @param genes u32[count]: panel indices
 * @returns how many of them have a value
 */
export function measuredGenes(sample: usize, genes: usize, count: u32): u32 {
  const tied = changetype<Sample>(sample).tied;
  let measured: u32 = 0;
  for (let i: u32 = 0; i < count; i++) measured += u32(u32At(tied, u32At(genes, i)) != 0);
  return measured;
}
