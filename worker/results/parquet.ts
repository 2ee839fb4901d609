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
  const file = parquetFile(table);
  for (let first = 0; first < table.samples.length; first += GROUP_ROWS) {
    yield file.group(table, first, Math.min(table.samples.length, first + GROUP_ROWS));
  }
  yield file.end();
}

/** A file that is written piece by piece. */
export interface ParquetFile {
  /** The samples [first, last) of a table with the columns of the file, as a row group. */
  group(table: ScoreTable, first: number, last: number): Uint8Array;
  end(): Uint8Array;
}

/** @param shape any table with the columns of the file */
export function parquetFile(shape: ScoreTable): ParquetFile {
  const writer = new ByteWriter();
  const schema = schemaFromColumnData({ columnData: columnsOf(shape, 0, 0) });
  const kvMetadata = [{ key: "pandas", value: JSON.stringify(pandasIndex(shape)) }];
  const parquet = new ParquetWriter({ writer, schema, kvMetadata, createdBy: "crossresist" });
  return {
    group(table, first, last) {
      parquet.write({ columnData: withoutTypes(columnsOf(table, first, last)), rowGroupSize: GROUP_ROWS });
      return taken(writer);
    },
    end() {
      parquet.finish();
      return taken(writer);
    },
  };
}

/** What was written since the last time. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

/** The samples [first, last) by column; each column is made when it is looked at, so that one is in memory at a time. */
function columnsOf(table: ScoreTable, first: number, last: number): Source[] {
  const samples = Array.from({ length: last - first }, (_, i) => first + i);
  const { columns, classes, percentile } = table;
  const text: ((sample: number) => string | null)[] = [(sample) => table.samples[sample]];
  if (classes !== null) for (const name of CLASSES) text.push((sample) => classes(sample)[name]);
  const numbers = columns.flatMap((column, at) => [
    ...column.fields.map((_, field) => (sample: number) => fieldOf(column, sample, field)),
    ...(percentile === null ? [] : [(sample: number) => finite(percentile(at, sample))]),
  ]);
  const names = columnNames(table);
  const values: ((sample: number) => string | number | null)[] = [...text, ...numbers];
  return values.map((value, at) => ({
    name: names[at],
    get data() {
      return samples.map((sample) => value(sample));
    },
    type: at < text.length ? ("STRING" as const) : ("DOUBLE" as const),
    nullable: at > 0,
  }));
}

/** The writer takes types from its schema alone. */
function withoutTypes(columns: readonly Source[]): Source[] {
  return columns.map((column) => ({
    name: column.name,
    get data() {
      return column.data;
    },
  }));
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
