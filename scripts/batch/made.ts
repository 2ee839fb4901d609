/**
 * Matrices of any size as objects whose bytes are made as they are read, from any place on. Nothing of them is kept but a pool of
 * stretches of values, which every row is put together from.
 */
import { constants, crc32, deflateRawSync } from "node:zlib";
import { cell, geneName, type MatrixSize } from "./matrix.ts";

/** An object that is nowhere: its size is known, its bytes can be had from any place on. */
export interface MadeObject {
  readonly size: number;
  readonly etag: string;
  /** In pieces of about a row. */
  bytes(from: number): Generator<Uint8Array>;
}

export interface MatrixKind extends MatrixSize {
  readonly layout: "genes" | "samples";
  readonly gzip: boolean;
}

/** Values of a stretch, and how many different ones there are (a prime, so that rows and columns go through all of them). */
const STRETCH = 1_000;
const POOL = 8_191;

const sampleName = (sample: number) => `S${sample + 1}`;

/** Which stretch of the pool stands at a place of a line. */
function stretchAt(line: number, place: number, seed: number): number {
  return (line * 2_731 + place * 5_417 + seed * 31) % POOL;
}

/** Tab-separated text, genes or samples in rows. */
export function madeMatrix({ genes, samples, seed = 0, layout, gzip }: MatrixKind): MadeObject {
  const [lines, cells] = layout === "genes" ? [genes, samples] : [samples, genes];
  const [lineName, cellName] = layout === "genes" ? [geneName, sampleName] : [sampleName, geneName];
  const corner = layout === "genes" ? "gene" : "sample";
  const header = Buffer.from(`${corner}\t${Array.from({ length: cells }, (_, cell) => cellName(cell)).join("\t")}`);
  const pool = new Map<string, Piece>();
  const stretch = (number: number, width: number): Piece => {
    const known = pool.get(`${number}/${width}`);
    if (known !== undefined) return known;
    const texts = Array.from({ length: width }, (_, at) => `\t${cell(number, at, 0)}`);
    const made = pieceOf(Buffer.from(texts.join("")), gzip);
    pool.set(`${number}/${width}`, made);
    return made;
  };
  /** Line 0 is the header, the last one what ends the text. */
  const line = (number: number): Piece[] => {
    if (number === 0) return [pieceOf(header, gzip)];
    if (number > lines) return [literal(Buffer.from("\n"), gzip)];
    const pieces = [literal(Buffer.from(`\n${lineName(number - 1)}`), gzip)];
    for (let from = 0; from < cells; from += STRETCH) {
      const width = Math.min(STRETCH, cells - from);
      pieces.push(stretch(stretchAt(number - 1, from / STRETCH, seed), width));
    }
    return pieces;
  };

  const starts = new Float64Array(lines + 3);
  starts[0] = gzip ? GZIP_HEADER.length : 0;
  let checksum = 0;
  let length = 0;
  for (let number = 0; number <= lines + 1; number++) {
    const pieces = line(number);
    starts[number + 1] = pieces.reduce((sum, { stored }) => sum + stored.length, starts[number]);
    for (const { text } of pieces) {
      checksum = crc32(text, checksum);
      length += text.length;
    }
  }
  const end = gzip ? gzipEnd(checksum, length) : Buffer.alloc(0);
  const last = lines + 2;
  return {
    size: starts[last] + end.length,
    etag: `${checksum.toString(16).padStart(8, "0")}-${gzip ? "gz" : "text"}-${length}`,
    *bytes(from) {
      if (gzip && from < GZIP_HEADER.length) yield GZIP_HEADER.subarray(from);
      // The first line that ends behind `from`.
      let first = 0;
      for (let past = last; first < past; ) {
        const middle = (first + past) >> 1;
        if (starts[middle + 1] > from) past = middle;
        else first = middle + 1;
      }
      for (let number = first; number < last; number++) {
        const bytes = Buffer.concat(line(number).map(({ stored }) => stored));
        yield bytes.subarray(Math.max(0, from - starts[number]));
      }
      yield end.subarray(Math.max(0, from - starts[last]));
    },
  };
}

/** An object of given bytes. */
export function heldObject(text: string): MadeObject {
  const bytes = Buffer.from(text);
  return {
    size: bytes.length,
    etag: `${crc32(bytes).toString(16).padStart(8, "0")}-held-${bytes.length}`,
    *bytes(from) {
      yield bytes.subarray(from);
    },
  };
}

/** All of an object as text. */
export function textOf(object: MadeObject): string {
  return Buffer.concat([...object.bytes(0)]).toString();
}

/** Bytes of the text, and as they are stored. */
interface Piece {
  readonly text: Buffer;
  readonly stored: Buffer;
}

const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** A stretch of a deflate stream that refers to nothing before it, and ends at a whole byte (RFC 1951; zlib, Z_SYNC_FLUSH). */
function pieceOf(text: Buffer, gzip: boolean): Piece {
  return { text, stored: gzip ? deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }) : text };
}

/** Too short to be worth compressing: a stored block (RFC 1951, 3.2.4). */
function literal(text: Buffer, gzip: boolean): Piece {
  if (!gzip) return { text, stored: text };
  const head = Buffer.alloc(5);
  head.writeUInt16LE(text.length, 1);
  head.writeUInt16LE(text.length ^ 0xffff, 3);
  return { text, stored: Buffer.concat([head, text]) };
}

/** An empty last block, then checksum and length (RFC 1952). */
function gzipEnd(checksum: number, length: number): Buffer {
  const end = Buffer.alloc(10);
  end[0] = 3;
  end.writeUInt32LE(checksum, 2);
  end.writeUInt32LE(length % 2 ** 32, 6);
  return end;
}
