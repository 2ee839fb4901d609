/** A request body as a matrix source: it arrives once, and can be read as often as needed. */
import type { ByteBudget, Lease } from "../engine/budget.ts";
import { LIMITS } from "../limits.ts";
import type { MatrixSource } from "../matrix/source.ts";
import { chunks } from "../matrix/stream/chunks.ts";
import { inTime } from "../matrix/stream/stall.ts";
import { Problem } from "../problem.ts";
import type { RangedSource } from "./r2.ts";
import type { Spool } from "./spool.ts";

/** What the request says of its body. */
export interface BodyDescription {
  readonly name: string;
  readonly contentType?: string;
  /** Announced bytes (`Content-Length`); absent for chunked transfer. */
  readonly length?: number;
}

/** Where a body may put its bytes. */
export interface BodyPlace {
  readonly budget: ByteBudget;
  openSpool(name: string): Spool;
  readonly signal?: AbortSignal;
  /** {@link LIMITS}, or smaller ones that let a test spool a few bytes. */
  readonly limits?: BodyLimits;
}

/** In bytes where nothing else is said; `keptBodyBytes` is a multiple of `partBytes`. */
export interface BodyLimits {
  readonly bodyBytes: number;
  readonly keptBodyBytes: number;
  readonly partBytes: number;
  readonly readBytes: number;
  /** Longest wait for a piece, in milliseconds. */
  readonly stallMs: number;
}

/** A source that holds memory or storage until it is disposed of. */
export interface HeldSource extends MatrixSource {
  /** Gives memory back and removes what was spooled; may be called twice. Never fails: what cannot be removed expires. */
  dispose(): Promise<void>;
}

/**
 * Makes a source of a body that is still arriving.
 *
 * Bytes are taken from the network only as the first reading asks for them. Up to `keptBodyBytes` stay in memory as they
 * came; of a longer body two parts at a time do, while the parts before them go to the spool, from which later readings
 * come.
 *
 * @throws Problem `body-too-large`, `busy`; reading may fail with `body-too-large` and `truncated-body`
 */
export async function bodySource(
  body: ReadableStream<Uint8Array>,
  description: BodyDescription,
  place: BodyPlace,
): Promise<HeldSource> {
  const limits = place.limits ?? LIMITS;
  const { name, contentType, length } = description;
  if (length !== undefined && length > limits.bodyBytes) throw tooLarge(limits.bodyBytes);
  const lease = await place.budget.acquire(
    Math.min(length ?? limits.keptBodyBytes, limits.keptBodyBytes),
    place.signal,
  );
  const arriving = new ArrivingBody(
    inTime(chunks(body), limits.stallMs),
    length,
    limits,
    lease,
    () => place.openSpool(name),
    place.signal,
  );
  return {
    name,
    contentType,
    get size() {
      return arriving.size;
    },
    open: () => arriving.open(),
    get heldBytes() {
      return lease.bytes;
    },
    read: (offset, bytes) => arriving.read(offset, bytes),
    dispose: () => arriving.dispose(),
  };
}

/** A stretch of the body in memory. */
interface Part {
  /** Offset of the first byte in the body. */
  readonly start: number;
  bytes: Uint8Array;
  filled: number;
  written: Promise<void> | null;
}

class ArrivingBody {
  readonly #arrival: AsyncGenerator<Uint8Array, void>;
  readonly #length: number | undefined;
  readonly #limits: BodyLimits;
  readonly #lease: Lease;
  readonly #openSpool: () => Spool;
  readonly #signal: AbortSignal | undefined;
  /** The latest parts, without gaps; the earlier ones are in the spool. */
  #parts: Part[] = [];
  #received = 0;
  #ended = false;
  #taking: Promise<void> | null = null;
  #spool: Spool | null = null;
  #stored: Promise<RangedSource> | null = null;
  #disposed: Promise<void> | null = null;

  constructor(
    arrival: AsyncGenerator<Uint8Array, void>,
    length: number | undefined,
    limits: BodyLimits,
    lease: Lease,
    openSpool: () => Spool,
    signal: AbortSignal | undefined,
  ) {
    this.#arrival = arrival;
    this.#length = length;
    this.#limits = limits;
    this.#lease = lease;
    this.#openSpool = openSpool;
    this.#signal = signal;
  }

  /** Bytes of the body, as announced or once all have arrived. */
  get size(): number | undefined {
    return this.#length ?? (this.#ended ? this.#received : undefined);
  }

