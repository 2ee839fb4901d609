/** Looks at the beginning of a source and the reading of it, over as few streams as that takes. */
import { expect, test } from "vitest";
import { LIMITS } from "../../worker/limits.ts";
import { joinBytes } from "../../worker/matrix/stream/join.ts";
import { opened } from "../../worker/matrix/stream/opening.ts";
import { memorySource } from "../support/source.ts";

const bytes = Uint8Array.from({ length: 8 * LIMITS.readBytes }, (_, at) => (at * 31) ^ (at >> 9));

/** An opened source, how often it was opened, and how many of its streams were cancelled. */
function counted(content = bytes, failing = 0) {
  const memory = memorySource(content, "counted", LIMITS.readBytes);
  const counts = { openings: 0, cancelled: 0 };
  const open = async () => {
    const reader = (await memory.open()).getReader();
    const fails = counts.openings++ < failing;
    return new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        if (fails) throw new Error("broken");
        const { value, done } = await reader.read();
        return done ? controller.close() : controller.enqueue(value);
      },
      cancel: () => {
        counts.cancelled++;
      },
    });
  };
  return { source: opened({ ...memory, open }), counts };
}

async function take(pieces: AsyncGenerator<Uint8Array, void>, most = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
  const taken: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    taken.push(piece.slice());
    length += piece.length;
    if (length >= most) break;
  }
  return joinBytes(taken, length);
}

/** Quicker than `toEqual` of megabytes. */
const same = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;

test("two looks and the reading take one stream, which is at its end then", async () => {
  const { source, counts } = counted();
  for (const look of [1, 3]) {
    const length = look * LIMITS.readBytes;
    expect(same(await take(source.pieces(), length), bytes.subarray(0, length))).toBe(true);
  }
  source.settle();
  expect(same(await take(source.pieces()), bytes)).toBe(true);
  expect(counts).toEqual({ openings: 1, cancelled: 0 });
  expect(same(await take(source.pieces()), bytes)).toBe(true);
  expect(counts.openings).toBe(2);
  await source.close();
});

test.each([1, 2, 5])("a reading that is left after %i pieces is followed by a whole one", async (pieces) => {
  const { source, counts } = counted();
  await take(source.pieces(), 2 * LIMITS.readBytes);
  source.settle();
  await take(source.pieces(), pieces * LIMITS.readBytes);
  expect(counts).toEqual({ openings: 1, cancelled: 1 });
  expect(same(await take(source.pieces()), bytes)).toBe(true);
  expect(counts.openings).toBe(2);
});

test("a look further than what is kept is followed by another stream", async () => {
  const { source, counts } = counted();
  await take(source.pieces(), 6 * LIMITS.readBytes);
  expect(same(await take(source.pieces()), bytes)).toBe(true);
  expect(counts).toEqual({ openings: 2, cancelled: 1 });
});

test("what is kept whole is not read again", async () => {
  const { source, counts } = counted(bytes.subarray(0, 1000));
  for (let reading = 0; reading < 3; reading++) {
    expect(same(await take(source.pieces()), bytes.subarray(0, 1000))).toBe(true);
    source.settle();
  }
  expect(counts.openings).toBe(1);
});

test("a stream that fails is not taken for one at its end", async () => {
  const { source } = counted(bytes, 1);
  await expect(take(source.pieces())).rejects.toThrow("broken");
  expect(same(await take(source.pieces()), bytes)).toBe(true);
});

test("readings side by side do not take each other's bytes", async () => {
  const { source } = counted();
  const slow = source.pieces();
  const { value } = await slow.next();
  expect(value?.length).toBe(LIMITS.readBytes);
  expect(same(await take(source.pieces()), bytes)).toBe(true);
  expect(same(await take(slow), bytes.subarray(LIMITS.readBytes))).toBe(true);
});

test("closing gives back a stream that was only looked at", async () => {
  const { source, counts } = counted();
  await take(source.pieces(), 1);
  await source.close();
  expect(counts).toEqual({ openings: 1, cancelled: 1 });
});
