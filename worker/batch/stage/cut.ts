/** One pass over a text matrix that writes it anew in stripes, in each of which the text of a block of samples is together. */
import type { Env } from "../../env.ts";
import { LIMITS } from "../../limits.ts";
import type { MatrixSource } from "../../matrix/source.ts";
import { readBytes } from "../../matrix/stream/bytes.ts";
import type { TextLayout } from "../../matrix/text/layout/layout.ts";
import { withLineFeeds } from "../../matrix/text/layout/line-ends.ts";
import { eachRawLine } from "../../matrix/text/raw-lines.ts";
import { lineSplitter } from "../../matrix/text/split.ts";
import { Problem } from "../../problem.ts";
import { platform } from "../../storage/platform.ts";
import { putPieces } from "../publish/results.ts";
import { heartbeat } from "../run/attempt.ts";
import { type Attempt, places } from "../run/places.ts";
import { Stripe, type StripeIndex, type TakenStripe } from "./stripe.ts";

export interface Cutting {
  readonly source: MatrixSource;
  readonly layout: TextLayout;
  readonly gzip: boolean;
  /** Samples of a block; the last one may have fewer. */
  readonly perBlock: number;
  /** Text that is gathered before it is written. */
  readonly stripeBytes: number;
}

/** What is known once a matrix is cut. */
export interface Cut {
  /** Of each stripe, in order. */
  readonly stripes: readonly StripeIndex[];
  /** First line of each block of a matrix with samples in rows. */
  readonly firstLines: readonly number[];
  readonly longestLine: number;
  readonly lines: number;
  readonly digest: string;
}

/** @throws Superseded; Problem for what can be told without reading numbers */
export async function cutText(
  env: Env,
  at: Attempt,
  { source, layout, gzip, perBlock, stripeBytes }: Cutting,
): Promise<Cut> {
  const stripe = new Stripe(layout.delimiter);
  const stripes: StripeIndex[] = [];
  const firstLines: number[] = [];
  const digest = platform.sha256();
  const beat = heartbeat(env, at);
  let rows = 0;
  let longestLine = 0;
  let lines = 0;
  const flush = async () => {
    const taken = stripe.take();
    await putStripe(env, places.stripe(at, stripes.length), taken);
    stripes.push(taken.index);
  };
  const split = lineSplitter(
    layout,
    perBlock,
    (block, bytes) => stripe.append(block, bytes),
    (block, line) => {
      if (++rows > LIMITS.samples) throw tooManySamples(line);
      firstLines[block] ??= line;
    },
  );
  const bytes = readBytes(source, platform, gzip, { onStored: digest.update, inflatedBytes: LIMITS.stagedBytes });
  await eachRawLine(
    layout.returns ? withLineFeeds(bytes) : bytes,
    (line, number) => {
      split(line, number);
      lines = number;
      longestLine = Math.max(longestLine, line.length);
    },
    async () => {
      if (stripe.size >= stripeBytes) await flush();
      await beat();
    },
  );
  if (stripe.size > 0) await flush();
  return { stripes, firstLines, longestLine, lines, digest: `sha256:${digest.hex()}` };
}

async function putStripe(env: Env, key: string, { size, pieces }: TakenStripe): Promise<void> {
  await putPieces(env, key, { size, pieces: () => joined(pieces) }, "application/octet-stream");
}

/** Few large pieces: each is a round through the runtime. */
async function* joined(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void> {
  const buffer = new Uint8Array(LIMITS.readBytes);
  let filled = 0;
  for (const piece of pieces) {
    if (filled + piece.length > buffer.length) {
      yield buffer.subarray(0, filled);
      filled = 0;
    }
    buffer.set(piece, filled);
    filled += piece.length;
  }
  yield buffer.subarray(0, filled);
}

function tooManySamples(line: number): Problem {
  return new Problem("too-many-samples", `The matrix has more than ${LIMITS.samples} samples.`, {
    line,
    limit: LIMITS.samples,
  });
}
