/** The bytes of a matrix, inflated where they are gzip, counted and bounded. */
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import type { MatrixSource, Platform } from "../source.ts";
import { withoutSeriesLines } from "../text/layout/series-matrix.ts";
import { chunks } from "./chunks.ts";
import { joinBytes } from "./join.ts";

/** What a reading has moved so far. */
export interface ByteMeter {
  /** Bytes as stored. */
  stored: number;
  /** Bytes after inflation; equal to `stored` for plain data. */
  inflated: number;
}

export interface ReadingOptions {
  /** Told of every stored byte, for a digest. */
  readonly onStored?: (bytes: Uint8Array) => void;
  readonly meter?: ByteMeter;
  /** Most bytes that compressed data may inflate to; {@link LIMITS.inflatedBytes} by default. */
  readonly inflatedBytes?: number;
  /** Whether the source may inflate beside the work on the bytes, which takes a start that a beginning is not worth. */
  readonly beside?: boolean;
}

/** True if the stored bytes begin as gzip does (RFC 1952, section 2.3.1). */
export async function isGzip(source: Opener): Promise<boolean> {
  const head = await readHead(source, 2);
  return head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b;
}

/** The first bytes as stored, `least` of them or more, or all there are. */
export async function readHead(source: Opener, least: number): Promise<Uint8Array> {
  return collect(await piecesOf(source), least);
}

type Opener = Pick<MatrixSource, "open" | "pieces">;

/** The bytes as stored, in large pieces. */
async function piecesOf(source: Opener): Promise<AsyncGenerator<Uint8Array, void>> {
  return source.pieces?.() ?? chunks(await source.open());
}

/** Concatenates pieces until there are `least` bytes. */
export async function collect(pieces: AsyncIterable<Uint8Array>, least: number): Promise<Uint8Array> {
  const held: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    held.push(piece.slice());
    length += piece.length;
    if (length >= least) break;
  }
  return joinBytes(held, length);
}

/**
 * One reading of a matrix from its beginning, in large pieces; of a GEO series matrix only the table.
 *
 * @throws Problem `truncated-gzip`, `bad-gzip`, `inflates-too-far`, or what the source fails with
 */
export function readBytes(
  source: MatrixSource,
  platform: Platform,
  gzip: boolean,
  options: ReadingOptions = {},
): AsyncGenerator<Uint8Array, void> {
  return withoutSeriesLines(inflatedBytes(source, platform, gzip, options));
}

/** {@link readBytes} to the end: beside the work on the bytes, where the source can. @param onStored told of every stored byte */
export function readWhole(
  source: MatrixSource,
  platform: Platform,
  gzip: boolean,
  onStored?: ReadingOptions["onStored"],
): AsyncGenerator<Uint8Array, void> {
  return readBytes(source, platform, gzip, { onStored, beside: true });
}

async function* inflatedBytes(
  source: MatrixSource,
  platform: Platform,
  gzip: boolean,
  { onStored, beside, meter = { stored: 0, inflated: 0 }, inflatedBytes: most = LIMITS.inflatedBytes }: ReadingOptions,
): AsyncGenerator<Uint8Array, void> {
  const count = (bytes: number) => {
    meter.stored += bytes;
  };
  const tell = (bytes: Uint8Array) => {
    count(bytes.length);
    onStored?.(bytes);
  };
  const inflated = gzip && beside && onStored === undefined ? source.inflated?.(count) : undefined;
  const pieces = inflated ?? (gzip ? gunzipped(source, platform, tell) : told(await piecesOf(source), tell));
  for await (const piece of pieces) {
    meter.inflated += piece.length;
    if (gzip) checkInflation(meter, most);
    yield piece;
  }
}

/**
 * All bytes of a source that is gzip, inflated.
 *
 * @param onStored told of every stored byte
 * @throws Problem as {@link Platform.gunzip}, or what the source fails with
 */
export async function* gunzipped(
  source: Opener,
  platform: Pick<Platform, "gunzip">,
  onStored: (bytes: Uint8Array) => void = () => undefined,
): AsyncGenerator<Uint8Array, void> {
  const stored = told(await piecesOf(source), onStored);
  try {
    for await (const piece of platform.gunzip(open(stored))) yield piece;
    // Zeros behind the last member are not asked for by who inflates, but they are part of the file and of its digest.
    while (!(await stored.next()).done);
  } finally {
    await stored.return();
  }
}

async function* told(
  pieces: AsyncGenerator<Uint8Array, void>,
  onPiece: (piece: Uint8Array) => void,
): AsyncGenerator<Uint8Array, void> {
  for await (const piece of pieces) {
    onPiece(piece);
    yield piece;
  }
}

/** The pieces, which stay open when whoever takes them leaves: who made them closes them. */
async function* open(pieces: AsyncGenerator<Uint8Array, void>): AsyncGenerator<Uint8Array, void> {
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
}

function checkInflation({ stored, inflated }: ByteMeter, limit: number): void {
  if (inflated > limit) {
    const detail = `The compressed matrix inflates to more than ${limit} bytes. Score it in parts, or from a bucket.`;
    throw new Problem("inflates-too-far", detail, { limit });
  }
  if (inflated > LIMITS.inflationRatioFrom && inflated > stored * LIMITS.inflationRatio) {
    const detail = `The compressed data inflates more than ${LIMITS.inflationRatio}-fold, which no expression matrix does.`;
    throw new Problem("inflates-too-far", detail, { limit: LIMITS.inflationRatio });
  }
}
