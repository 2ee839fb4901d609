/** The table that a job published, read back into the result that it was made of. */
import { type ClassContext, type ClassifiedResult, classify } from "../../../../worker/engine/cohort/index.ts";
import { NullReason } from "../../../../worker/engine/methods/method.ts";
import type { ScoreColumn } from "../../../../worker/engine/scored.ts";
import { Problem } from "../../../../worker/problem.ts";
import type { ResultHead } from "../../cohort.ts";

/**
 * Scores read back to the last bit, and percentiles and classes made of them anew: the same, since they follow from the scores.
 *
 * @param scores the CSV of the job
 * @throws Problem `truncated-body` where it does not hold all samples
 */
export async function classifiedTable(
  scores: Blob,
  head: ResultHead,
  context: ClassContext,
): Promise<ClassifiedResult> {
  const { matrix, engine, signatures, options } = head;
  const records = recordsOf(scores);
  const { value: header = [] } = await records.next();
  const columns = columnsOf(header, head);
  const samples: string[] = [];
  for await (const cells of records) {
    const sample = samples.push(withoutGuard(cells[0])) - 1;
    if (sample >= matrix.samples) break;
    for (const { at, width, values } of columns) {
      for (let field = 0; field < width; field++) values[sample * width + field] = numberOf(cells[at + field]);
    }
  }
  if (samples.length !== matrix.samples) {
    const detail = `The scores of the job hold ${samples.length} of ${matrix.samples} samples.`;
    throw new Problem("truncated-body", detail);
  }
  const measured = new Uint32Array(samples.length);
  return classify({ matrix, engine, signatures, options, samples, measured, columns: columns.map(scored) }, context);
}

interface TableColumn extends Pick<ScoreColumn, "signature" | "method" | "fields"> {
  /** Cell of the first field. */
  readonly at: number;
  readonly width: number;
  readonly values: Float64Array;
}

/** A score, its further fields, and its percentile stand side by side. */
function columnsOf(header: readonly string[], { signatures, matrix }: ResultHead): TableColumn[] {
  return signatures.flatMap(({ id, methods }) =>
    methods.flatMap((method) => {
      const name = `${id}:${method}`;
      const at = header.indexOf(name);
      if (at < 0) return [];
      const fields = ["score"];
      for (const next of header.slice(at + 1)) {
        if (!next.startsWith(`${name}.`) || next === `${name}.percentile`) break;
        fields.push(next.slice(name.length + 1));
      }
      const values = new Float64Array(matrix.samples * fields.length).fill(Number.NaN);
      return [{ signature: id, method, fields, at, width: fields.length, values }];
    }),
  );
}

function scored({ signature, method, fields, values }: TableColumn): ScoreColumn {
  const width = fields.length;
  const reasons = Uint8Array.from({ length: values.length / width }, (_, sample) =>
    Number.isNaN(values[sample * width]) ? NullReason.degenerate : NullReason.none,
  );
  return { signature, method, fields, values, reasons };
}

const numberOf = (cell: string | undefined) => (cell === undefined || cell === "" ? Number.NaN : Number(cell));

/** Names that a spreadsheet would run got an apostrophe when the table was made. */
const withoutGuard = (name: string) => name.replace(/^'(?=[=+\-@\t\r])/, "");

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
