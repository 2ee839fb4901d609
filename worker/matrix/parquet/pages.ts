/**
 * The values of Parquet pages of flat columns. Written here although hyparquet decodes pages too: it allocates and loops by what
 * runs and blocks claim to hold, and one damaged byte makes it busy for seconds.
 * Source: Apache Parquet, "Encodings" and "Data Pages".
 */
import type { SchemaElement } from "hyparquet";
import { Problem } from "../../problem.ts";
import { type NumberType, numbersOf } from "../binary/numbers.ts";
import type { ColumnValues } from "../table.ts";
import { badParquet } from "./problem.ts";

/** A page whose bytes are decompressed: levels first, then values. */
export interface Page {
  readonly kind: "dictionary" | "data";
  readonly encoding: string;
  /** Values and nulls. */
  readonly count: number;
  /** Which values are not null: runs of one bit; null where none is missing. */
  readonly levels: Uint8Array | null;
  readonly body: Uint8Array;
}

/** What the values of a column are. */
export type PageType =
  | { readonly kind: "number"; readonly number: NumberType }
  | { readonly kind: "bool" }
  | { readonly kind: "text" };

const NUMBERS: Partial<Record<string, NumberType>> = {
  INT32: "int32",
  INT64: "int64",
  FLOAT: "float32",
  DOUBLE: "float64",
};

/** @returns null for types that are neither numbers nor text */
export function pageType({
  type,
  logical_type: logical,
  converted_type: converted,
  type_length: length,
}: SchemaElement): PageType | null {
  if (type === "FIXED_LEN_BYTE_ARRAY" && logical?.type === "FLOAT16" && length === 2)
    return { kind: "number", number: "float16" };
  if (type === "BYTE_ARRAY") return { kind: "text" };
  if (logical !== undefined && logical.type !== "INTEGER") return null;
  if (converted !== undefined && !/^U?INT_/.test(converted)) return null;
  if (type === "BOOLEAN") return { kind: "bool" };
  const number = NUMBERS[type ?? ""];
  if (number === undefined) return null;
  const isUnsigned = (logical?.type === "INTEGER" && !logical.isSigned) || converted?.startsWith("UINT") === true;
  if (number === "int32" && isUnsigned) return { kind: "number", number: "uint32" };
  return { kind: "number", number: number === "int64" && isUnsigned ? "uint64" : number };
}

/**
 * The values of a column chunk: doubles with NaN for null, or strings and nulls.
 *
 * @param rows of the row group
 * @throws Problem `bad-parquet`, `unsupported-feature` naming the encoding
 */
export function decodePages(pages: readonly Page[], type: PageType, rows: number): ColumnValues {
  const numbers = type.kind === "text" ? null : new Float64Array(rows).fill(Number.NaN);
  const texts: (string | null)[] = type.kind === "text" ? Array(rows).fill(null) : [];
  const into = numbers ?? texts;
  let dictionary: ArrayLike<number | string> = [];
  let row = 0;
  for (const page of pages) {
    if (page.kind === "dictionary") {
      dictionary = plain(page.body, type, page.count);
      continue;
    }
    if (row + page.count > rows) throw badParquet(`a column has more values than its ${rows} rows`);
    const present = page.levels === null ? null : readRuns(page.levels, 1, page.count);
    const held = present === null ? page.count : present.reduce((sum, level) => sum + level, 0);
    const values = valuesOf(page, type, held, dictionary);
    for (let i = 0, at = 0; i < page.count; i++) {
      if (present === null || present[i] === 1) into[row + i] = values[at++] as number & string;
    }
    row += page.count;
  }
  if (row !== rows) throw badParquet(`a column has ${row} of ${rows} values`);
  return into;
}

