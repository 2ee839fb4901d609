/**
 * Column chunks of a Parquet file: where they lie, and their pages. The sizes that a file claims are checked before anything is
 * allocated by them; pages are decompressed by the platform.
 */
import type { ColumnChunk, FileMetaData, RowGroup, SchemaElement } from "hyparquet";
import { parquetSchema } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import { lz4Block } from "../codec/lz4.ts";
import { snappyBlock } from "../codec/snappy.ts";
import type { Platform } from "../source.ts";
import type { ColumnValues, TableColumn } from "../table.ts";
import { decodePages, type Page, pageType } from "./pages.ts";
import { badParquet } from "./problem.ts";
import { checkThrift } from "./thrift.ts";

/** Columns of one value a row are numbers or strings; nested and repeated ones are neither. */
export function flatColumns(metadata: FileMetaData): TableColumn[] {
  return parquetSchema(metadata).children.map(({ element, children }) => {
    const isFlat = children.length === 0 && element.repetition_type !== "REPEATED";
    const type = isFlat ? pageType(element) : null;
    return { name: element.name, kind: type === null ? "other" : type.kind === "text" ? "string" : "number" };
  });
}

/** The chunks of a row group by the name of their column. */
export function chunksOf({ columns }: RowGroup): Map<string, ColumnChunk> {
  return new Map(columns.map((chunk) => [chunk.meta_data?.path_in_schema.join(".") ?? "", chunk]));
}

/** Where a chunk lies in the file. @throws Problem `bad-parquet`, `chunk-too-large` */
export function chunkRange(chunk: ColumnChunk | undefined, name: string, size: number): { start: number; end: number } {
  const meta = chunk?.meta_data;
  if (meta === undefined || chunk?.file_path !== undefined) throw badParquet(`column "${name}" is not in the file`);
  const { data_page_offset: data, dictionary_page_offset: dictionary } = meta;
  // Some writers put 0 where there is no dictionary.
  const start = Number(dictionary !== undefined && dictionary > 0n && dictionary < data ? dictionary : data);
  const bytes = Number(meta.total_compressed_size);
  if (!(start >= 0 && bytes >= 0 && start + bytes <= size)) throw badParquet(`column "${name}" lies beyond its end`);
  const largest = Math.max(bytes, Number(meta.total_uncompressed_size));
  if (largest > LIMITS.chunkBytes) {
    const detail = `A chunk of column "${name}" has ${largest} bytes; the limit is ${LIMITS.chunkBytes}. Write smaller row groups.`;
    throw new Problem("chunk-too-large", detail, { limit: LIMITS.chunkBytes, found: largest });
  }
  return { start, end: start + bytes };
}

/** What a column is, by its name: made once, because a table may have tens of thousands of them. */
export type Schema = ReadonlyMap<string, SchemaElement>;

/** Top-level columns of a table by name. */
export function schemaOf(metadata: FileMetaData): Schema {
  return new Map(parquetSchema(metadata).children.map(({ element }) => [element.name, element]));
}

/**
 * @param bytes of the whole chunk
 * @param rows of its row group
 * @throws Problem `bad-parquet`, `bad-chunk`, `unsupported-feature`
 */
export async function decodeChunk(
  bytes: Uint8Array,
  chunk: ColumnChunk,
  schema: Schema,
  rows: number,
  platform: Platform,
): Promise<ColumnValues> {
  const meta = chunk.meta_data;
  const name = meta?.path_in_schema.join(".") ?? "";
  const column = schema.get(name);
  const type = column === undefined ? null : pageType(column);
  if (meta === undefined || column === undefined || type === null)
    throw badParquet(`column "${name}" has no description`);
  const pages = await undonePages(bytes, meta.codec, column.repetition_type === "OPTIONAL", rows, platform);
  return decodePages(pages, type, rows);
}

/** Whatever the decoder stumbles over is the file's fault. */
export function guarded<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw badParquet(error instanceof Error ? error.message : String(error), error);
  }
}

/** The pages of a chunk, decompressed and taken apart. */
async function undonePages(
  bytes: Uint8Array,
  codec: string,
  optional: boolean,
  rows: number,
  platform: Platform,
): Promise<Page[]> {
  const pages: Page[] = [];
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 };
  let total = 0;
  while (reader.offset < bytes.length - 1) {
    checkThrift(bytes.subarray(reader.offset));
    const header = guarded(() => parquetHeader(reader));
    const { compressed_page_size: stored, uncompressed_page_size: size } = header;
    const v2 = header.data_page_header_v2;
    const described = header.dictionary_page_header ?? header.data_page_header ?? v2;
    if (described === undefined) throw badParquet("a page is of no known kind");
    const { num_values: count, encoding } = described;
    const levelBytes = (v2?.repetition_levels_byte_length ?? 0) + (v2?.definition_levels_byte_length ?? 0);
    const numbers = [stored, size, count, levelBytes];
    if (!numbers.every((number) => Number.isSafeInteger(number) && number >= 0)) throw badParquet("a page has no size");
    if (reader.offset + stored > bytes.length || levelBytes > Math.min(stored, size)) {
      throw badParquet("a page runs over its column's end");
    }
    const kind = header.dictionary_page_header === undefined ? "data" : "dictionary";
    // A dictionary may hold more values than there are rows, but not more than bytes.
    if (count > (kind === "data" ? rows : size))
      throw badParquet(`a page announces ${count} values, and there are ${rows} rows`);
    total += size;
    if (total > LIMITS.chunkBytes) throw badParquet(`a column's pages inflate to more than ${LIMITS.chunkBytes} bytes`);
    const page = bytes.subarray(reader.offset, reader.offset + stored);
    const isPlain = codec === "UNCOMPRESSED" || v2?.is_compressed === false;
    const body = page.subarray(levelBytes);
    const undoneBody = isPlain ? body : await undone(body, codec, size - levelBytes, platform);
    const levels = v2 === undefined ? null : page.subarray(v2.repetition_levels_byte_length, levelBytes);
    const base = { kind, encoding, count } as const;
    if (kind === "dictionary" || !optional)
      pages.push({ ...base, encoding: kind === "dictionary" ? "PLAIN" : encoding, levels: null, body: undoneBody });
    else pages.push({ ...base, ...(levels === null ? withLevels(undoneBody) : { levels, body: undoneBody }) });
    reader.offset += stored;
  }
  return pages;
}

/** Pages of version 1 begin with their levels, and those with their length. */
function withLevels(body: Uint8Array): Pick<Page, "levels" | "body"> {
  const bytes =
    body.length < 4 ? Number.POSITIVE_INFINITY : new DataView(body.buffer, body.byteOffset).getUint32(0, true);
  if (4 + bytes > body.length) throw badParquet("a page's levels are longer than the page");
  return { levels: body.subarray(4, 4 + bytes), body: body.subarray(4 + bytes) };
}

async function undone(page: Uint8Array, codec: string, size: number, platform: Platform): Promise<Uint8Array> {
  if (size === 0) return new Uint8Array(0);
  if (codec === "GZIP") return platform.decompress("gzip", page, size);
  if (codec === "ZSTD") return platform.decompress("zstd", page, size);
  if (codec === "LZ4_RAW") return lz4Block(page, size);
  if (codec === "SNAPPY") return snappyBlock(page, size);
  const expected = "none, snappy, gzip, zstd or lz4_raw";
  const detail = `The Parquet file is compressed by ${codec}, which cannot be undone here. Write it with ${expected}.`;
  throw new Problem("unsupported-feature", detail, { found: codec, expected });
}
