/** One opening of a source for all who look at its beginning, one after the other, and for who reads it to its end. */
import { LIMITS } from "../../limits.ts";
import type { MatrixSource } from "../source.ts";
import { chunks } from "./chunks.ts";

/** Bytes of the beginning that are kept for the next reading: what it takes to recognise most matrices. */
const KEPT_BYTES = 4 * LIMITS.readBytes;

/** A source that has one stream open; each reading in pieces begins with what those before it have read of it. */
export interface OpenedSource extends MatrixSource {
  pieces(): AsyncGenerator<Uint8Array, void>;
  /** The next reading takes the stream along: who comes after it opens another. */
  settle(): void;
  /** Gives the stream back. Later readings open another. */
  close(): Promise<void>;
}

/** The source, opened when its first piece is asked for. To be closed whatever happens. */
export function opened(source: MatrixSource): OpenedSource {
  const beginning = new Beginning(source);
  return {
    name: source.name,
    contentType: source.contentType,
    version: source.version,
    // A body learns its size only when it has arrived.
    get size() {
      return source.size;
    },
    get heldBytes() {
      return source.heldBytes;
    },
    open: () => source.open(),
    read: source.read?.bind(source),
    sha256: source.sha256?.bind(source),
    inflated: source.inflated?.bind(source),
    pieces: () => beginning.pieces(),
    settle: () => beginning.settle(),
    close: () => beginning.close(),
  };
}

class Beginning {
  readonly #source: MatrixSource;
  /** The stream behind what is kept; null before it is opened, and once it is at its end, left or given back. */
  #rest: AsyncGenerator<Uint8Array, void> | null = null;
  #kept: Uint8Array[] = [];
  #keptBytes = 0;
  /** Whether all bytes there are are kept. */
  #isWhole = false;
  #isSettled = false;
  /** Whether somebody reads at the moment. */
  #isRead = false;

  constructor(source: MatrixSource) {
    this.#source = source;
  }

  async *pieces(): AsyncGenerator<Uint8Array, void> {
    if (this.#isRead) {
      yield* chunks(await this.#source.open());
      return;
    }
    this.#isRead = true;
    let isLeft = this.#isSettled && !this.#isWhole;
    const kept = this.#kept;
    if (isLeft) this.#kept = [];
    try {
      yield* isLeft ? emptied(kept) : kept;
      if (this.#isWhole) return;
      this.#rest ??= chunks(await this.#source.open());
      for (let next = await this.#rest.next(); !next.done; next = await this.#rest.next()) {
        const { value } = next;
        isLeft ||= this.#keptBytes + value.length > KEPT_BYTES;
        if (isLeft) this.#kept = [];
        else this.#keep(value);
        yield value;
      }
      this.#isWhole = !isLeft;
    } catch (error) {
      isLeft = true;
      throw error;
    } finally {
      this.#isRead = false;
      if (isLeft) await this.close();
    }
  }

  /** A copy: the memory of a piece is filled again. */
  #keep(piece: Uint8Array): void {
    this.#kept.push(piece.slice());
    this.#keptBytes += piece.length;
  }

  settle(): void {
    this.#isSettled = true;
  }

  async close(): Promise<void> {
    const rest = this.#rest;
    this.#rest = null;
    this.#kept = [];
    this.#keptBytes = 0;
    this.#isWhole = false;
    await rest?.return();
  }
}

/** The pieces, each let go of as it is given out. */
function* emptied(pieces: Uint8Array[]): Generator<Uint8Array, void> {
  for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) yield piece;
}
