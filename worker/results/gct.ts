/**
 * A result as GCT 1.3, which GenePattern, Morpheus and cmapR read: a row a score, a column a sample, the classes as column metadata.
 * Source: "GCT file format" of the Broad Institute's GenePattern and CMap documentation.
 */
import type { ClassifiedResult } from "../engine/cohort/index.ts";
import { inChunks } from "./chunks.ts";
import { type ScoreTable, tableOf } from "./csv.ts";
import { fieldOf } from "./rows.ts";

const CLASSES = ["radiation", "chemo", "cross"] as const;
const ROW_METADATA = ["signature", "method", "field"];
const NONE = "NA";

/** The lines, in chunks of about 64 KiB. */
export function gctChunks(result: ClassifiedResult): Generator<string> {
  return inChunks(gctLines(tableOf(result)));
}

function* gctLines(table: ScoreTable): Generator<string> {
  const { samples, columns, classes, percentile } = table;
  const fieldsOf = (fields: readonly string[]) => (percentile === null ? fields : [...fields, "percentile"]);
  const rows = columns.reduce((sum, { fields }) => sum + fieldsOf(fields).length, 0);
  const kinds = classes === null ? [] : CLASSES;
  const indices = [...samples.keys()];
  yield `#1.3\n${rows}\t${samples.length}\t${ROW_METADATA.length}\t${kinds.length}\n`;
  yield line(["id", ...ROW_METADATA, ...samples.map(plain)]);
  for (const kind of kinds) {
    yield line([kind, ...ROW_METADATA.map(() => NONE), ...indices.map((sample) => classes?.(sample)[kind] ?? NONE)]);
  }
  for (const [at, column] of columns.entries()) {
    const { signature, method, fields } = column;
    for (const [field, name] of fieldsOf(fields).entries()) {
      const id = `${signature}:${method}${field === 0 ? "" : `.${name}`}`;
      const value = (sample: number) =>
        field < fields.length ? fieldOf(column, sample, field) : (percentile?.(at, sample) ?? null);
      yield line([plain(id), plain(signature), method, name, ...indices.map((sample) => number(value(sample)))]);
    }
  }
}

const line = (cells: readonly string[]) => `${cells.join("\t")}\n`;

/** GCT knows no quotes: a name must not hold what separates cells. */
const plain = (name: string) => name.replaceAll(/[\t\r\n]/g, " ");

function number(value: number | null): string {
  return value === null || Number.isNaN(value) ? NONE : String(value);
}
