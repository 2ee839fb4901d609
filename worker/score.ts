/** From a source to scores: recognises the matrix, ranks its samples, scores them. */
import { type IdentifierIndex, identifierIndex, literalIndex } from "./catalogue/identifiers.ts";
import { Scoreboard } from "./engine/board/scoreboard.ts";
import type { BoardPart, Scores } from "./engine/board/scores.ts";
import type { ByteBudget, Lease } from "./engine/budget.ts";
import { joinBoards } from "./engine/cohort/parts.ts";
import { refuseWork, stepsOf } from "./engine/methods/common/work.ts";
import { densityRule } from "./engine/methods/gsva.ts";
import { parseMethodOptions } from "./engine/methods/index.ts";
import type { OptionValues } from "./engine/methods/method.ts";
import type { PanelRanks } from "./engine/panel.ts";
import type { Ranker } from "./engine/ranker/ranker.ts";
import type { ScoredMatrix, Warning } from "./engine/scored.ts";
import type { MethodName, Signature } from "./engine/signature.ts";
import { ENGINE_VERSION } from "./engine/version.ts";
import { LIMITS } from "./limits.ts";
import { checkSamples, rankColumns, type SampleRange } from "./matrix/rank.ts";
import type { MatrixReader, NamedReader } from "./matrix/reader.ts";
import { isFolder, openReader } from "./matrix/recognise.ts";
import type { MatrixFolder, MatrixSource, Platform } from "./matrix/source.ts";
import { isGzip, readWhole } from "./matrix/stream/bytes.ts";
import { piecesBytes } from "./matrix/stream/chunks.ts";
import { type OpenedSource, opened } from "./matrix/stream/opening.ts";
import { type Turns, turns } from "./matrix/stream/turns.ts";
import { watched } from "./matrix/stream/watch.ts";
import { recognise } from "./matrix/text/layout/recognise.ts";
import type { DuplicatePolicy } from "./matrix/text/names/names.ts";
import { noDensities, type RankedMatrix, type RankSink, rankText, type TextMatrix } from "./matrix/text/rank.ts";
import { Problem } from "./problem.ts";
import { type StageTimes, stopwatch } from "./stopwatch.ts";

/** What is scored, and how. */
export interface ScoreRequest {
  readonly signatures: readonly Signature[];
  /** Instead of each signature's own methods. */
  readonly methods?: readonly MethodName[];
  /** `method.option` -> value. */
  readonly options: OptionValues;
  readonly duplicates: DuplicatePolicy;
  /** Whether gene names are matched letter by letter: for sets that came with the request. */
  readonly literalIdentifiers: boolean;
  /** `detect`: RSI is refused where genes are centred on 0 over the samples; `trust`: scored all the same. */
  readonly scale?: "detect" | "trust";
  /** Whether signatures that a method cannot score are left out of it; otherwise they are an error. */
  readonly partial?: boolean;
  /** AnnData's layer instead of X; `raw` for the matrix before filtering. */
  readonly layer?: string;
  /** Only these samples. Text has no index of its samples and cannot be asked for some. */
  readonly samples?: SampleRange;
}

/** Where the work runs. */
export interface Runtime {
  readonly ranker: Ranker;
  readonly platform: Platform;
  readonly budget: ByteBudget;
  readonly signal?: AbortSignal;
  /** Most values that may be scored in one go; {@link LIMITS.cells} by default. */
  readonly cells?: number;
  /** Memory in which a text matrix may be held instead of being read twice, and that of panel and counters: of {@link LIMITS}. */
  readonly heldBytes?: number;
  readonly kernelBytes?: number;
  /** Whether the result is to name the SHA-256 of text, which it does by default; else it is not hashed, a quarter of the Worker's work. */
  readonly withDigest?: boolean;
  /** Told of each piece of inflated bytes of text, or of stored bytes of another matrix, for progress. */
  readonly onBytes?: (bytes: number) => void;
  /** Filled in while the run lasts; kept out of the result, whose bytes depend on the input alone. */
  readonly times?: StageTimes;
}

/**
 * Scores a matrix: a file of any format, a folder of files (Zarr, a 10x triplet), or numbers that a caller holds.
 *
 * Memory: that of a run (see {@link Ranker.runBytes}), two pieces of the stream or a block of samples, and eight bytes a score;
 * the matrix is never held. The same bytes, request and version give the same scores to the last bit, on either ranker.
 *
 * @throws Problem for everything that a sender can mend
 * @example
 * const scored = await scoreMatrix(source, { signatures, options: {}, duplicates: "error", literalIdentifiers: false }, runtime);
 * scored.columns[0].values; // samples x fields
 */
