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
import { isFolder } from "../../matrix/recognise.ts";
import type { MatrixSource } from "../../matrix/source.ts";
import { isGzip, readBytes } from "../../matrix/stream/bytes.ts";
import { recognise } from "../../matrix/text/layout/recognise.ts";
import { noDensities } from "../../matrix/text/rank.ts";
import { openBoard, openNumbers } from "../../score.ts";
import { platform } from "../../storage/platform.ts";
import { batchConfig } from "../config.ts";
import { openAttempt } from "../run/attempt.ts";
import { type Attempt, places, putJson } from "../run/places.ts";
import { openSource } from "../run/source.ts";
import { writeBlocks } from "./block.ts";
import { cutText } from "./cut.ts";

/** What is known of a staged matrix beside its blocks. */
export interface StagedMatrix {
  readonly format: string;
  readonly digest: string | null;
  readonly parts: number;
  /** Samples of each part, of a matrix of numbers, which is read where it lies; null for text. */
  readonly ranges: readonly SampleRange[] | null;
}

/** Text from whose lines the number of all lines is estimated: only the size of the parts depends on it. */
const SAMPLED_BYTES = 8 * 1024 * 1024;

/** How many times larger than wanted parts may be before the matrix is cut again. */
const MOST_OVER = 2;

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
  const cells = batchConfig(env).rangeCells;
  if (reader !== null) {
    const matrix = rangesOf(reader.describe(), job.version, cells);
    await putJson(env, places.matrix(at), matrix);
    return matrix.parts;
  }
  if (isFolder(source)) throw new Error("a folder is no text");
  const matrix = await stageText(env, isolate, at, source, index, board.panel.length);
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
  const { stripeBytes, partCells } = batchConfig(env);
  const lease = await isolate.budget.acquire(stripeBytes + LIMITS.lineBytes);
  try {
    const gzip = await isGzip(source);
    const layout = await recognise(source, platform, gzip, index, panel);
    const samplesFor = (genes: number) => Math.max(LIMITS.partSamples, Math.floor(partCells / genes));
    const cutBy = (perBlock: number) => cutText(env, at, { source, layout, gzip, perBlock, stripeBytes });
    // A wrong estimate costs a further pass of the parts.
    let perBlock = samplesFor(layout.sampleMajor ? layout.columns.length : await estimatedLines(source, gzip));
    let cut = await cutBy(perBlock);
    // Where the matrix packs far better than its beginning did, there are more lines, and parts could be too large to be scored.
    if (!layout.sampleMajor && Math.min(perBlock, layout.columns.length) > MOST_OVER * samplesFor(cut.lines)) {
      perBlock = samplesFor(cut.lines);
      cut = await cutBy(perBlock);
    }
    const parts = await writeBlocks(env, at, { layout, perBlock }, cut);
    const format = gzip ? `${layout.format}.gz` : layout.format;
    return { format, digest: cut.digest, parts, ranges: null };
  } finally {
    lease.release();
  }
}

/** Lines of a text, from how many its beginning has. */
async function estimatedLines(source: MatrixSource, gzip: boolean): Promise<number> {
  const meter = { stored: 0, inflated: 0 };
  let lines = 1;
  for await (const piece of readBytes(source, platform, gzip, { meter })) {
    for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines++;
    if (meter.inflated >= SAMPLED_BYTES) break;
  }
  return (lines * Math.max(meter.stored, source.size ?? 0)) / meter.stored;
}
