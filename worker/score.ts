/** From a source to scores: recognises the matrix, ranks its samples, scores them. */
import { type IdentifierIndex, identifierIndex, literalIndex } from "./catalogue/identifiers.ts";
import type { ByteBudget } from "./engine/budget.ts";
import { parseMethodOptions } from "./engine/methods/index.ts";
import type { OptionValues } from "./engine/methods/method.ts";
import type { Ranker } from "./engine/ranker/ranker.ts";
import { Scoreboard } from "./engine/scoreboard.ts";
import type { ScoredMatrix, Warning } from "./engine/scored.ts";
import type { MethodName, Signature } from "./engine/signature.ts";
import { ENGINE_VERSION } from "./engine/version.ts";
import { LIMITS } from "./limits.ts";
import { collect, isGzip, readBytes } from "./matrix/bytes.ts";
import type { MatrixSource, Platform } from "./matrix/source.ts";
import { HEAD_BYTES } from "./matrix/text/head.ts";
import { recogniseText, type TextLayout } from "./matrix/text/layout.ts";
import type { DuplicatePolicy } from "./matrix/text/names.ts";
import { rankText } from "./matrix/text/rank.ts";
import { Problem } from "./problem.ts";

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
}

/** Milliseconds of the stages of a run, added up as they pass. In production clocks stand still between reads. */
export interface StageTimes {
  /** Waiting for bytes, inflating and hashing them. */
  read: number;
  /** Parsing and counting. */
  rank: number;
  /** Scores from ranks. */
  score: number;
}

/** Where the work runs. */
export interface Runtime {
  readonly ranker: Ranker;
  readonly platform: Platform;
  readonly budget: ByteBudget;
  readonly signal?: AbortSignal;
  /** Told of each piece of inflated bytes that was read, for progress. */
  readonly onBytes?: (bytes: number) => void;
  /** Filled in while the run lasts; kept out of the result, whose bytes depend on the input alone. */
  readonly times?: StageTimes;
}

/**
 * Scores a matrix.
 *
 * Memory: that of a run (see {@link Ranker.runBytes}), two pieces of the stream, and eight bytes a score; the matrix is never
 * held. The same bytes, request and version give the same scores to the last bit, on either ranker.
 *
 * @throws Problem for everything that a sender can mend
 * @example
 * const scored = await scoreMatrix(source, { signatures, options: {}, duplicates: "error", literalIdentifiers: false }, runtime);
 * scored.columns[0].values; // samples x fields
 */
export async function scoreMatrix(
  source: MatrixSource,
  request: ScoreRequest,
  runtime: Runtime,
): Promise<ScoredMatrix> {
  const { ranker, platform, budget, signal, onBytes } = runtime;
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
  const index = request.literalIdentifiers ? literalIndex(board.panel) : identifierIndex(board.panel);

  // Two pieces of the stream are in memory at once: the one that is read and the one that is asked for.
  const lease = await budget.acquire(2 * LIMITS.readBytes, signal);
  try {
    const watch = stopwatch(runtime.times);
    let heldBytes = 0;
    const note = () => {
      heldBytes = Math.max(heldBytes, lease.bytes + board.bytes + (source.heldBytes ?? 0));
    };
    const gzip = await isGzip(source);
    const layout = await recognise(source, platform, gzip, index, board.panel.length);
    const digest = platform.sha256();
    let readings = 0;
    const read = async function* () {
      const onStored = readings++ === 0 ? digest.update : undefined;
      for await (const piece of watch.reading(readBytes(source, platform, gzip, { onStored }))) {
        signal?.throwIfAborted();
        onBytes?.(piece.length);
        note();
        yield piece;
      }
    };
    const { panel, rowOrder } = board;
    const ranked = await rankText(
      { layout, read },
      { panel, index, rowOrder, duplicates: request.duplicates, ranker, lease },
      {
        begin: (run, present) => board.begin(run, present),
        add: (ranks) => watch.scoring(() => board.add(ranks)),
      },
    );
    note();
    const { columns, signatures, measured, scale } = watch.scoring(() => board.finish());
    watch.stop();
    return {
      matrix: {
        name: source.name,
        format: gzip ? `${layout.format}.gz` : layout.format,
        genes: ranked.genes,
        samples: ranked.samples.length,
        digest: `sha256:${digest.hex()}`,
        identifiers: request.literalIdentifiers ? "literal" : ranked.identifiers,
        values: scale.scale,
        warnings: [...ranked.warnings, ...scaleWarnings(scale)],
      },
      engine: { version: ENGINE_VERSION, path: ranker.path, kernel: ranker.kernel, heldBytes },
      signatures,
      samples: ranked.samples,
      measured,
      columns,
    };
  } finally {
    lease.release();
  }
}

/** Splits the time from now until `stop` into stages; whatever is neither reading nor scoring is ranking. */
function stopwatch(times: StageTimes = { read: 0, rank: 0, score: 0 }) {
  const start = performance.now();
  return {
    async *reading(pieces: AsyncGenerator<Uint8Array, void>) {
      try {
        for (;;) {
          const asked = performance.now();
          const next = await pieces.next();
          times.read += performance.now() - asked;
          if (next.done) return;
          yield next.value;
        }
      } finally {
        await pieces.return();
      }
    },
    scoring<Result>(work: () => Result): Result {
      const begun = performance.now();
      const result = work();
      times.score += performance.now() - begun;
      return result;
    },
    stop() {
      times.rank = performance.now() - start - times.read - times.score;
    },
  };
}

function scaleWarnings({ scale, reason }: { scale: string; reason: string }): Warning[] {
  if (scale !== "centred") return [];
  const detail = `Each gene is centred on 0 over the samples (${reason}): values of two genes in a sample cannot be compared.`;
  return [{ type: "centred-values", detail }];
}

/** Looks at the beginning of the matrix, further where its lines are long. */
async function recognise(
  source: MatrixSource,
  platform: Platform,
  gzip: boolean,
  index: IdentifierIndex,
  panel: number,
): Promise<TextLayout> {
  for (let least = HEAD_BYTES; ; least *= 4) {
    const head = await collect(readBytes(source, platform, gzip), least);
    const whole = head.length < least;
    // Cut to length: what is recognised must not depend on the size of the pieces.
    const layout = recogniseText(head.subarray(0, least), whole, index, panel);
    if (layout !== null) return layout;
    if (least > 2 * LIMITS.lineBytes) {
      const detail = `The first ${least} bytes hold no complete row. Is this a text matrix with line feeds?`;
      throw new Problem("line-too-long", detail, { line: 1, limit: LIMITS.lineBytes });
    }
  }
}
