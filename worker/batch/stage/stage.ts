/**
 * Staging: one pass over a text matrix that writes it anew, cut into blocks of samples, so that each part can read its own
 * samples and nothing else. Without it every part would inflate the whole matrix, and cost would grow with the square of the samples.
 */
import type { IdentifierIndex } from "../../catalogue/identifiers.ts";
import type { Env } from "../../env.ts";
import type { Isolate } from "../../isolate.ts";
import { LIMITS } from "../../limits.ts";
import type { SampleRange } from "../../matrix/rank.ts";
import type { MatrixShape } from "../../matrix/reader.ts";
import type { MatrixSource } from "../../matrix/source.ts";
import { isGzip, readBytes } from "../../matrix/stream/bytes.ts";
import type { TextLayout } from "../../matrix/text/layout/layout.ts";
import { withLineFeeds } from "../../matrix/text/layout/line-ends.ts";
import { noDensities } from "../../matrix/text/rank.ts";
import { eachRawLine } from "../../matrix/text/raw-lines.ts";
import { blocksOf, lineSplitter } from "../../matrix/text/split.ts";
import { Problem } from "../../problem.ts";
import { openBoard, openNumbers, recognise } from "../../score.ts";
import { platform } from "../../storage/platform.ts";
import { batchConfig } from "../config.ts";
import { putPieces } from "../publish/results.ts";
import { heartbeat, openAttempt } from "../run/attempt.ts";
import { type Attempt, places, putJson } from "../run/places.ts";
import { openSource } from "../run/source.ts";
import { ahead, type StagedBlock } from "./block.ts";
import { Stripe } from "./stripe.ts";

/** What is known of a staged matrix beside its blocks. */
export interface StagedMatrix {
  readonly format: string;
  readonly digest: string | null;
  readonly parts: number;
  /** Samples of each part, of a matrix of numbers, which is read where it lies; null for text. */
  readonly ranges: readonly SampleRange[] | null;
}

/** Bytes that gzip makes of a text matrix's three or four: only the size of the parts depends on it. */
const USUAL_INFLATION = 3.5;
/** Bounds of the guess of a matrix's genes. */
const FEWEST_GENES = 5_000;
const MOST_GENES = 60_000;

/**
 * Stages the object of a job: text is cut, of a matrix of numbers the ranges of its samples are noted.
 *
 * Memory: a stripe, and pieces of the stream.
 *
 * @returns number of parts
 * @throws Superseded; Problem for what can be told without reading numbers
 */
export async function stageMatrix(env: Env, isolate: Isolate, at: Attempt): Promise<number> {
  const { job, plan } = await openAttempt(env, at);
  const source = await openSource(env, job);
  const { board, index } = openBoard(plan.request);
  if (board.densities) throw noDensities("is scored in parts");
  const reader = await openNumbers(source, plan.request, index, platform);
  const matrix =
    reader === null
      ? await stageText(env, isolate, at, source, index, board.panel.length)
      : rangesOf(reader.describe(), job.version, batchConfig(env).rangeCells);
  await putJson(env, places.matrix(at), matrix);
  return matrix.parts;
}

function rangesOf({ format, genes, samples }: MatrixShape, version: string, cells: number): StagedMatrix {
  const perPart = Math.max(LIMITS.partSamples, Math.floor(cells / genes[0].values.length));
  const parts = Math.ceil(samples.length / perPart);
  const ranges = Array.from({ length: parts }, (_, part) => ({
    first: part * perPart,
    last: Math.min(samples.length, (part + 1) * perPart),
  }));
  return { format, digest: `version:${version}`, parts, ranges };
}

async function stageText(
  env: Env,
  isolate: Isolate,
  at: Attempt,
  source: MatrixSource,
  index: IdentifierIndex,
  panel: number,
): Promise<StagedMatrix> {
  // A growing block takes up to half as much again as its text.
  const lease = await isolate.budget.acquire(Math.ceil(1.5 * LIMITS.stripeBytes) + LIMITS.lineBytes);
  try {
    const gzip = await isGzip(source);
    const layout = await recognise(source, platform, gzip, index, panel);
    const cutting = { source, layout, gzip, perBlock: samplesOfPart(layout, source, gzip, batchConfig(env).partCells) };
    const staged = await cut(env, at, cutting);
    const parts = await writeBlocks(env, at, cutting, staged);
    return { format: gzip ? `${layout.format}.gz` : layout.format, digest: staged.digest, parts, ranges: null };
  } finally {
    lease.release();
  }
}

/** As many samples as `cells` values allow. Genes in rows are guessed from the size: a wrong guess costs a further pass. */
function samplesOfPart(layout: TextLayout, { size = 0 }: MatrixSource, gzip: boolean, cells: number): number {
  const guess = (size * (gzip ? USUAL_INFLATION : 1)) / layout.longestLine;
  const genes = layout.sampleMajor ? layout.columns.length : Math.min(MOST_GENES, Math.max(FEWEST_GENES, guess));
  return Math.max(LIMITS.partSamples, Math.floor(cells / genes));
}

interface Cutting {
  readonly source: MatrixSource;
  readonly layout: TextLayout;
  readonly gzip: boolean;
  readonly perBlock: number;
}

interface Cut {
  readonly slices: Stripe["slices"];
  /** First line of each block of a matrix with samples in rows. */
  readonly firstLines: readonly number[];
  readonly longestLine: number;
  readonly digest: string;
}

async function cut(env: Env, at: Attempt, { source, layout, gzip, perBlock }: Cutting): Promise<Cut> {
  const stripe = new Stripe();
  const firstLines: number[] = [];
  const digest = platform.sha256();
  const beat = heartbeat(env, at);
  let rows = 0;
  let longestLine = 0;
  const flush = async () => {
    const { stripe: number, size, pieces } = stripe.take();
    await putPieces(env, places.stripe(at, number), { size, pieces: () => inOrder(pieces) }, "text/plain");
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
      longestLine = Math.max(longestLine, line.length);
    },
    async () => {
      if (stripe.size >= LIMITS.stripeBytes) await flush();
      await beat();
    },
  );
  if (stripe.size > 0) await flush();
  return { slices: stripe.slices, firstLines, longestLine, digest: `sha256:${digest.hex()}` };
}

async function* inOrder(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void> {
  yield* pieces;
}

async function writeBlocks(env: Env, at: Attempt, { layout, perBlock }: Cutting, staged: Cut): Promise<number> {
  const blocks = layout.sampleMajor ? staged.firstLines.length : blocksOf(layout, perBlock);
  const parts = Array.from({ length: blocks }, (_, part) => part);
  const write = (part: number) => {
    const first = part * perBlock;
    const columns = layout.columns.slice(first, first + perBlock);
    const share = Math.ceil(staged.longestLine / blocks) + LIMITS.nameLength;
    // Blocks are written with line feeds, whatever the matrix has.
    const staging = { ...layout, returns: false };
    const block: StagedBlock = {
      layout: layout.sampleMajor ? staging : { ...staging, columns, cutBefore: first, longestLine: share },
      firstLine: layout.sampleMajor ? staged.firstLines[part] : layout.dataLine,
      slices: staged.slices.get(part) ?? [],
    };
    return putJson(env, places.block(at, part), block);
  };
  for await (const _ of ahead(parts, LIMITS.bucketRequests, write));
  return blocks;
}

function tooManySamples(line: number): Problem {
  return new Problem("too-many-samples", `The matrix has more than ${LIMITS.samples} samples.`, {
    line,
    limit: LIMITS.samples,
  });
}
