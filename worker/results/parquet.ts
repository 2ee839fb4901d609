/**
 * A result as a Parquet table, a row a sample, with the columns of the CSV; numbers to the last bit, null where there is no score.
 * `pandas.read_parquet` takes `sample` for the index, so that the table joins an AnnData's `obs` as it is.
 */
import { ByteWriter, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";
import type { ClassifiedResult } from "../engine/cohort/index.ts";
import { columnNames, type ScoreTable, tableOf } from "./csv.ts";
import { fieldOf } from "./rows.ts";

/** Rows of a group: a few megabytes of scores. */
const GROUP_ROWS = 10_000;
/** Columns of text at the beginning: the sample, and its classes. */
const CLASSES = ["radiation", "chemo", "cross"] as const;

type Source = Parameters<typeof schemaFromColumnData>[0]["columnData"][number];

/** The file in a piece for each row group, and one for its end. */
export function* parquetChunks(result: ClassifiedResult): Generator<Uint8Array> {
  const table = tableOf(result);
  const writer = new ByteWriter();
  const schema = schemaFromColumnData({ columnData: columnsOf(table, 0, 0) });
  const kvMetadata = [{ key: "pandas", value: JSON.stringify(pandasIndex(table)) }];
  const parquet = new ParquetWriter({ writer, schema, kvMetadata, createdBy: "crossresist" });
  for (let first = 0; first < table.samples.length; first += GROUP_ROWS) {
    const last = Math.min(table.samples.length, first + GROUP_ROWS);
    parquet.write({ columnData: withoutTypes(columnsOf(table, first, last)), rowGroupSize: GROUP_ROWS });
    yield taken(writer);
  }
  parquet.finish();
  yield taken(writer);
}

/** What was written since the last time. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

/** The samples [first, last) by column. */
function columnsOf(table: ScoreTable, first: number, last: number): Source[] {
  const samples = Array.from({ length: last - first }, (_, i) => first + i);
  const { columns, classes, percentile } = table;
  const text: (string | null)[][] = [samples.map((sample) => table.samples[sample])];
  if (classes !== null) for (const name of CLASSES) text.push(samples.map((sample) => classes(sample)[name]));
  const numbers = columns.flatMap((column, at) => [
    ...column.fields.map((_, field) => samples.map((sample) => fieldOf(column, sample, field))),
    ...(percentile === null ? [] : [samples.map((sample) => finite(percentile(at, sample)))]),
  ]);
  return [...text, ...numbers].map((data, at) => ({
    name: columnNames(table)[at],
    data,
    type: at < text.length ? ("STRING" as const) : ("DOUBLE" as const),
    nullable: at > 0,
  }));
}

function withoutTypes(columns: readonly Source[]): Source[] {
  return columns.map(({ name, data }) => ({ name, data }));
}

const finite = (value: number) => (Number.isFinite(value) ? value : null);

/** What pandas looks for in the file. Source: pandas, "Developer: storing pandas DataFrame objects in Apache Parquet format". */
function pandasIndex(table: ScoreTable) {
  const texts = table.classes === null ? 1 : 1 + CLASSES.length;
  const columns = columnNames(table).map((name, at) => ({
    name,
    field_name: name,
    pandas_type: at < texts ? "unicode" : "float64",
    numpy_type: at < texts ? "object" : "float64",
    metadata: null,
  }));
  return { index_columns: ["sample"], column_indexes: [], columns, creator: { library: "crossresist", version: "1" } };
}
