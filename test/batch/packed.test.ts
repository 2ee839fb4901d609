/** Tiles: text packed into stripes comes out of them as it went in, block by block. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { unpacker } from "../../worker/batch/stage/packed.ts";
import { Stripe } from "../../worker/batch/stage/stripe.ts";
import { LIMITS } from "../../worker/limits.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const fragment = fc.oneof(
  fc.stringMatching(/^[0-9.e\n\t-]{0,40}$/),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.integer({ min: 4_000, max: 9_000 }).map((length) => "12.5\t".repeat(length / 5)),
);

it("any text in any number of blocks comes back, over as many stripes as it takes", () => {
  const appended = fc.tuple(fc.integer({ min: 0, max: 3 }), fragment, fc.boolean());
  fc.assert(
    fc.property(fc.array(appended, { maxLength: 40 }), fc.constantFrom("\t", ",", ";"), (appends, delimiter) => {
      const stripe = new Stripe(delimiter);
      const unpack = unpacker(delimiter);
      const went = ["", "", "", ""];
      const came = ["", "", "", ""];
      const flush = () => {
        const { index, size, pieces } = stripe.take();
        const bytes = new Uint8Array(pieces.flatMap((piece) => [...piece]));
        expect(bytes.length).toBe(size);
        for (let block = 0; block < index.offsets.length - 1; block++) {
          const slice = bytes.subarray(index.offsets[block], index.offsets[block + 1]);
          for (const piece of unpack(slice)) came[index.first + block] += decoder.decode(piece, { stream: true });
          decoder.decode();
        }
        expect(stripe.size).toBe(0);
      };
      for (const [block, text, isLast] of appends) {
        // Every stripe has all blocks: that is what a row of a matrix with genes in rows does.
        for (let other = 0; other < went.length; other++) {
          const bytes = encoder.encode(other === block ? text : "0\n");
          went[other] += decoder.decode(bytes);
          stripe.append(other, bytes);
        }
        if (isLast) flush();
      }
      flush();
      expect(came).toEqual(went);
    }),
  );
});

it("text longer than a piece comes back piece by piece, wherever its characters fall", () => {
  for (let shift = 0; shift < 8; shift++) {
    const text = "1".repeat(shift) + "0.25\t1.5E3\t\u00e9\n".repeat(60_000);
    const stripe = new Stripe("\t");
    stripe.append(0, encoder.encode(text));
    const bytes = new Uint8Array(stripe.take().pieces.flatMap((piece) => [...piece]));
    const pieces = [...unpacker("\t")(bytes)].length;
    const stream = new TextDecoder();
    let came = "";
    for (const piece of unpacker("\t")(bytes)) came += stream.decode(piece, { stream: true });
    expect([came === text, pieces]).toEqual([true, Math.ceil(encoder.encode(text).length / LIMITS.readBytes)]);
  }
});

it("numbers take half their bytes", () => {
  const stripe = new Stripe("\t");
  const text = "0.123456\t-7.5e-9\t12345\n".repeat(1_000);
  stripe.append(0, encoder.encode(text));
  expect(stripe.take().size).toBe(text.length / 2);
});
