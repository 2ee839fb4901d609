/** Columns of an Arrow schema: their types and how many buffers each takes. Source: Arrow's Schema.fbs and Message.fbs. */
import { Problem } from "../../problem.ts";
import type { NumberType } from "../binary/numbers.ts";
import type { TableColumn } from "../table.ts";
import type { FlatTable } from "./flatbuffer.ts";

/** Type numbers of Schema.fbs. */
const TYPE = { null: 1, int: 2, float: 3, utf8: 5, bool: 6, largeUtf8: 20 } as const;
/** Types of one validity buffer and one of values; of other flat types there are three buffers, or more. */
const ONE_BUFFER_OF_VALUES = [7, 8, 9, 10, 11, 15, 18];
const BINARY = [4, 19];

export type ArrowType =
  | { readonly kind: "number"; readonly number: NumberType }
  | { readonly kind: "bool" }
  | { readonly kind: "text"; readonly offsetBytes: 4 | 8 }
  | { readonly kind: "other" };

export interface ArrowColumn {
  readonly name: string;
  readonly type: ArrowType;
  /** Buffers of the column in a record batch, and the first of them. */
  readonly buffers: number;
  readonly firstBuffer: number;
  /** Dictionary that holds the values; the column then holds places in it, of this type. */
  readonly dictionary: { readonly id: number; readonly places: NumberType } | null;
}

/** @throws Problem `unsupported-feature` for nested columns, whose buffers cannot be told apart */
export function readSchema(schema: FlatTable): ArrowColumn[] {
  if (schema.int16(0) !== 0) throw unsupported("high byte first");
  let next = 0;
  return schema.tables(1).map((field) => {
    const name = field.text(0);
    const dictionary = dictionaryOf(field.table(4));
    const type = typeOf(field);
    const buffers = dictionary !== null ? 2 : buffersOf(field, type, name);
    const column = { name, type, dictionary, buffers, firstBuffer: next };
    next += buffers;
    return column;
  });
}

/** The columns as every table of samples and genes is seen; a dictionary or nested type is neither names nor values. */
export function tableColumns(columns: readonly ArrowColumn[]): TableColumn[] {
  return columns.map(({ name, type, dictionary }) => {
    if (type.kind === "text") return { name, kind: "string" };
    return { name, kind: type.kind === "other" || dictionary !== null ? "other" : "number" };
  });
}

function typeOf(field: FlatTable): ArrowType {
  const type = field.int8(2);
  const details = field.table(3);
  if (type === TYPE.int) return integer(details);
  if (type === TYPE.float) {
    const number = (["float16", "float32", "float64"] as const)[details?.int16(0) ?? 0];
    return number === undefined ? { kind: "other" } : { kind: "number", number };
  }
  if (type === TYPE.bool) return { kind: "bool" };
  if (type === TYPE.utf8) return { kind: "text", offsetBytes: 4 };
  if (type === TYPE.largeUtf8) return { kind: "text", offsetBytes: 8 };
  return { kind: "other" };
}

function integer(details: FlatTable | null): ArrowType {
  const bits = details?.int32(0) ?? 0;
  const signed = (details?.int8(1) ?? 0) !== 0;
  const names: Record<number, readonly [NumberType, NumberType]> = {
    8: ["int8", "uint8"],
    16: ["int16", "uint16"],
    32: ["int32", "uint32"],
    64: ["int64", "uint64"],
  };
  const pair = names[bits];
  return pair === undefined ? { kind: "other" } : { kind: "number", number: pair[signed ? 0 : 1] };
}

function dictionaryOf(encoding: FlatTable | null): ArrowColumn["dictionary"] {
  if (encoding === null) return null;
  const places = integer(encoding.table(1));
  return { id: encoding.int64(0), places: places.kind === "number" ? places.number : "int32" };
}

function buffersOf(field: FlatTable, type: ArrowType, name: string): number {
  const number = field.int8(2);
  if (number === TYPE.null) return 0;
  if (type.kind === "text" || BINARY.includes(number)) return 3;
  if (type.kind !== "other" || ONE_BUFFER_OF_VALUES.includes(number)) return 2;
  throw unsupported(`the nested column "${name}"`);
}

/** The problem of something that Arrow allows and that is not read here. */
export function unsupported(what: string): Problem {
  return new Problem("unsupported-feature", `The Arrow file holds ${what}, which cannot be read here.`, {
    found: what,
  });
}
