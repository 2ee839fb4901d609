/** Large pieces of the runtime's own streams. */
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it } from "vitest";
import { LIMITS } from "../../../worker/limits.ts";
import { chunks } from "../../../worker/matrix/stream/chunks.ts";

afterEach(() => reset());

const { readBytes } = LIMITS;

async function stored(length: number) {
  const bytes = Uint8Array.from({ length }, (_, at) => Math.imul(at, 0x9e3779b1) >>> 24);
  await env.MATRICES.put("object", bytes);
  const object = await env.MATRICES.get("object");
  if (object === null) throw new Error("the object is not there");
  return { bytes, stream: object.body };
}

it.each([
  { length: 0, pieces: [] },
  { length: readBytes - 1, pieces: [readBytes - 1] },
  { length: readBytes, pieces: [readBytes] },
  { length: 5 * readBytes + 7, pieces: [readBytes, 2 * readBytes, 2 * readBytes, 7] },
])(
  "an object of $length bytes comes whole: a small piece, of which a beginning is made, and large ones",
  async (of) => {
    const { bytes, stream } = await stored(of.length);
    const lengths: number[] = [];
    let at = 0;
    for await (const piece of chunks(stream)) {
      expect(Buffer.compare(piece, bytes.subarray(at, at + piece.length))).toBe(0);
      lengths.push(piece.length);
      at += piece.length;
    }
    expect(lengths).toEqual(of.pieces);
  },
);

it("the memory of a large piece is used again, and leaving cancels the stream", async () => {
  let isCancelled = false;
  const stream: ReadableStream<Uint8Array> = new ReadableStream({
    type: "bytes",
    pull: (controller) => controller.enqueue(new Uint8Array(readBytes / 4)),
    cancel: () => {
      isCancelled = true;
    },
  });
  const taken: Uint8Array[] = [];
  for await (const piece of chunks(stream)) {
    taken.push(piece);
    if (taken.length === 4) break;
  }
  // Memory that was taken away has no length.
  expect(taken.map(({ length }) => length)).toEqual([readBytes, 0, 0, 2 * readBytes]);
  expect(isCancelled).toBe(true);
});
