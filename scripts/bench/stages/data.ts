/** What the stages work on: the values of the batch's made-up matrix, as columns, as text, and sparse. */
import { cell } from "../../batch/matrix.ts";

/** Plain arrays alone: kernels of other releases are timed on the same. */
export interface StageData {
  readonly genes: number;
  /** Samples x genes. */
  readonly columns: Float32Array;
  /** Lines of a matrix with samples in rows, and with genes in rows: a name, then values, tab-separated. */
  readonly sampleRows: Uint8Array;
  readonly geneRows: Uint8Array;
  /** Values of a line of `geneRows`. */
  readonly rowSamples: number;
  /** The samples of `columns` as whole counts of which two in five are not 0, as CSR. */
  readonly starts: Uint32Array;
  readonly entries: Uint32Array;
  readonly counts: Float32Array;
}

export interface StageSize {
  readonly genes: number;
  /** Samples in `columns`. */
  readonly samples: number;
  /** Samples in `sampleRows`. */
  readonly textSamples: number;
  /** Lines of `geneRows`, and values of each. */
  readonly lines: number;
  readonly rowSamples: number;
}

/** Columns of 64 MiB: twice what the last cache of the machines at hand holds. */
export const FULL: StageSize = { genes: 20_000, samples: 838, textSamples: 32, lines: 1_310, rowSamples: 400 };
export const SMALL: StageSize = { genes: 10_000, samples: 8, textSamples: 4, lines: 64, rowSamples: 50 };

/** A count is 0 where the value lies below this. */
const NOTHING = 6;

export function stageData({ genes, samples, textSamples, lines, rowSamples }: StageSize): StageData {
  const columns = new Float32Array(samples * genes);
  for (let sample = 0; sample < samples; sample++) {
    for (let gene = 0; gene < genes; gene++) columns[sample * genes + gene] = Number(cell(gene, sample, 0));
  }
  const line = (name: string, values: number, value: (at: number) => string) =>
    `${name}\t${Array.from({ length: values }, (_, at) => value(at)).join("\t")}\n`;
  const text = (count: number, row: (at: number) => string) =>
    new TextEncoder().encode(Array.from({ length: count }, (_, at) => row(at)).join(""));
  return {
    genes,
    columns,
    sampleRows: text(textSamples, (sample) => line(`S${sample}`, genes, (gene) => cell(gene, sample, 0))),
    geneRows: text(lines, (gene) => line(`G${gene}`, rowSamples, (sample) => cell(gene, sample, 0))),
    rowSamples,
    ...sparse(columns, genes),
  };
}

function sparse(columns: Float32Array, genes: number): Pick<StageData, "starts" | "entries" | "counts"> {
  const starts = new Uint32Array(columns.length / genes + 1);
  const entries = new Uint32Array(columns.length);
  const counts = new Float32Array(columns.length);
  let stored = 0;
  for (let i = 0; i < columns.length; i++) {
    if (columns[i] >= NOTHING) {
      entries[stored] = i % genes;
      counts[stored++] = Math.floor(2 ** (columns[i] - NOTHING));
    }
    if (i % genes === genes - 1) starts[(i + 1) / genes] = stored;
  }
  return { starts, entries: entries.slice(0, stored), counts: counts.slice(0, stored) };
}