function valuesOf(
  page: Page,
  type: PageType,
  held: number,
  dictionary: ArrayLike<number | string>,
): ArrayLike<number | string> {
  const { encoding, body } = page;
  if (held === 0) return [];
  if (encoding === "PLAIN") return plain(body, type, held);
  if (encoding === "RLE_DICTIONARY" || encoding === "PLAIN_DICTIONARY") {
    const places = readRuns(body.subarray(1), body[0], held);
    return Array.from(places, (place) => {
      if (place < dictionary.length) return dictionary[place];
      throw badParquet(`a value is number ${place} of a dictionary of ${dictionary.length}`);
    });
  }
  if (encoding === "BYTE_STREAM_SPLIT" && type.kind === "number") return plain(joinStreams(body, held), type, held);
  if (encoding === "RLE" && type.kind === "bool") return readRuns(body.subarray(4), 1, held);
  const expected = "plain, dictionary or byte_stream_split";
  const detail = `A column of the Parquet file is encoded by ${encoding}, which cannot be read here. Write it with ${expected}.`;
  throw new Problem("unsupported-feature", detail, { found: encoding, expected });
}

function plain(body: Uint8Array, type: PageType, count: number): ArrayLike<number | string> {
  if (type.kind === "text") return plainTexts(body, count);
  if (type.kind === "bool") {
    if (8 * body.length < count) throw cutOff();
    return Array.from({ length: count }, (_, i) => (body[i >> 3] >> (i & 7)) & 1);
  }
  const values = numbersOf(type.number, body, true);
  if (values.length < count) throw cutOff();
  return values;
}

function plainTexts(body: Uint8Array, count: number): string[] {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const decoder = new TextDecoder();
  const texts: string[] = [];
  for (let at = 0; texts.length < count; ) {
    const end = at + 4 <= body.length ? at + 4 + view.getUint32(at, true) : Number.POSITIVE_INFINITY;
    if (end > body.length) throw cutOff();
    texts.push(decoder.decode(body.subarray(at + 4, end)));
    at = end;
  }
  return texts;
}

/** Byte k of all values stands together. */
function joinStreams(body: Uint8Array, count: number): Uint8Array {
  const width = Math.floor(body.length / count);
  const joined = new Uint8Array(width * count);
  for (let byte = 0; byte < width; byte++) {
    for (let i = 0; i < count; i++) joined[i * width + byte] = body[byte * count + i];
  }
  return joined;
}

/** The hybrid of runs and bit-packed groups of eight. @param width bits of a value @param count values that are wanted */
function readRuns(bytes: Uint8Array, width: number, count: number): Uint32Array {
  const values = new Uint32Array(count);
  if (width === 0) return values;
  if (!(width <= 32)) throw badParquet(`values of ${width} bits make no sense`);
  let at = 0;
  for (let seen = 0; seen < count; ) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= bytes.length || shift > 28) throw cutOff();
      const byte = bytes[at++];
      header += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    const length = Math.floor(header / 2);
    if (length === 0) throw badParquet("a run has no length");
    if (header % 2 === 0) {
      const valueBytes = Math.ceil(width / 8);
      if (at + valueBytes > bytes.length) throw cutOff();
      let value = 0;
      for (let i = 0; i < valueBytes; i++) value += bytes[at++] * 2 ** (8 * i);
      const end = Math.min(count, seen + length);
      values.fill(value, seen, end);
      seen = end;
    } else {
      const end = Math.min(count, seen + 8 * length);
      if (at + Math.ceil(((end - seen) * width) / 8) > bytes.length) throw cutOff();
      unpack(bytes, at, width, values.subarray(seen, end));
      at += length * width;
      seen = end;
    }
  }
  return values;
}

/** Values of `width` bits, low bits first. */
function unpack(bytes: Uint8Array, from: number, width: number, into: Uint32Array): void {
  let bit = 8 * from;
  for (let i = 0; i < into.length; i++) {
    let value = 0;
    for (let taken = 0; taken < width; ) {
      const inByte = bit & 7;
      const some = Math.min(8 - inByte, width - taken);
      value += ((bytes[bit >> 3] >> inByte) & ((1 << some) - 1)) * 2 ** taken;
      taken += some;
      bit += some;
    }
    into[i] = value;
  }
}

function cutOff(): Problem {
  return badParquet("a page ends within a value");
}
