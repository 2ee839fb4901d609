/** Named arrays of numbers in one object, and a head beside it that says where each lies. */
import type { Env } from "../../env.ts";
import { getBytes, getJson, putJson } from "./places.ts";

const TYPES = { f64: Float64Array, u32: Uint32Array, u8: Uint8Array } as const;

export type NumberArray = Float64Array | Uint32Array | Uint8Array;

interface Entry {
  readonly type: keyof typeof TYPES;
  /** In bytes. */
  readonly offset: number;
  readonly length: number;
}

/** What `writeArrays` left: facts, and where the arrays lie. */
export interface ArraysHead<Facts> {
  readonly facts: Facts;
  readonly arrays: Readonly<Record<string, Entry>>;
}

const headOf = (key: string) => `${key}.json`;

/** Writes arrays and facts; equal input gives equal bytes. The head comes last, so that what it names is there. */
export async function writeArrays<Facts>(
  env: Env,
  key: string,
  facts: Facts,
  arrays: Readonly<Record<string, NumberArray>>,
): Promise<void> {
  const entries: Record<string, Entry> = {};
  let size = 0;
  for (const [name, array] of Object.entries(arrays)) {
    entries[name] = { type: typeOf(array), offset: size, length: array.length };
    // Eight bytes are the alignment of the widest type.
    size += Math.ceil(array.byteLength / 8) * 8;
  }
  const bytes = new Uint8Array(size);
  for (const [name, array] of Object.entries(arrays)) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), entries[name].offset);
  }
  await env.MATRICES.put(key, bytes);
  await putJson(env, headOf(key), { facts, arrays: entries });
}

/** What {@link readArrays} would read, without the arrays: facts, and where each array lies. */
export function readHead<Facts>(env: Env, key: string): Promise<ArraysHead<Facts>> {
  return getJson(env, headOf(key));
}

/** All arrays of an object, by name. */
export async function readArrays<Facts>(env: Env, key: string) {
  const head = await readHead<Facts>(env, key);
  const array = viewer(head, 0, await getBytes(env, key));
  return {
    facts: head.facts,
    array,
    floats: (name: string) => array(name) as Float64Array,
    bytes: (name: string) => array(name) as Uint8Array,
  };
}

/** The array `first` and those written after it, by name. */
export async function readFrom(env: Env, key: string, head: ArraysHead<unknown>, first: string) {
  const from = head.arrays[first].offset;
  const end = Math.max(...Object.values(head.arrays).map((entry) => entry.offset + byteLength(entry)));
  return viewer(head, from, await getBytes(env, key, from, end));
}

/** @param from offset of the first of `bytes` in the object */
function viewer({ arrays }: ArraysHead<unknown>, from: number, bytes: Uint8Array<ArrayBuffer>) {
  return (name: string): NumberArray => {
    const { type, offset, length } = arrays[name];
    return new TYPES[type](bytes.buffer, offset - from, length);
  };
}

function byteLength({ type, length }: Entry): number {
  return TYPES[type].BYTES_PER_ELEMENT * length;
}

function typeOf(array: NumberArray): Entry["type"] {
  if (array instanceof Float64Array) return "f64";
  return array instanceof Uint32Array ? "u32" : "u8";
}
