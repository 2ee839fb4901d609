/**
 * Arrow IPC files, Feather version 2 among them: only the buffers of the wanted columns are fetched.
 * Source: "Arrow Columnar Format", sections "IPC File Format" and "Buffer Compression".
 */
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import { NUMBER_TYPES, numbersOf } from "../binary/numbers.ts";
import { damagedBlock } from "../codec/compression.ts";
import { lz4Frame } from "../codec/lz4.ts";
import type { MatrixReader } from "../reader.ts";
import type { ReadingRequest } from "../recognise.ts";
import type { Platform, RangedSource } from "../source.ts";
import { type ColumnValues, FETCH_BYTES, openTable } from "../table.ts";
import { badArrow, FlatTable } from "./flatbuffer.ts";
import { type ArrowColumn, type ArrowType, readSchema, tableColumns, unsupported } from "./schema.ts";

const MAGIC = "ARROW1";
/** Length of the footer, and the mark. */
const TAIL_BYTES = 4 + MAGIC.length;
const BLOCK_BYTES = 24;
const CODECS = ["lz4", "zstd"] as const;
const RECORD_BATCH = 3;
const DICTIONARY_BATCH = 2;
const ADVICE = "pyarrow.feather.write_feather(table, path, chunksize=256)";

/** A record batch: where its buffers lie. */
interface Batch {
  readonly rows: number;
  /** Where buffers count from. */
  readonly body: number;
  /** Offset and length of each. */
  readonly buffers: readonly (readonly number[])[];
  readonly codec: (typeof CODECS)[number] | null;
}

interface ArrowFile {
  readonly source: RangedSource;
  readonly size: number;
  readonly platform: Platform;
  readonly columns: readonly ArrowColumn[];
  readonly batches: readonly Batch[];
  readonly dictionaries: ReadonlyMap<number, ColumnValues>;
}

/** @throws Problem `bad-arrow`, `truncated-file`, `unsupported-feature` and those of the table */
export async function openArrow(source: RangedSource, request: ReadingRequest): Promise<MatrixReader> {
  const file = await readFooter(source, request.platform);
  return openTable(
    {
      format: "arrow",
      columns: tableColumns(file.columns),
      groups: file.batches.map(({ rows }) => rows),
      heldBytes: file.batches.reduce((sum, { buffers }) => sum + 64 * buffers.length, LIMITS.readBytes),
      advice: ADVICE,
      read: (group, names) => readColumns(file, file.batches[group], names),
    },
    request,
  );
}

async function readFooter(source: RangedSource, platform: Platform): Promise<ArrowFile> {
  const { size = 0 } = source;
  const tail = await source.read(Math.max(0, size - TAIL_BYTES), Math.min(size, TAIL_BYTES));
  if (tail.length < TAIL_BYTES || new TextDecoder().decode(tail.subarray(4)) !== MAGIC) {
    throw new Problem("truncated-file", "The Arrow file does not end as one should. Was it copied completely?");
  }
  const bytes = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  if (bytes + TAIL_BYTES > size) throw badArrow(`its footer of ${bytes} bytes is longer than the file`);
  if (bytes > LIMITS.metadataBytes)
    throw badArrow(`its footer has ${bytes} bytes; the limit is ${LIMITS.metadataBytes}`);
  const footer = FlatTable.root(await read(source, size, size - TAIL_BYTES - bytes, bytes));
  const schema = footer.table(1);
  if (schema === null) throw badArrow("it has no schema");
  const columns = readSchema(schema);
  const batches: Batch[] = [];
  for (const block of footer.structs(3, BLOCK_BYTES)) {
    batches.push(recordBatch(await readMessage(source, size, block, RECORD_BATCH), block, columns));
  }
  const file = { source, size, platform, columns, batches, dictionaries: new Map<number, ColumnValues>() };
  for (const block of footer.structs(2, BLOCK_BYTES)) await addDictionary(file, block);
  return file;
}