export async function scoreMatrix(
  source: MatrixSource | MatrixFolder | NamedReader,
  request: ScoreRequest,
  runtime: Runtime,
): Promise<ScoredMatrix> {
  const { ranker, platform, signal, onBytes } = runtime;
  const filled = await fillBoard(request, runtime, source, async (run) => {
    if ("columns" in source) return rankNumbers(source, source, run);
    const opening = isFolder(source) ? null : opened(source);
    try {
      const reader = await openNumbers(watched(opening ?? source, signal, onBytes), request, run.index, platform);
      if (reader === null) return await rankBytes(opening, run);
      await opening?.close();
      return await rankNumbers(source, reader, run);
    } finally {
      await opening?.close();
    }
  });
  const { board, watch } = filled;
  const scores = watch.scoring(() => board.finish());
  watch.stop();
  return resultOf(source.name, filled, scores, request, ranker);
}

/** What is known of a matrix beside its scores. */
interface MatrixFacts extends Ranked {
  readonly heldBytes: number;
}

function resultOf(
  name: string,
  { format, digest, ranked, heldBytes }: MatrixFacts,
  { scale, warnings, ...scores }: Scores,
  { literalIdentifiers }: ScoreRequest,
  { path, kernel }: Ranker,
): ScoredMatrix {
  return {
    matrix: {
      name,
      format,
      genes: ranked.genes,
      samples: ranked.samples.length,
      digest,
      identifiers: literalIdentifiers ? "literal" : ranked.identifiers,
      values: scale.scale,
      warnings: [...ranked.warnings, ...warnings, ...scaleWarnings(scale)],
    },
    engine: { version: ENGINE_VERSION, path, kernel, heldBytes },
    samples: ranked.samples,
    ...scores,
  };
}

/** What one part of a matrix yields; the cohort's share follows once all parts are there. */
export interface ScoredPart extends RankedMatrix {
  readonly board: BoardPart;
  /** Most bytes held at once, by our own account. */
  readonly heldBytes: number;
}

/** A range of the samples of a matrix of numbers. */
export interface ScoredRange extends ScoredPart {
  readonly format: string;
  readonly digest: string | null;
}

/**
 * Puts ranges that were scored apart together again: what {@link scoreMatrix} gives of the whole, but for the bytes that were held.
 *
 * @param ranges all samples of the matrix in order, none of them twice
 * @throws Problem `duplicate-samples` where a name occurs in two ranges
 */
export function joinScored(
  name: string,
  ranges: readonly ScoredRange[],
  request: ScoreRequest,
  ranker: Ranker,
): ScoredMatrix {
  const { board } = openBoard(request);
  const [{ format, digest, genes, identifiers, warnings }] = ranges;
  const samples = ranges.flatMap((range) => range.samples);
  checkSamples(samples, request.samples?.first ?? 0);
  board.restore(joinBoards(ranges.map((range) => range.board)));
  const heldBytes = ranges.reduce((sum, range) => sum + range.heldBytes, 0);
  const facts = { format, digest, ranked: { genes, identifiers, warnings, samples }, heldBytes };
  return resultOf(name, facts, board.finish(), request, ranker);
}

/**
 * Scores a block of a text matrix, all genes of some samples, as far as that goes without the other samples. Its columns are held
 * whole, so that all ties are known however the matrix is divided.
 *
 * @throws Problem as {@link scoreMatrix}
 */
export async function scoreBlock(text: TextMatrix, request: ScoreRequest, runtime: Runtime): Promise<ScoredPart> {
  const { board, ranked, heldBytes } = await fillBoard(request, runtime, {}, async (run) => {
    if (run.board.densities) throw noDensities("is scored in parts");
    const ranked = await rankText(text, { ...rankingOf(run), allTies: true }, sinkOf(run));
    return { format: text.layout.format, digest: null, ranked };
  });
  return { ...ranked, board: board.part(), heldBytes };
}

/**
 * Scores the samples `range` of a matrix of numbers, as far as that goes without the other samples; nothing else of the matrix is
 * read where its format allows it.
 *
 * @throws Problem as {@link scoreMatrix}
 */