  async open(): Promise<ReadableStream<Uint8Array>> {
    const stored = await this.#storedSource();
    if (stored !== null) return stored.open();
    let position = 0;
    return new ReadableStream({
      type: "bytes",
      pull: async (controller) => {
        const view = controller.byobRequest?.view;
        const into = view instanceof Uint8Array ? view : null;
        const bytes = await this.#next(position, into?.length ?? this.#limits.readBytes);
        position += bytes.length;
        if (bytes.length === 0) controller.close();
        if (into === null) {
          if (bytes.length > 0) controller.enqueue(bytes.slice());
        } else {
          into.set(bytes);
          controller.byobRequest?.respond(bytes.length);
        }
      },
    });
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    await this.#arrive(Number.POSITIVE_INFINITY);
    const stored = await this.#storedSource();
    if (stored !== null) return stored.read(offset, length);
    const range = new Uint8Array(Math.max(0, Math.min(length, this.#received - offset)));
    for (const part of this.#parts) {
      const from = Math.max(0, offset - part.start);
      const to = Math.min(part.filled, offset + range.length - part.start);
      if (from < to) range.set(part.bytes.subarray(from, to), part.start + from - offset);
    }
    return range;
  }

  dispose(): Promise<void> {
    this.#disposed ??= this.#clear();
    return this.#disposed;
  }

  async #clear(): Promise<void> {
    // Not awaited: a sender that has stopped sending would hold us up.
    this.#arrival.return().catch(() => undefined);
    this.#parts = [];
    this.#lease.release();
    await this.#spool
      ?.remove()
      .catch((error: unknown) =>
        console.log(JSON.stringify({ event: "spool-left", level: "warn", error: String(error) })),
      );
  }

  /** The bytes from `position` on, `most` at most and none at the end: to be copied before anything else is awaited. */
  async #next(position: number, most: number): Promise<Uint8Array> {
    await this.#arrive(position + 1);
    if (this.#disposed !== null) throw new Error("the body was disposed of while it was read");
    const part = this.#parts.find(({ start, filled }) => start <= position && position < start + filled);
    if (part !== undefined) {
      const from = position - part.start;
      return part.bytes.subarray(from, Math.min(part.filled, from + most));
    }
    // At the end, so that a part that could not be stored fails this reading; before it, where another reading went ahead.
    const stored = await this.#storedSource();
    if (stored === null || position === this.#received) return new Uint8Array(0);
    return stored.read(position, Math.min(most, this.#received - position));
  }

  /** Takes from the network until `position` bytes are here, or all; one chunk at a time, whoever asks. */
  async #arrive(position: number): Promise<void> {
    while (this.#received < position && !this.#ended) {
      this.#signal?.throwIfAborted();
      // After a failure the promise stays: what was lost does not come again.
      this.#taking ??= this.#takeChunk().then(() => {
        this.#taking = null;
      });
      await this.#taking;
    }
  }

  async #takeChunk(): Promise<void> {
    const { value, done } = await this.#arrival.next().catch((error: unknown) => {
      if (error instanceof Problem) throw error;
      throw new Problem("truncated-body", `The body broke off after ${this.#received} bytes.`, {}, error);
    });
    if (done) {
      if (this.#length !== undefined && this.#received < this.#length) throw tooShort(this.#received, this.#length);
      this.#ended = true;
      if (this.#spool === null) this.#lease.shrink(this.#received);
      return;
    }
    if (this.#received + value.length > this.#limits.bodyBytes) throw tooLarge(this.#limits.bodyBytes);
    for (let rest = value; rest.length > 0; ) {
      const part = await this.#openPart();
      if (this.#disposed !== null) throw new Error("the body was disposed of while it was read");
      const taken = fill(part, rest, this.#limits.partBytes);
      this.#received += taken;
      rest = rest.subarray(taken);
      if (this.#spool !== null && part.filled === this.#limits.partBytes) write(part, this.#spool);
    }
  }

  /** The last part if it has room, else a new one in the place of the oldest. */
  async #openPart(): Promise<Part> {
    const { partBytes, keptBodyBytes } = this.#limits;
    const last = this.#parts.at(-1);
    if (last !== undefined && last.filled < partBytes) return last;
    if ((this.#parts.length + 1) * partBytes > keptBodyBytes) {
      this.#spool ??= this.#openSpool();
      for (const part of this.#parts) write(part, this.#spool);
      await this.#parts[0].written;
      const oldest = this.#parts.shift();
      // Its memory is used again: fresh megabytes for each part would be garbage faster than it is collected.
      if (oldest?.bytes.length === partBytes) return this.#addPart(oldest.bytes);
    }
    const expected = (this.#length ?? this.#received + this.#limits.readBytes) - this.#received;
    return this.#addPart(new Uint8Array(Math.max(0, Math.min(partBytes, expected))));
  }

  #addPart(bytes: Uint8Array): Part {
    const part: Part = { start: this.#received, bytes, filled: 0, written: null };
    this.#parts.push(part);
    return part;
  }

  /** The spooled object, after the rest has arrived; null if the body fits into memory. */
  async #storedSource(): Promise<RangedSource | null> {
    if (this.#spool !== null) this.#stored ??= this.#store(this.#spool);
    return this.#stored;
  }

  async #store(spool: Spool): Promise<RangedSource> {
    await this.#arrive(Number.POSITIVE_INFINITY);
    for (const part of this.#parts) write(part, spool);
    const stored = await spool.complete();
    this.#parts = [];
    this.#lease.release();
    return stored;
  }
}

/** Copies what fits of `bytes` into the part and returns how much; a part of unknown length grows by doubling. */
function fill(part: Part, bytes: Uint8Array, partBytes: number): number {
  const taken = Math.min(bytes.length, partBytes - part.filled);
  const needed = part.filled + taken;
  if (needed > part.bytes.length) {
    const larger = new Uint8Array(Math.min(partBytes, Math.max(needed, 2 * part.bytes.length)));
    larger.set(part.bytes.subarray(0, part.filled));
    part.bytes = larger;
  }
  part.bytes.set(bytes.subarray(0, taken), part.filled);
  part.filled = needed;
  return taken;
}

function write(part: Part, spool: Spool): void {
  if (part.written !== null) return;
  part.written = spool.write(part.bytes.subarray(0, part.filled));
  // Whoever needs the part's place or its end sees the failure; until then nobody looks.
  part.written.catch(() => undefined);
}

function tooLarge(limit: number): Problem {
  const detail = `A request body may have ${limit} bytes. Put larger matrices into a bucket and name bucket and key.`;
  return new Problem("body-too-large", detail, { limit });
}

function tooShort(received: number, length: number): Problem {
  return new Problem("truncated-body", `The body ended after ${received} of ${length} announced bytes.`, {
    received,
    length,
  });
}
