/** Datatypes and dataspaces of datasets and attributes (sections IV.A.2.b and IV.A.2.d). */
import { isNumberType, type NumberType } from "../binary/numbers.ts";
import type { Hdf5File } from "./file.ts";
import { badHdf5 } from "./file.ts";
import { cursorOf } from "./header.ts";

export type Datatype =
  | { readonly kind: "number"; readonly bytes: number; readonly number: NumberType; readonly littleEndian: boolean }
  | { readonly kind: "fixed-string"; readonly bytes: number }
  /** A length, and where in a global heap the text lies. */
  | { readonly kind: "variable-string"; readonly bytes: number }
  | { readonly kind: "other"; readonly bytes: number; readonly name: string };

const CLASSES = [
  "integers",
  "floats",
  "times",
  "strings",
  "bit fields",
  "opaque values",
  "compound values",
  "references",
  "enumerated values",
  "variable-length values",
  "arrays",
];
const CLASS = { integer: 0, float: 1, string: 3, enumeration: 8, variable: 9 } as const;
const VARIABLE_STRING = 1;

/** Type of a dataset's or attribute's elements (section IV.A.2.d). @throws Problem `bad-hdf5` */
export function readDatatype(body: Uint8Array): Datatype {
  const cursor = cursorOf(body);
  const head = cursor.u8();
  const low = cursor.u8();
  cursor.skip(2);
  const bytes = cursor.u32();
  if (bytes === 0) throw badHdf5("a datatype has no size");
  const kind = head & 15;
  if (kind === CLASS.integer || kind === CLASS.float) {
    const family = kind === CLASS.float ? "float" : low & 8 ? "int" : "uint";
    const number = `${family}${8 * bytes}`;
    if (isNumberType(number)) return { kind: "number", bytes, number, littleEndian: (low & 1) === 0 };
  }
  if (kind === CLASS.string) return { kind: "fixed-string", bytes };
  // h5py keeps truth values as an enumeration of bytes.
  if (kind === CLASS.enumeration) return readDatatype(cursor.take(cursor.left));
  if (kind === CLASS.variable && (low & 15) === VARIABLE_STRING) return { kind: "variable-string", bytes };
  return { kind: "other", bytes, name: CLASSES[kind] ?? `values of the class ${kind}` };
}

export interface Dataspace {
  readonly shape: readonly number[];
  /** How far each axis may grow; Infinity where without limit. */
  readonly most: readonly number[];
}

const MOST_AXES = 32;
const NO_VALUES = 2;

/** Extents of a dataset or attribute (section IV.A.2.b). @throws Problem `bad-hdf5` */
export function readDataspace({ lengthBytes }: Hdf5File, body: Uint8Array): Dataspace {
  const cursor = cursorOf(body);
  const [version, axes, flags] = [cursor.u8(), cursor.u8(), cursor.u8()];
  if (version < 1 || version > 2) throw badHdf5(`dataspace version ${version} is not known`);
  if (axes > MOST_AXES) throw badHdf5(`a dataset has ${axes} axes`);
  const type = cursor.u8();
  if (version === 1) cursor.skip(4);
  if (version === 2 && type === NO_VALUES) return { shape: [0], most: [0] };
  const extents = () => Array.from({ length: axes }, () => cursor.uint(lengthBytes));
  const shape = extents();
  if (!shape.every(Number.isSafeInteger)) throw badHdf5(`a dataset has the shape ${shape.join(" x ")}`);
  return { shape, most: flags & 1 ? extents() : shape };
}