export async function scoreRange(
  source: MatrixSource | MatrixFolder,
  range: SampleRange,
  request: ScoreRequest,
  runtime: Runtime,
): Promise<ScoredRange> {
  const input = watched(source, runtime.signal, runtime.onBytes);
  const { board, ranked, heldBytes, format, digest } = await fillBoard(request, runtime, source, async (run) => {
    const reader = await openNumbers(input, request, run.index, runtime.platform);
    if (reader === null) throw new Error("text has no index of its samples");
    return rankNumbers(source, reader, { ...run, request: { ...request, samples: range } });
  });
  return { ...ranked, board: board.part(), heldBytes, format, digest };
}

/** A reader of a matrix of numbers; null for text. @throws Problem for a file that is neither */
export function openNumbers(
  source: MatrixSource | MatrixFolder,
  { layer }: ScoreRequest,
  index: IdentifierIndex,
  platform: Platform,
): Promise<MatrixReader | null> {
  return openReader(source, { platform, layer, isGene: (name) => index.lookup(name) !== undefined });
}

/** An empty board, and the genes that it looks for. @throws Problem for a request that cannot be scored */
export function openBoard(request: ScoreRequest): { readonly board: Scoreboard; readonly index: IdentifierIndex } {
  const board = new Scoreboard({
    signatures: request.signatures,
    methods: request.methods,
    options: parseMethodOptions(request.options),
    trustScale: request.scale === "trust",
    partial: request.partial ?? false,
  });
  if (board.panel.length > LIMITS.panelGenes) {
    const detail = `The signatures name ${board.panel.length} genes; one request may ask for ${LIMITS.panelGenes}.`;
    throw new Problem("panel-too-large", detail, { limit: LIMITS.panelGenes });
  }
  return { board, index: request.literalIdentifiers ? literalIndex(board.panel) : identifierIndex(board.panel) };
}

/** A board with all samples on it, and what was learnt on the way. */
interface FilledBoard extends Ranked {
  readonly board: Scoreboard;
  readonly watch: Run["watch"];
  readonly heldBytes: number;
}

async function fillBoard(
  request: ScoreRequest,
  runtime: Runtime,
  source: Pick<MatrixSource, "heldBytes">,
  rank: (run: Run) => Promise<Ranked>,
): Promise<FilledBoard> {
  const { board, index } = openBoard(request);
  // First the lease that holds nothing yet: a request that is left, or told to come back, between the two leaves nothing behind.
  const scores = await runtime.budget.acquire(0, runtime.signal);
  const lease = await runtime.budget.acquire(piecesBytes(), runtime.signal);
  try {
    const watch = stopwatch(runtime.times);
    const turn = turns(runtime.signal);
    let heldBytes = 0;
    const note = () => {
      const scored = Math.max(scores.bytes, board.bytes);
      heldBytes = Math.max(heldBytes, lease.bytes + scored + (source.heldBytes ?? 0));
    };
    const ranked = await rank({ board, index, lease, scores, watch, note, turn, request, runtime });
    note();
    return { ...ranked, board, watch, heldBytes };
  } finally {
    lease.release();
    scores.release();
  }
}

/** What a run passes to its readers. */
interface Run {
  readonly board: Scoreboard;
  readonly index: IdentifierIndex;
  readonly lease: Lease;
  /** Memory of the scores. */
  readonly scores: Lease;
  readonly watch: ReturnType<typeof stopwatch>;
  /** Takes note of the memory that is held. */
  readonly note: () => void;
  readonly turn: Turns;
  readonly request: ScoreRequest;
  readonly runtime: Runtime;
}

interface Ranked {
  readonly format: string;
  readonly digest: string | null;
  readonly ranked: RankedMatrix;
}

/** What a step of scoring takes, and putting a value among those of its sample, in nanoseconds. */
const STEP_NS = 8;

function sinkOf({ board, scores, watch, note, turn, request }: Run): RankSink {
  const { permutations } = board.options.null;
  const steps = stepsOf({ ...request, permutations });
  return {
    begin: async (run, rows, samples) => {
      refuseWork({ ...request, permutations }, samples);
      board.begin(run, rows);
      await scores.grow(Math.max(0, board.bytesFor(samples) - scores.bytes));
      board.reserve(samples);
      note();
    },
    add: (ranks) => {
      watch.scoring(() => board.add(ranks));
      return turn(STEP_NS * (steps + ranks.measured));
    },
  };
}

