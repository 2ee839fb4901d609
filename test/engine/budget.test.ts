import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ByteBudget } from "../../worker/engine/budget.ts";

const MIB = 1024 * 1024;

/** The state of a promise now: "pending", or what it came to. */
async function state(promise: Promise<unknown>): Promise<unknown> {
  const pending = Promise.resolve().then(() => Promise.resolve("pending"));
  return Promise.race([promise.then(() => "held").catch((error: { type?: string }) => error.type ?? error), pending]);
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a byte budget", () => {
  it("counts what is held and remembers the peak", async () => {
    const budget = new ByteBudget(10 * MIB, 2000);
    const first = await budget.acquire(4 * MIB);
    const second = await budget.acquire(5 * MIB);
    expect(budget.held).toBe(9 * MIB);
    first.release();
    second.release();
    expect([budget.held, budget.peak]).toEqual([0, 9 * MIB]);
  });

  it("refuses more than its capacity at once, naming both figures", async () => {
    const budget = new ByteBudget(10 * MIB, 2000);
    await expect(budget.acquire(11 * MIB)).rejects.toMatchObject({
      type: "needs-too-much-memory",
      details: { needed: 11 * MIB, limit: 10 * MIB },
    });
  });

  it("makes a lease wait until enough is given back", async () => {
    const budget = new ByteBudget(10 * MIB, 2000);
    const first = await budget.acquire(6 * MIB);
    const second = budget.acquire(6 * MIB);
    expect(await state(second)).toBe("pending");
    first.release();
    expect((await second).bytes).toBe(6 * MIB);
  });

  it("answers busy after the longest wait and forgets the lease", async () => {
    const budget = new ByteBudget(10 * MIB, 2000);
    const first = await budget.acquire(6 * MIB);
    const second = budget.acquire(6 * MIB);
    const refused = expect(second).rejects.toMatchObject({ type: "busy", status: 503 });
    await vi.advanceTimersByTimeAsync(1999);
    expect(await state(second)).toBe("pending");
    await vi.advanceTimersByTimeAsync(1);
    await refused;
    first.release();
    expect(budget.held).toBe(0);
  });

  it("serves large leases in the order they came", async () => {
    const budget = new ByteBudget(10 * MIB, 2000);
    const first = await budget.acquire(8 * MIB);
    const second = budget.acquire(6 * MIB);
    const third = budget.acquire(2 * MIB);
    expect(await state(third)).toBe("pending");
    first.release();
    await Promise.all([second, third]);
    expect(budget.held).toBe(8 * MIB);
  });

  it("lets small leases pass a waiting large one", async () => {
    const budget = new ByteBudget(10 * MIB, 2000);
    await budget.acquire(8 * MIB);
    const large = budget.acquire(6 * MIB);
    const small = budget.acquire(MIB / 2);
    expect(await state(small)).toBe("held");
    expect(await state(large)).toBe("pending");
  });

  it("does not let small leases starve a waiting large one", async () => {
    const budget = new ByteBudget(10 * MIB, 60_000);
    const first = await budget.acquire(5 * MIB);
    const large = budget.acquire(10 * MIB);
    for (let passed = 0; passed < 16; passed++) (await budget.acquire(MIB / 2)).release();
    const late = budget.acquire(MIB / 2);
    expect(await state(late)).toBe("pending");
    first.release();
    (await large).release();
    expect(await state(late)).toBe("held");
  });

  it("serves a lease that grows before one that holds nothing", async () => {
    const budget = new ByteBudget(10 * MIB, 2000);
    const growing = await budget.acquire(4 * MIB);
    const other = await budget.acquire(4 * MIB);
    const fresh = budget.acquire(4 * MIB);
    const grown = growing.grow(4 * MIB);
    other.release();
    await grown;
    expect(growing.bytes).toBe(8 * MIB);
    expect(await state(fresh)).toBe("pending");
  });

  it("keeps a lease as it was when it cannot grow", async () => {
    const budget = new ByteBudget(10 * MIB, 2000);
    const lease = await budget.acquire(4 * MIB);
    await expect(lease.grow(7 * MIB)).rejects.toMatchObject({ type: "needs-too-much-memory" });
    expect([lease.bytes, budget.held]).toEqual([4 * MIB, 4 * MIB]);
  });

  it("gives back once, however often a lease is released", async () => {
    const budget = new ByteBudget(10 * MIB, 2000);
    const lease = await budget.acquire(4 * MIB);
    const other = await budget.acquire(3 * MIB);
    lease.shrink(MIB);
    expect(budget.held).toBe(4 * MIB);
    lease.release();
    lease.release();
    expect(budget.held).toBe(3 * MIB);
    other.release();
  });

  it("stops waiting when the request is aborted, and the next in line is served", async () => {
    const budget = new ByteBudget(10 * MIB, 2000);
    await budget.acquire(6 * MIB);
    const gone = new AbortController();
    const large = budget.acquire(8 * MIB, gone.signal);
    const next = budget.acquire(4 * MIB);
    gone.abort("gone");
    await expect(large).rejects.toBe("gone");
    expect(await state(next)).toBe("held");
  });
});
