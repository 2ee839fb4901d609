/** How a request body is kept, spooled and cleared away, on the runtime's own streams and R2. */
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it } from "vitest";
import { ByteBudget } from "../../worker/engine/budget.ts";
import { type BodyDescription, type BodyLimits, bodySource, type HeldSource } from "../../worker/storage/body.ts";
import { openSpool } from "../../worker/storage/spool.ts";

const MIB = 1024 * 1024;
const SMALL: BodyLimits = {
  bodyBytes: 24 * MIB,
  keptBodyBytes: 10 * MIB,
  partBytes: 5 * MIB,
  readBytes: 256 * 1024,
  stallMs: 30_000,
};

afterEach(() => reset());

/** Bytes that differ from one 4-byte word to the next, so that a piece out of place shows. */
function pattern(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = Math.imul(at >>> 2, 0x9e3779b1) >>> (8 * (at & 3));
  return bytes;
}

/** A stream that gives `bytes` in pieces of 1 MiB less 1, so that no piece ends where a part does. */
function arriving(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at === bytes.length) return controller.close();
      const piece = bytes.slice(at, at + MIB - 1);
      at += piece.length;
      controller.enqueue(piece);
    },
  });
}

async function received(source: HeldSource): Promise<Uint8Array> {
  return new Uint8Array(await new Response(await source.open()).arrayBuffer());
}

/** A new reading that has given `bytes` or a little more. */
async function readSome(source: HeldSource, bytes: number): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const reader = (await source.open()).getReader();
  for (let read = 0; read < bytes; ) read += (await reader.read()).value?.length ?? Number.NaN;
  return reader;
}

async function rest(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  for (let next = await reader.read(); !next.done; next = await reader.read()) pieces.push(next.value);
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

async function sha(bytes: Uint8Array): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

async function spooled(): Promise<number> {
  return (await env.MATRICES.list({ prefix: "spool/" })).objects.length;
}

function place(budget = new ByteBudget(64 * MIB, 100)) {
  return { budget, openSpool: (name: string) => openSpool(env.MATRICES, name), limits: SMALL };
}

function source(bytes: Uint8Array, description: Partial<BodyDescription> = {}, budget?: ByteBudget) {
  return bodySource(arriving(bytes), { name: "body.tsv", ...description }, place(budget));
}

describe("a body that fits into memory", () => {
  it("reads the same twice and never touches the bucket", async () => {
    const bytes = pattern(9 * MIB + 5);
    const body = await source(bytes, { length: bytes.length });
    const expected = await sha(bytes);
    expect([await sha(await received(body)), await sha(await received(body))]).toEqual([expected, expected]);
    expect(await spooled()).toBe(0);
    await body.dispose();
  });

  it("of unknown length borrows the most it may need and gives back what it did not", async () => {
    const budget = new ByteBudget(64 * MIB, 100);
    const body = await source(pattern(1000), {}, budget);
    expect(budget.held).toBe(10 * MIB);
    await received(body);
    expect(budget.held).toBe(1000);
    await body.dispose();
    expect(budget.held).toBe(0);
  });

  it("starts again from the beginning after a reading that stopped early", async () => {
    const bytes = pattern(3 * MIB);
    const body = await source(bytes);
    await (await body.open()).cancel();
    expect(await sha(await received(body))).toBe(await sha(bytes));
    await body.dispose();
  });

  it("reads ranges across its parts", async () => {
    const bytes = pattern(8 * MIB);
    const body = await source(bytes);
    expect(await body.read?.(5 * MIB - 3, 7)).toEqual(bytes.slice(5 * MIB - 3, 5 * MIB + 4));
    expect(await body.read?.(8 * MIB - 2, 7)).toEqual(bytes.slice(8 * MIB - 2));
    await body.dispose();
  });
});

describe("a body too large for memory", () => {
  it.each([
    ["announced", true],
    ["not announced", false],
  ])("goes to the spool while it is read first, and is gone afterwards (length %s)", async (_, announced) => {
    const budget = new ByteBudget(64 * MIB, 100);
    const bytes = pattern(17 * MIB + 11);
    const body = await source(bytes, { length: announced ? bytes.length : undefined }, budget);
    const expected = await sha(bytes);
    expect(await sha(await received(body))).toBe(expected);
    expect([budget.peak, budget.held]).toEqual([10 * MIB, 0]);
    expect(await spooled()).toBe(4);
    expect(await sha(await received(body))).toBe(expected);
    await body.dispose();
    expect(await spooled()).toBe(0);
  });

  it("is complete for the second reading although the first stopped early", async () => {
    const bytes = pattern(17 * MIB);
    const body = await source(bytes);
    await (await readSome(body, 12 * MIB)).cancel();
    expect(await sha(await received(body))).toBe(await sha(bytes));
    await body.dispose();
  });

  it("serves two readings side by side", async () => {
    const bytes = pattern(17 * MIB);
    const body = await source(bytes);
    const slow = await readSome(body, MIB);
    expect(await sha(await received(body))).toBe(await sha(bytes));
    const late = await rest(slow);
    expect(await sha(late)).toBe(await sha(bytes.slice(bytes.length - late.length)));
    expect(late.length).toBeGreaterThan(15 * MIB);
    await body.dispose();
  });

  it("leaves nothing behind when it is disposed of half-way", async () => {
    const budget = new ByteBudget(64 * MIB, 100);
    const body = await source(pattern(17 * MIB), {}, budget);
    const reader = await readSome(body, 12 * MIB);
    await body.dispose();
    await expect(rest(reader)).rejects.toThrow("disposed of");
    expect([await spooled(), budget.held]).toEqual([0, 0]);
  });
});

describe("a body that is not what was announced", () => {
  it("is refused before it is read when it is announced too large", async () => {
    await expect(source(pattern(10), { length: 24 * MIB + 1 })).rejects.toMatchObject({
      type: "body-too-large",
      details: { limit: 24 * MIB },
    });
  });

  it("is refused where it passes the limit", async () => {
    const body = await source(pattern(25 * MIB));
    await expect(received(body)).rejects.toMatchObject({ type: "body-too-large" });
    await body.dispose();
    expect(await spooled()).toBe(0);
  });

  it("is refused where it ends too early, at every reading", async () => {
    const body = await source(pattern(1000), { length: 1001 });
    const problem = { type: "truncated-body", details: { received: 1000, length: 1001 } };
    await expect(received(body)).rejects.toMatchObject(problem);
    await expect(received(body)).rejects.toMatchObject(problem);
    await body.dispose();
  });

  it("that stops coming is given up, and gives its memory back", async () => {
    const budget = new ByteBudget(16 * MIB, 50);
    const silent = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(pattern(1000)) });
    const place = {
      budget,
      openSpool: (name: string) => openSpool(env.MATRICES, name),
      limits: { ...SMALL, stallMs: 50 },
    };
    const body = await bodySource(silent, { name: "matrix", length: 2000 }, place);
    await expect(received(body)).rejects.toMatchObject({ type: "truncated-body", details: { limit: 50 } });
    await body.dispose();
    expect(budget.held).toBe(0);
  });

  it("waits for memory and is turned away when none comes", async () => {
    const budget = new ByteBudget(16 * MIB, 50);
    const first = await source(pattern(10), {}, budget);
    await expect(source(pattern(10), {}, budget)).rejects.toMatchObject({ type: "busy" });
    await first.dispose();
  });
});