function rankingOf({ board, index, lease, request: { duplicates }, runtime }: Run) {
  const { panel, rowOrder, top, ties, wholeColumns } = board;
  const { ranker, cells = LIMITS.cells, heldBytes = LIMITS.heldBytes, kernelBytes = LIMITS.kernelBytes } = runtime;
  const wants = { rowOrder, top, ties, allTies: false, wholeColumns };
  return { panel, index, ...wants, duplicates, ranker, cells, heldBytes, kernelBytes, lease };
}

/** Ranks text: its bytes go to the ranker as they come. */
async function rankBytes(source: OpenedSource | null, run: Run): Promise<Ranked> {
  if (source === null) throw new Error("a folder is no text");
  const { request, index, board, watch, note, turn } = run;
  const { platform, signal, onBytes, withDigest = true } = run.runtime;
  refuseParts(request);
  const gzip = await isGzip(source);
  const layout = await recognise(source, platform, gzip, index, board.panel.length);
  source.settle();
  let digest: string | null = null;
  let beside: Promise<string> | undefined;
  const hashBeside = () => {
    if (withDigest) beside ??= source.sha256?.();
    // Who asks for it learns of it.
    beside?.catch(() => undefined);
  };
  // Inflating comes first, since genes in rows are ranked once all of them are there: there is time then.
  const isHashedAfter = gzip && !layout.sampleMajor;
  if (!isHashedAfter) hashBeside();
  const read = async function* () {
    // Of the first reading that gets to the end; a reading may be left.
    const isHashed = withDigest && digest === null && source.sha256 === undefined;
    const hash = isHashed ? platform.sha256() : null;
    for await (const piece of watch.reading(readWhole(source, platform, gzip, hash?.update))) {
      signal?.throwIfAborted();
      onBytes?.(piece.length);
      note();
      yield piece;
      // Parsing and counting take a nanosecond a byte.
      await turn(piece.length);
    }
    if (hash !== null) digest = `sha256:${hash.hex()}`;
    hashBeside();
  };
  // Expression text shrinks at least to half by gzip.
  const size = source.size === undefined ? undefined : source.size * (gzip ? 2 : 1);
  const ranked = await rankText({ layout, size, read }, rankingOf(run), sinkOf(run));
  if (board.densities) {
    const densities = densityRule(board.options.gsva, ranked.samples.length);
    const ranking = { ...rankingOf(run), rowOrder: true, wholeColumns: true, densities };
    const add = (ranks: PanelRanks) => {
      watch.scoring(() => board.addDensities(ranks));
      return turn(STEP_NS * ranks.measured);
    };
    await rankText({ layout, size, read }, ranking, { begin: async () => note(), add });
  }
  if (beside !== undefined) digest = `sha256:${await beside}`;
  return { format: gzip ? `${layout.format}.gz` : layout.format, digest, ranked };
}

function refuseParts({ layer, samples }: ScoreRequest): void {
  const [option, what] = layer === undefined ? ["samples", "a range of samples"] : ["layer", "layers"];
  if (layer === undefined && samples === undefined) return;
  const detail = `A text matrix has no ${what} to choose from; leave out "${option}", or send AnnData or Zarr.`;
  throw new Problem("unknown-option", detail, { text: option });
}

/** Ranks numbers. Only parts of the file are read, so that instead of a digest the version says which file it was. */
async function rankNumbers(
  { version }: Pick<MatrixSource, "version">,
  reader: MatrixReader,
  run: Run,
): Promise<Ranked> {
  const { request, runtime, watch, note } = run;
  if (run.board.densities) throw noDensities("is not text");
  const timed: MatrixReader = {
    describe: () => reader.describe(),
    columns: (first, last) => watch.reading(reader.columns(first, last)),
  };
  const { samples: range } = request;
  const { signal } = runtime;
  const ranked = await rankColumns(timed, { ...rankingOf(run), range, signal }, sinkOf(run));
  note();
  const digest = version === undefined ? null : `version:${version}`;
  return { format: reader.describe().format, digest, ranked };
}

/** What a result says of values without a within-sample order. */
export function scaleWarnings({ scale, reason }: { scale: string; reason: string }): Warning[] {
  if (scale !== "centred") return [];
  const detail = `Each gene is centred on 0 over the samples (${reason}): values of two genes in a sample cannot be compared.`;
  return [{ type: "centred-values", detail }];
}
