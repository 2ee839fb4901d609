/** A result as the library hands it out. */
import type { ClassifiedResult } from "../engine/cohort/index.ts";
import type { MethodName } from "../engine/signature.ts";
import { Problem } from "../problem.ts";
import {
  type FormatName,
  RESULT_FORMATS,
  resultHead,
  type SampleRow,
  sampleRow,
  sampleRows,
} from "../results/index.ts";

/** Scores are kept by column; rows and files are made when they are asked for. */
export interface Result {
  /** All but the samples: the matrix, the engine with its version and the kernel's digest, the signatures' coverage, the cohort. */
  readonly head: ReturnType<typeof resultHead>;
  /** Names in the order of the matrix. */
  readonly samples: readonly string[];
  /** Scores, classes and evidence of a sample. @param sample its place in {@link samples} */
  row(sample: number): SampleRow;
  /** All rows, made one at a time. */
  rows(): Generator<SampleRow, void>;
  /**
   * One score of all samples, NaN where there is none.
   *
   * @param field of the method, its score by default
   * @throws Problem `unknown-signature` where this was not scored
   */
  scores(signature: string, method: MethodName, field?: string): Float64Array;
  /** The result as the command line writes it, in pieces: text, or bytes of Parquet. */
  file(format: FormatName): Generator<string, void> | Generator<Uint8Array, void>;
  /** What JSON holds, rows as `samples`: `Response.json(result)` answers as the service does. */
  toJSON(): Record<string, unknown>;
}

/** @param result of the engine, with classes */
export function resultOf(result: ClassifiedResult): Result {
  const { scored } = result;
  const head = resultHead(result);
  return {
    head,
    samples: scored.samples,
    row: sampleRow(result),
    rows: () => sampleRows(result),
    scores(signature, method, field) {
      const column = scored.columns.find((one) => one.signature === signature && one.method === method);
      const at = field === undefined ? 0 : (column?.fields.indexOf(field) ?? -1);
      if (column === undefined || at < 0) {
        const expected = scored.columns.map((one) => `${one.signature}:${one.method}`).join(", ");
        const wanted = [signature, method, ...(field === undefined ? [] : [field])].join(":");
        throw new Problem("unknown-signature", `There is no score ${wanted}; there are ${expected}.`, { expected });
      }
      return Float64Array.from(scored.samples, (_, sample) => column.values[sample * column.fields.length + at]);
    },
    file: (format) => RESULT_FORMATS[format].chunks(result),
    toJSON: () => ({ ...head, samples: [...sampleRows(result)] }),
  };
}
