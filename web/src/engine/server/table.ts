/** What a job published, read back into the result that it was made of. */
import { type ClassContext, type ClassifiedResult, classify } from "../../../../worker/engine/cohort/index.ts";
import { NullReason } from "../../../../worker/engine/methods/method.ts";
import type { ScoreColumn } from "../../../../worker/engine/scored.ts";
import { Problem } from "../../../../worker/problem.ts";
import { unformulaic } from "../../../../worker/results/csv.ts";
import type { SampleGaps } from "../../../../worker/results/gaps.ts";
import type { ResultHead } from "../../cohort.ts";
import { textLines } from "./lines.ts";

/**
 * Scores read back to the last bit, and percentiles and classes made of them anew: the same, since they follow from the scores.
 *
 * @param scores the CSV of the job
 * @param gaps what the CSV does not say: genes measured, and why scores are missing
 * @throws Problem `truncated-body` where it does not hold all samples
 */
export async function classifiedTable(
  scores: Blob,
  gaps: Blob,
  head: ResultHead,
  context: ClassContext,
): Promise<ClassifiedResult> {
  const { matrix, engine, signatures, options } = head;
  const records = recordsOf(scores);
  const { value: header = [] } = await records.next();
  const columns = columnsOf(header, head);
  let rows = 0;
  for await (const cells of records) {
    if (rows >= matrix.samples) break;
    for (const { at, width, values } of columns) {
      for (let field = 0; field < width; field++) values[rows * width + field] = numberOf(cells[at + field]);
    }
    rows += 1;
  }
  const measured = new Uint32Array(matrix.samples);
  const samples = await readGaps(gaps, columns, measured);
  const least = Math.min(rows, samples.length);
  if (least < matrix.samples) {
    throw new Problem("truncated-body", `The result of the job holds ${least} of ${matrix.samples} samples.`);
  }
  return classify({ matrix, engine, signatures, options, samples, measured, columns }, context);
}

interface TableColumn extends ScoreColumn {
  /** Cell of the first field. */
  readonly at: number;
  readonly width: number;
}

/** Fills in genes measured and reasons. @returns names of the samples, as the matrix has them */
async function readGaps(gaps: Blob, columns: readonly TableColumn[], measured: Uint32Array): Promise<string[]> {
  const reasonsOf = new Map(columns.map(({ signature, method, reasons }) => [`${signature}:${method}`, reasons]));
  const samples: string[] = [];
  for await (const line of textLines(gaps)) {
    const { id, measured: genes, missing }: SampleGaps = JSON.parse(line);
    const sample = samples.push(id) - 1;
    measured[sample] = genes;
    for (const [name, reason] of Object.entries(missing)) {
      const reasons = reasonsOf.get(name);
      if (reasons !== undefined) reasons[sample] = NullReason[reason];
    }
  }
  return samples;
}

/** A score, its further fields, and its percentile stand side by side. */
function columnsOf(header: readonly string[], { signatures, matrix }: ResultHead): TableColumn[] {
  return signatures.flatMap(({ id, methods }) =>
    methods.flatMap((method) => {
      const name = unformulaic(`${id}:${method}`);
      const at = header.indexOf(name);
      if (at < 0) return [];
      const fields = ["score"];
      for (const next of header.slice(at + 1)) {
        if (!next.startsWith(`${name}.`) || next === `${name}.percentile`) break;
        fields.push(next.slice(name.length + 1));
      }
      const values = new Float64Array(matrix.samples * fields.length).fill(Number.NaN);
      const reasons = new Uint8Array(matrix.samples);
      return [{ signature: id, method, fields, at, width: fields.length, values, reasons }];
    }),
  );
}

const numberOf = (cell: string | undefined) => (cell === undefined || cell === "" ? Number.NaN : Number(cell));

/** Records of a CSV by RFC 4180, one after the other. */
async function* recordsOf(file: Blob): AsyncGenerator<string[], undefined> {
  let rest = "";
  for await (const piece of file.stream().pipeThrough(new TextDecoderStream())) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (let at = 0; at < lines.length; at++) {
      let record = lines[at];
      while (isOpen(record) && at + 1 < lines.length) record += `\n${lines[++at]}`;
      // A name with a line feed that goes on in the next piece.
      if (isOpen(record)) rest = `${record}\n${rest}`;
      else yield cellsOf(record);
    }
  }
}

function isOpen(record: string): boolean {
  return record.includes('"') && (record.match(/"/g) ?? []).length % 2 === 1;
}

function cellsOf(record: string): string[] {
  if (!record.includes('"')) return record.split(",");
  return Array.from(record.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, plain]) =>
    quoted === undefined ? plain : quoted.replaceAll('""', '"'),
  );
}
