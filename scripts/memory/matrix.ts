/** A large matrix as text, made row by row and never held. */
import { defaultSignatures } from "../../worker/catalogue/index.ts";
import { panelGenes } from "../../worker/engine/panel.ts";

/** Uniform on [0, 1) from a seed (mulberry32). */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SIGNIFICANT_DIGITS = 6;
const ZEROS = 0.15;
const LARGEST = 16;

/**
 * Tab-separated lines, genes x samples: the genes of the default signatures spread evenly among others, values below 16
 * with six significant digits, 15% zeros.
 */
export function* matrixLines(genes: number, samples: number, seed = 1): Generator<string> {
  const next = uniform(seed);
  const panel = panelGenes(defaultSignatures());
  const step = Math.floor(genes / panel.length);
  yield `gene\t${Array.from({ length: samples }, (_, sample) => `S${sample}`).join("\t")}\n`;
  for (let gene = 0; gene < genes; gene++) {
    const isPanel = gene % step === 0 && gene / step < panel.length;
    let line = isPanel ? panel[gene / step] : `G${gene}`;
    for (let sample = 0; sample < samples; sample++) {
      const value = next() < ZEROS ? 0 : Number((next() * LARGEST).toPrecision(SIGNIFICANT_DIGITS));
      line += `\t${value}`;
    }
    yield `${line}\n`;
  }
}
