/** Number types of binary matrices, and their bytes as typed arrays. */
import { Problem } from "../../problem.ts";

export const NUMBER_TYPES = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float16: 2,
  float32: 4,
  float64: 8,
} as const;

/** Name of a number type; the value in {@link NUMBER_TYPES} is its size in bytes. */
export type NumberType = keyof typeof NUMBER_TYPES;

/** What values are handed on as. 64-bit integers and half floats arrive as doubles, which hold them exactly. */
export type NumberArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** Whether this machine keeps the low byte first, as typed arrays then do. */
const LITTLE_ENDIAN_HOST = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Whether a name is one of {@link NUMBER_TYPES}. */
export function isNumberType(name: string): name is NumberType {
  return Object.hasOwn(NUMBER_TYPES, name);
}

/**
 * Bytes as numbers. The result may share the memory of `bytes`.
 *
 * @param bytes whole values, in any alignment
 * @throws Problem `unsupported-feature` for a 64-bit integer beyond 2^53, which no double holds
 */
export function numbersOf(type: NumberType, bytes: Uint8Array, littleEndian: boolean): NumberArray {
  const size = NUMBER_TYPES[type];
  const swapped = size > 1 && littleEndian !== LITTLE_ENDIAN_HOST;
  const aligned = swapped || bytes.byteOffset % size !== 0 ? bytes.slice() : bytes;
  if (swapped) swapBytes(aligned, size);
  const { buffer, byteOffset } = aligned;
  const count = Math.floor(aligned.length / size);
  switch (type) {
    case "int8":
      return new Int8Array(buffer, byteOffset, count);
    case "uint8":
      return new Uint8Array(buffer, byteOffset, count);
    case "int16":
      return new Int16Array(buffer, byteOffset, count);
    case "uint16":
      return new Uint16Array(buffer, byteOffset, count);
    case "int32":
      return new Int32Array(buffer, byteOffset, count);
    case "uint32":
      return new Uint32Array(buffer, byteOffset, count);
    case "int64":
      return doubles(new BigInt64Array(buffer, byteOffset, count));
    case "uint64":
      return doubles(new BigUint64Array(buffer, byteOffset, count));
    case "float16":
      return Float32Array.from(new Uint16Array(buffer, byteOffset, count), halfFloat);
    case "float32":
      return new Float32Array(buffer, byteOffset, count);
    case "float64":
      return new Float64Array(buffer, byteOffset, count);
  }
}

/** Bytes that a value takes once it is a {@link NumberArray}. */
export function heldSize(type: NumberType): number {
  return type === "float16" ? 4 : NUMBER_TYPES[type];
}

/** An empty array of the kind that {@link numbersOf} gives. */
export function allocate(type: NumberType, length: number): NumberArray {
  const bytes = new Uint8Array(length * heldSize(type));
  const kind = type === "float16" ? "float32" : type === "int64" || type === "uint64" ? "float64" : type;
  return numbersOf(kind, bytes, LITTLE_ENDIAN_HOST);
}

function swapBytes(bytes: Uint8Array, size: number): void {
  for (let at = 0; at + size <= bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}

function doubles(integers: BigInt64Array | BigUint64Array): Float64Array {
  const values = new Float64Array(integers.length);
  for (let i = 0; i < values.length; i++) {
    values[i] = Number(integers[i]);
    if (!Number.isSafeInteger(values[i])) {
      const detail = `The value ${integers[i]} is beyond 2^53, where 64-bit integers are no longer told apart. Store float64.`;
      throw new Problem("unsupported-feature", detail, { text: String(integers[i]) });
    }
  }
  return values;
}

/** IEEE 754 binary16. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
