/** A block of a staged matrix: all genes of some samples, as text. */
import type { Env } from "../../env.ts";
import { LIMITS } from "../../limits.ts";
import type { TextLayout } from "../../matrix/text/layout/layout.ts";
import type { TextMatrix } from "../../matrix/text/rank.ts";
import { blocksOf } from "../../matrix/text/split.ts";
import { type Attempt, getBytes, getJson, places, putJson } from "../run/places.ts";
import { ahead } from "./ahead.ts";
import type { Cut, Cutting } from "./cut.ts";
import { unpacker } from "./packed.ts";
import type { StripeIndex } from "./stripe.ts";

/** Bytes of a stripe that belong to a block, packed. */
type Slice = readonly [stripe: number, offset: number, length: number];

interface StagedBlock {
  /** As the whole matrix's, with the columns of the block. */
  readonly layout: TextLayout;
  /** Line of the source that the block's text begins with, from 1. */
  readonly firstLine: number;
  readonly slices: readonly Slice[];
}

/** Writes what is known of each block. @returns number of blocks */
export async function writeBlocks(
  env: Env,
  at: Attempt,
  { layout, perBlock }: Pick<Cutting, "layout" | "perBlock">,
  cut: Cut,
): Promise<number> {
  const blocks = layout.sampleMajor ? cut.firstLines.length : blocksOf(layout, perBlock);
  const write = (part: number) => {
    const first = part * perBlock;
    const columns = layout.columns.slice(first, first + perBlock);
    const share = Math.ceil(cut.longestLine / blocks) + LIMITS.nameLength;
    // Blocks are written with line feeds, whatever the matrix has.
    const staging = { ...layout, returns: false };
    const block: StagedBlock = {
      layout: layout.sampleMajor ? staging : { ...staging, columns, cutBefore: first, longestLine: share },
      firstLine: layout.sampleMajor ? cut.firstLines[part] : layout.dataLine,
      slices: cut.stripes.flatMap((index, stripe) => sliceOf(part, index, stripe)),
    };
    return putJson(env, places.block(at, part), block);
  };
  for await (const _ of ahead([...Array(blocks).keys()], LIMITS.bucketRequests, write));
  return blocks;
}

function sliceOf(block: number, { first, offsets }: StripeIndex, stripe: number): Slice[] {
  const at = block - first;
  return at < 0 || at + 1 >= offsets.length ? [] : [[stripe, offsets[at], offsets[at + 1] - offsets[at]]];
}

/** Opens a block; if it fits {@link LIMITS.partTextBytes} as it is stored, it is fetched once, however often it is read. */
export async function openBlock(
  env: Env,
  at: Attempt,
  part: number,
): Promise<TextMatrix & { readonly heldBytes: number }> {
  const { layout, firstLine, slices } = await getJson<StagedBlock>(env, places.block(at, part));
  const size = slices.reduce((sum, [, , length]) => sum + length, 0);
  const isKept = size <= LIMITS.partTextBytes;
  const unpack = unpacker(layout.delimiter);
  const fetchSlice = ([stripe, offset, length]: Slice) =>
    getBytes(env, places.stripe(at, stripe), offset, offset + length);
  let kept: Uint8Array[] | null = null;

  return {
    layout,
    heldBytes: isKept ? size : LIMITS.bucketRequests * Math.max(...slices.map(([, , length]) => length)),
    async *read() {
      // Stands for the lines before, so that a problem names the line of the source.
      yield new Uint8Array(firstLine - 1).fill(10);
      if (kept !== null) {
        for (const packed of kept) yield* unpack(packed);
        return;
      }
      const fetched: Uint8Array[] = [];
      for await (const packed of ahead(slices, LIMITS.bucketRequests, fetchSlice)) {
        if (isKept) fetched.push(packed);
        yield* unpack(packed);
      }
      if (isKept) kept = fetched;
    },
  };
}