/** The header of a message, whatever comes before it. */
async function readMessage(
  source: RangedSource,
  size: number,
  block: readonly number[],
  type: number,
): Promise<FlatTable> {
  // A block is offset (64 bits), length of the metadata (32 bits, padded), length of the body.
  const [offset, length] = [block[0], block[1] % 2 ** 32];
  if (length < 8 || length > LIMITS.metadataBytes) throw badArrow(`a message of ${length} bytes makes no sense`);
  const bytes = await read(source, size, offset, length);
  const continued = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) === 0xffffffff;
  const message = FlatTable.root(bytes.subarray(continued ? 8 : 4));
  const header = message.table(2);
  if (header === null || message.int8(1) !== type) throw badArrow("a message is of the wrong kind");
  return header;
}

function recordBatch(header: FlatTable, block: readonly number[], columns: readonly ArrowColumn[]): Batch {
  const rows = header.int64(0);
  if (!(rows >= 0 && rows <= LIMITS.genes)) throw badArrow(`a batch has ${rows} rows; the limit is ${LIMITS.genes}`);
  const buffers = header.structs(2, 16);
  const needed = columns.reduce((sum, column) => sum + column.buffers, 0);
  if (buffers.length < needed) throw badArrow(`a batch has ${buffers.length} buffers, and its columns need ${needed}`);
  const compression = header.table(3);
  const codec = compression === null ? null : CODECS[compression.int8(0)];
  if (codec === undefined) throw unsupported("a compression that is not known");
  return { rows, body: block[0] + (block[1] % 2 ** 32), buffers, codec };
}

async function addDictionary(
  file: ArrowFile & { dictionaries: Map<number, ColumnValues> },
  block: readonly number[],
): Promise<void> {
  const header = await readMessage(file.source, file.size, block, DICTIONARY_BATCH);
  const id = header.int64(0);
  const column = file.columns.find(({ dictionary }) => dictionary?.id === id);
  const data = header.table(1);
  if (column === undefined || data === null || column.type.kind !== "text") return;
  if (header.int8(2) !== 0) throw unsupported("dictionaries that grow");
  const batch = recordBatch(data, block, []);
  file.dictionaries.set(id, await decode(file, batch, column.type, await buffersOf(file, batch, 0, 3), column.name));
}

/** Columns of a batch; those that are neighbours in the file are fetched together. */
async function* readColumns(
  file: ArrowFile,
  batch: Batch,
  names: readonly string[],
): AsyncGenerator<{ index: number; values: ColumnValues }, void> {
  const byName = new Map(file.columns.map((column) => [column.name, column]));
  const columns = names.map((name) => {
    const column = byName.get(name);
    if (column === undefined) throw badArrow(`there is no column "${name}"`);
    return column;
  });
  for (let from = 0; from < columns.length; ) {
    let to = from + 1;
    let bytes = columnBytes(batch, columns[from]);
    while (to < columns.length && columns[to].firstBuffer === columns[to - 1].firstBuffer + columns[to - 1].buffers) {
      bytes += columnBytes(batch, columns[to]);
      if (bytes > FETCH_BYTES) break;
      to++;
    }
    const [first, last] = [columns[from], columns[to - 1]];
    const buffers = await buffersOf(file, batch, first.firstBuffer, last.firstBuffer + last.buffers);
    for (let index = from; index < to; index++) {
      const { type, dictionary, name } = columns[index];
      const at = columns[index].firstBuffer - first.firstBuffer;
      const own = buffers.slice(at, at + columns[index].buffers);
      const stored: ArrowType = dictionary === null ? type : { kind: "number", number: dictionary.places };
      const values = await decode(file, batch, stored, own, name);
      yield {
        index,
        values: dictionary === null ? values : looked(values, file.dictionaries.get(dictionary.id), name),
      };
    }
    from = to;
  }
}

function looked(places: ColumnValues, words: ColumnValues | undefined, name: string): ColumnValues {
  if (words === undefined) throw badArrow(`the words of column "${name}" are missing`);
  return Array.from(places, (place) => (typeof place === "number" ? (words[place] ?? null) : null));
}

function columnBytes({ buffers }: Batch, { firstBuffer, buffers: count }: ArrowColumn): number {
  return buffers.slice(firstBuffer, firstBuffer + count).reduce((sum, [, length]) => sum + length, 0);
}

