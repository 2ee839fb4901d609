/** Memory as a lease: requests of one isolate share a fixed number of bytes, and who finds none waits a moment. */
import { Problem } from "../problem.ts";

/** Leases below this size need not queue behind a larger one. */
const SMALL_BYTES = 1024 * 1024;
/** Bytes of small leases that may pass one waiting lease; beyond them everyone queues, so that it is not starved. */
const OVERTAKING_BYTES = 8 * SMALL_BYTES;

/** Bytes held by one run until it releases them. */
export interface Lease {
  /** Bytes held at the moment. */
  readonly bytes: number;
  /**
   * Takes `more` bytes in addition. A lease that grows goes before those that hold nothing yet: it is closer to its end.
   * @throws Problem as {@link ByteBudget.acquire}; the lease then keeps what it had
   */
  grow(more: number): Promise<void>;
  /** Gives back all but `bytes`. */
  shrink(bytes: number): void;
  /** Gives everything back; may be called twice. */
  release(): void;
}

interface Waiter {
  readonly bytes: number;
  readonly grant: () => void;
  overtaken: number;
}

/**
 * A fixed number of bytes, lent first come, first served.
 *
 * @example
 * const lease = await budget.acquire(8 * 1024 * 1024, request.signal);
 * try {
 *   // hold up to 8 MiB
 * } finally {
 *   lease.release();
 * }
 */
export class ByteBudget {
  readonly capacity: number;
  readonly waitMs: number;
  #held = 0;
  #peak = 0;
  #waiters: Waiter[] = [];

  /**
   * @param capacity bytes that may be held at once
   * @param waitMs longest wait for bytes, in milliseconds
   */
  constructor(capacity: number, waitMs: number) {
    this.capacity = capacity;
    this.waitMs = waitMs;
  }

  /** Bytes lent at the moment. */
  get held(): number {
    return this.#held;
  }

  /** Most bytes that were ever lent at once. */
  get peak(): number {
    return this.#peak;
  }

  /**
   * Borrows `bytes`, waiting for them if need be.
   *
   * @throws Problem `needs-too-much-memory` at once if they exceed the capacity, `busy` if none came free in time; the
   * signal's reason if it aborts
   */
  async acquire(bytes: number, signal?: AbortSignal): Promise<Lease> {
    await this.#take(bytes, bytes, signal, false);
    return this.#lease(bytes, signal);
  }

  #lease(initial: number, signal: AbortSignal | undefined): Lease {
    let bytes = initial;
    const shrink = (to: number) => {
      const freed = Math.max(0, bytes - to);
      bytes -= freed;
      this.#give(freed);
    };
    return {
      get bytes() {
        return bytes;
      },
      grow: async (more) => {
        await this.#take(more, bytes + more, signal, true);
        bytes += more;
      },
      shrink,
      release: () => shrink(0),
    };
  }

  /** @param total what the borrower would hold afterwards */
  #take(bytes: number, total: number, signal: AbortSignal | undefined, first: boolean): Promise<void> {
    if (total > this.capacity) {
      const detail = `This needs ${total} bytes of memory at once, and one request may have ${this.capacity}.`;
      return Promise.reject(new Problem("needs-too-much-memory", detail, { needed: total, limit: this.capacity }));
    }
    if (signal?.aborted) return Promise.reject(signal.reason);
    // Runs grow piece by piece: a timer and a listener for each would take longer than the rest of it.
    if ((first || this.#waiters.length === 0) && this.#held + bytes <= this.capacity) {
      this.#lend(bytes);
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const leave = (reason: unknown) => {
        settle();
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        reject(reason);
        this.#serve();
      };
      const timer = setTimeout(() => leave(busy(this.waitMs)), this.waitMs);
      const aborted = () => leave(signal?.reason);
      const settle = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", aborted);
      };
      const grant = () => {
        settle();
        this.#lend(bytes);
        resolve();
      };
      signal?.addEventListener("abort", aborted);
      const waiter: Waiter = { bytes, grant, overtaken: 0 };
      if (first) this.#waiters.unshift(waiter);
      else this.#waiters.push(waiter);
      this.#serve();
    });
  }

  #lend(bytes: number): void {
    this.#held += bytes;
    this.#peak = Math.max(this.#peak, this.#held);
  }

  #give(bytes: number): void {
    this.#held -= bytes;
    this.#serve();
  }

  /** Grants in the order of the queue; behind a lease that must wait only small ones are looked at. */
  #serve(): void {
    const waiting: Waiter[] = [];
    for (const waiter of this.#waiters) {
      const fits = this.#held + waiter.bytes <= this.capacity;
      if (fits && mayPass(waiter, waiting)) {
        for (const passed of waiting) passed.overtaken += waiter.bytes;
        waiter.grant();
      } else {
        waiting.push(waiter);
      }
    }
    this.#waiters = waiting;
  }
}

function mayPass(waiter: Waiter, ahead: readonly Waiter[]): boolean {
  if (ahead.length === 0) return true;
  return waiter.bytes < SMALL_BYTES && ahead.every((other) => other.overtaken + waiter.bytes <= OVERTAKING_BYTES);
}

function busy(waitMs: number): Problem {
  return new Problem("busy", `Other requests held the memory for ${waitMs} ms. Please try again in a few seconds.`);
}
