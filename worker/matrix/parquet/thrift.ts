/**
 * Whether a Thrift structure holds what it claims to, before hyparquet decodes it: that allocates a list by the length it announces,
 * and adds up integers however many bytes they have.
 * Source: Apache Thrift, "Thrift compact protocol encoding".
 */
import { badParquet } from "./problem.ts";

const STOP = 0;
const TYPE = { true: 1, false: 2, byte: 3, i16: 4, i32: 5, i64: 6, double: 7, binary: 8, list: 9, struct: 12 } as const;
/** Bytes of an integer of 64 bits. */
const LONGEST_VARINT = 10;
/** The metadata of Parquet go seven structures deep. */
const DEEPEST = 32;

/** @throws Problem `bad-parquet` */
export function checkThrift(bytes: Uint8Array): void {
  let at = 0;
  const skip = (count: number) => {
    at += count;
    if (at > bytes.length) throw badParquet("its metadata end too early");
  };
  const byte = (): number => {
    skip(1);
    return bytes[at - 1];
  };
  const varint = (): number => {
    let value = 0;
    for (let place = 0; place < LONGEST_VARINT; place++) {
      const next = byte();
      value += (next & 127) * 2 ** (7 * place);
      if (next < 128) return value;
    }
    throw badParquet("its metadata hold an integer of more than 64 bits");
  };
  const element = (type: number, depth: number): void => {
    if (type === TYPE.byte) skip(1);
    else if (type === TYPE.i16 || type === TYPE.i32 || type === TYPE.i64) varint();
    else if (type === TYPE.double) skip(8);
    else if (type === TYPE.binary) skip(varint());
    else if (type === TYPE.list) list(depth + 1);
    else if (type === TYPE.struct) struct(depth + 1);
    else throw badParquet(`its metadata hold a value of type ${type}`);
  };
  const list = (depth: number): void => {
    if (depth > DEEPEST) throw tooDeep();
    const head = byte();
    const count = head >> 4 === 15 ? varint() : head >> 4;
    // Each element has a byte at least.
    if (count > bytes.length - at)
      throw badParquet(`its metadata announce a list of ${count} in ${bytes.length} bytes`);
    const type = head & 15;
    for (let i = 0; i < count; i++) element(type === TYPE.true || type === TYPE.false ? TYPE.byte : type, depth);
  };
  const struct = (depth: number): void => {
    if (depth > DEEPEST) throw tooDeep();
    for (;;) {
      const head = byte();
      const type = head & 15;
      if (type === STOP) return;
      // A field that does not follow soon upon the one before it has its number written out.
      if (head >> 4 === 0) varint();
      if (type !== TYPE.true && type !== TYPE.false) element(type, depth);
    }
  };
  struct(1);
}

function tooDeep(): ReturnType<typeof badParquet> {
  return badParquet(`its metadata are more than ${DEEPEST} structures deep`);
}