/** The buffers [first, last) of a batch as they are stored, by one read. */
async function buffersOf(
  file: ArrowFile,
  { body, buffers }: Batch,
  first: number,
  last: number,
): Promise<Uint8Array[]> {
  const wanted = buffers.slice(first, last);
  const start = Math.min(...wanted.map(([offset]) => offset));
  const end = Math.max(...wanted.map(([offset, length]) => offset + length));
  if (!(start >= 0 && end >= start && wanted.every(([, length]) => length >= 0)))
    throw badArrow("a buffer lies nowhere");
  if (end - start > LIMITS.chunkBytes) {
    const detail = `A column of a batch takes ${end - start} bytes; the limit is ${LIMITS.chunkBytes}. Write smaller batches.`;
    throw new Problem("chunk-too-large", detail, { limit: LIMITS.chunkBytes });
  }
  const span = await read(file.source, file.size, body + start, end - start);
  return wanted.map(([offset, length]) => span.subarray(offset - start, offset - start + length));
}

async function decode(
  { platform }: ArrowFile,
  { rows, codec }: Batch,
  type: ArrowType,
  stored: readonly Uint8Array[],
  name: string,
): Promise<ColumnValues> {
  const [validity, ...rest] = await Promise.all(stored.map((buffer) => undone(buffer, codec, platform)));
  const isValid = (row: number) => validity.length === 0 || ((validity[row >> 3] >> (row & 7)) & 1) === 1;
  if (validity.length > 0 && 8 * validity.length < rows)
    throw badArrow(`column "${name}" has too few marks of missing values`);
  const needed = type.kind === "number" ? rows * NUMBER_TYPES[type.number] : type.kind === "bool" ? rows / 8 : 0;
  if (rest[0].length < needed) throw badArrow(`column "${name}" has ${rest[0].length} bytes instead of ${needed}`);
  if (type.kind === "number") {
    const values = numbersOf(type.number, rest[0], true);
    return Array.from({ length: rows }, (_, row) => (isValid(row) ? values[row] : null));
  }
  if (type.kind === "bool") {
    return Array.from({ length: rows }, (_, row) => (isValid(row) ? (rest[0][row >> 3] >> (row & 7)) & 1 : null));
  }
  if (type.kind !== "text") throw unsupported(`column "${name}"`);
  return texts(rest[0], rest[1], rows, type.offsetBytes, isValid, name);
}

function texts(
  offsets: Uint8Array,
  data: Uint8Array,
  rows: number,
  offsetBytes: 4 | 8,
  isValid: (row: number) => boolean,
  name: string,
): ColumnValues {
  if (rows === 0) return [];
  const ends = numbersOf(offsetBytes === 4 ? "int32" : "int64", offsets, true);
  if (ends.length < rows + 1) throw badArrow(`column "${name}" has too few offsets`);
  const decoder = new TextDecoder();
  return Array.from({ length: rows }, (_, row) => {
    const [from, to] = [ends[row], ends[row + 1]];
    if (!(from >= 0 && to >= from && to <= data.length)) throw badArrow(`a text of column "${name}" lies nowhere`);
    return isValid(row) ? decoder.decode(data.subarray(from, to)) : null;
  });
}

/** A compressed buffer begins with the number of its bytes; -1 says that it is not compressed. */
async function undone(buffer: Uint8Array, codec: Batch["codec"], platform: Platform): Promise<Uint8Array> {
  if (codec === null || buffer.length === 0) return buffer;
  if (buffer.length < 8) throw damagedBlock(codec, "it is shorter than its length");
  const size = Number(new DataView(buffer.buffer, buffer.byteOffset).getBigInt64(0, true));
  const block = buffer.subarray(8);
  if (size === -1) return block;
  if (!(size >= 0 && size <= LIMITS.chunkBytes)) throw damagedBlock(codec, `it announces ${size} bytes`);
  return codec === "zstd" ? platform.decompress("zstd", block, size) : lz4Frame(block, size);
}

async function read(source: RangedSource, size: number, offset: number, length: number): Promise<Uint8Array> {
  if (!(offset >= 0 && length >= 0 && offset + length <= size))
    throw badArrow(`byte ${offset + length} lies beyond its end`);
  const bytes = length === 0 ? new Uint8Array(0) : await source.read(offset, length);
  if (bytes.length === length) return bytes;
  throw new Problem("truncated-file", `The Arrow file ends at byte ${offset + bytes.length}.`, { offset });
}
