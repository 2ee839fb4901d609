/** A block of a staged matrix: all genes of some samples, as text. */
import type { Env } from "../../env.ts";
import { LIMITS } from "../../limits.ts";
import type { TextLayout } from "../../matrix/text/layout/layout.ts";
import type { TextMatrix } from "../../matrix/text/rank.ts";
import { type Attempt, getBytes, getJson, places } from "../run/places.ts";

/** Bytes of one stripe that belong to a block. */
export type Slice = readonly [stripe: number, offset: number, length: number];

export interface StagedBlock {
  /** As the whole matrix's, with the columns of the block. */
  readonly layout: TextLayout;
  /** Line of the source that the block's text begins with, from 1. */
  readonly firstLine: number;
  readonly slices: readonly Slice[];
}

/** Opens a block; text that fits {@link LIMITS.partTextBytes} is fetched once, however often it is read. */
export async function openBlock(
  env: Env,
  at: Attempt,
  part: number,
): Promise<TextMatrix & { readonly heldBytes: number }> {
  const { layout, firstLine, slices } = await getJson<StagedBlock>(env, places.block(at, part));
  const size = slices.reduce((sum, [, , length]) => sum + length, 0);
  const isKept = size <= LIMITS.partTextBytes;
  let kept: Uint8Array[] | null = null;

  const fetchSlice = ([stripe, offset, length]: Slice) =>
    getBytes(env, places.stripe(at, stripe), offset, offset + length);

  return {
    layout,
    heldBytes: isKept ? size : LIMITS.bucketRequests * Math.max(...slices.map(([, , length]) => length)),
    async *read() {
      // Stands for the lines before, so that a problem names the line of the source.
      yield new Uint8Array(firstLine - 1).fill(10);
      if (kept !== null) {
        yield* kept;
        return;
      }
      const fetched: Uint8Array[] = [];
      for await (const bytes of ahead(slices, LIMITS.bucketRequests, fetchSlice)) {
        if (isKept) fetched.push(bytes);
        yield bytes;
      }
      if (isKept) kept = fetched;
    },
  };
}

/** Results of `work` in order, with up to `most` of them under way. */
export async function* ahead<Item, Result>(
  items: readonly Item[],
  most: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void> {
  const running: Promise<Result>[] = [];
  let next = 0;
  while (next < items.length || running.length > 0) {
    while (next < items.length && running.length < most) {
      const begun = work(items[next++]);
      // Whoever takes it sees the failure; until then nobody looks.
      begun.catch(() => undefined);
      running.push(begun);
    }
    yield await (running.shift() as Promise<Result>);
  }
}
