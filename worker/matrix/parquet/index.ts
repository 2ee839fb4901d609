/** Parquet files: only the column chunks that hold the wanted samples are fetched. */
import type { ColumnChunk, RowGroup } from "hyparquet";
import { parquetMetadata } from "hyparquet";
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import type { MatrixReader } from "../reader.ts";
import type { ReadingRequest } from "../recognise.ts";
import type { Platform, RangedSource } from "../source.ts";
import { type ColumnValues, FETCH_BYTES, openTable, type TableColumn } from "../table.ts";
import { chunkRange, chunksOf, decodeChunk, flatColumns, guarded, type Schema, schemaOf } from "./columns.ts";
import { badParquet } from "./problem.ts";
import { checkThrift } from "./thrift.ts";

/** Length and mark behind the footer. */
const TAIL_BYTES = 8;
/** A footer takes about fifteen times its bytes once it is decoded. */
const FOOTER_BYTES = LIMITS.metadataBytes / 2;
const ADVICE = "pyarrow.parquet.write_table(table, path, row_group_size=256)";

interface Group {
  readonly chunks: ReadonlyMap<string, ColumnChunk>;
  readonly rows: number;
}

interface ParquetFile {
  readonly source: RangedSource;
  readonly size: number;
  readonly columns: readonly TableColumn[];
  readonly schema: Schema;
  readonly groups: readonly Group[];
  readonly platform: Platform;
}

/** @throws Problem `bad-parquet`, `truncated-file`, `not-a-matrix` and others for what is in it */
export async function openParquet(source: RangedSource, request: ReadingRequest): Promise<MatrixReader> {
  const file = await readFooter(source, request.platform);
  return openTable(
    {
      format: "parquet",
      columns: file.columns,
      groups: file.groups.map(({ rows }) => rows),
      heldBytes: 2 * FOOTER_BYTES,
      advice: ADVICE,
      read: (group, names) => readColumns(file, file.groups[group], names),
    },
    request,
  );
}

async function readFooter(source: RangedSource, platform: Platform): Promise<ParquetFile> {
  const { size = 0 } = source;
  const tail = await source.read(Math.max(0, size - TAIL_BYTES), Math.min(size, TAIL_BYTES));
  if (tail.length < TAIL_BYTES || new TextDecoder().decode(tail.subarray(4)) !== "PAR1") {
    throw new Problem("truncated-file", "The Parquet file does not end as one should. Was it copied completely?");
  }
  const bytes = new DataView(tail.buffer, tail.byteOffset, TAIL_BYTES).getUint32(0, true);
  if (bytes + TAIL_BYTES > size) throw badParquet(`its footer of ${bytes} bytes is longer than the file`);
  if (bytes > FOOTER_BYTES) {
    const detail = `The Parquet file describes its columns in ${bytes} bytes; the limit is ${FOOTER_BYTES}. Write fewer row groups, or Zarr.`;
    throw new Problem("chunk-too-large", detail, { limit: FOOTER_BYTES, found: bytes });
  }
  const footer = await source.read(size - bytes - TAIL_BYTES, bytes + TAIL_BYTES);
  checkThrift(footer.subarray(0, bytes));
  const metadata = guarded(() => parquetMetadata(footer.slice(), { geoparquet: false }));
  // A damaged footer lacks members that its type promises.
  const described = guarded(() => ({
    groups: metadata.row_groups.map((group) => ({ chunks: chunksOf(group), rows: rowsOf(group) })),
    columns: flatColumns(metadata),
    schema: schemaOf(metadata),
  }));
  const rows = described.groups.reduce((sum, group) => sum + group.rows, 0);
  if (rows !== Number(metadata.num_rows)) {
    throw badParquet(`it announces ${metadata.num_rows} rows, and its row groups have ${rows}`);
  }
  return { source, size, platform, ...described };
}

function rowsOf({ num_rows: rows }: RowGroup): number {
  if (rows >= 0n && rows <= LIMITS.genes) return Number(rows);
  throw badParquet(`a row group has ${rows} rows; the limit is ${LIMITS.genes}`);
}

/** Chunks of some columns of a row group; those that are neighbours in the file are fetched together. */
async function* readColumns(
  file: ParquetFile,
  group: Group,
  names: readonly string[],
): AsyncGenerator<{ index: number; values: ColumnValues }, void> {
  const ranges = names.map((name) => chunkRange(group.chunks.get(name), name, file.size));
  for (let from = 0; from < names.length; ) {
    let to = from + 1;
    const { start } = ranges[from];
    while (to < names.length && ranges[to].start === ranges[to - 1].end && ranges[to].end - start <= FETCH_BYTES) to++;
    const span = await read(file, start, ranges[to - 1].end);
    for (let index = from; index < to; index++) {
      const chunk = group.chunks.get(names[index])!;
      // A copy: a page may want to be aligned.
      const bytes = span.slice(ranges[index].start - start, ranges[index].end - start);
      yield { index, values: await decodeChunk(bytes, chunk, file.schema, group.rows, file.platform) };
    }
    from = to;
  }
}

async function read({ source }: ParquetFile, start: number, end: number): Promise<Uint8Array> {
  const bytes = await source.read(start, end - start);
  if (bytes.length === end - start) return bytes;
  const detail = `The Parquet file ends at byte ${start + bytes.length}, within a column.`;
  throw new Problem("truncated-file", detail, { offset: start });
}
