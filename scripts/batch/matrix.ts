/** Matrices of any size, made as they are read: the catalogue's genes first, then made-up ones, with reproducible values. */
import { catalogue } from "../../worker/catalogue/index.ts";

const CATALOGUE = [...new Set(catalogue().flatMap(({ genes }) => genes.map(({ symbol }) => symbol)))];
/** Values of log2(1 + TPM) as text: 6 digits, a sixth of them zeros. Rows are cut out of it at different places. */
const POOL = Array.from({ length: 65_521 }, (_, at) => {
  const value = ((at * 40_503) % 65_521) / 65_521;
  return value < 1 / 6 ? "0" : (16 * value * value).toPrecision(6).slice(0, 7);
});

export function geneName(gene: number): string {
  return gene < CATALOGUE.length ? CATALOGUE[gene] : `MADE${gene}`;
}

/** A value as text; the same for the same gene, sample and seed. */
export function cell(gene: number, sample: number, seed: number): string {
  return POOL[(gene * 7_919 + sample * 104_729 + (gene % 97) * sample + seed * 31) % POOL.length];
}

export interface MatrixSize {
  readonly genes: number;
  readonly samples: number;
  readonly seed?: number;
}

/** Tab-separated text, genes in rows, in pieces of about a row. */
export function* genesInRows({ genes, samples, seed = 0 }: MatrixSize): Generator<string> {
  yield `gene\t${Array.from({ length: samples }, (_, sample) => `S${sample + 1}`).join("\t")}\n`;
  for (let gene = 0; gene < genes; gene++) {
    const row = new Array<string>(samples);
    for (let sample = 0; sample < samples; sample++) row[sample] = cell(gene, sample, seed);
    yield `${geneName(gene)}\t${row.join("\t")}\n`;
  }
}

/** Tab-separated text, samples in rows, in pieces of a row. */
export function* samplesInRows({ genes, samples, seed = 0 }: MatrixSize): Generator<string> {
  yield `sample\t${Array.from({ length: genes }, (_, gene) => geneName(gene)).join("\t")}\n`;
  for (let sample = 0; sample < samples; sample++) {
    const row = new Array<string>(genes);
    for (let gene = 0; gene < genes; gene++) row[gene] = cell(gene, sample, seed);
    yield `S${sample + 1}\t${row.join("\t")}\n`;
  }
}
