/** Ranks every sample of a text matrix: decides how much is held at once, and runs the passes. */
import type { IdentifierIndex } from "../../catalogue/identifiers.ts";
import type { Lease } from "../../engine/budget.ts";
import type { PanelRanks } from "../../engine/panel.ts";
import type { Ranker, RankRun, RunShape, TileShape } from "../../engine/ranker/ranker.ts";
import type { Warning } from "../../engine/scored.ts";
import { LIMITS } from "../../limits.ts";
import { countGenes, gatherGenes } from "./gene-major.ts";
import { HEAD_BYTES } from "./head.ts";
import type { TextLayout } from "./layout.ts";
import { type DuplicatePolicy, GeneNames } from "./names.ts";
import { countSamples, findColumns, tooManyCells } from "./sample-major.ts";

/** A matrix that has been recognised, and how to read it from its beginning. */
export interface TextMatrix {
  readonly layout: TextLayout;
  /** A fresh reading of the inflated bytes. */
  read(): AsyncIterable<Uint8Array>;
}

export interface RankingRequest {
  readonly panel: readonly string[];
  readonly index: IdentifierIndex;
  readonly rowOrder: boolean;
  readonly duplicates: DuplicatePolicy;
  readonly ranker: Ranker;
  /** Memory of this run; grows by what the passes need. */
  readonly lease: Lease;
}

/** Who takes the ranks. */
export interface RankSink {
  /** A run is ready: the panel genes that are present are known. Called once for each range of samples. */
  begin(run: RankRun, present: (gene: number) => boolean): void;
  /** The next sample, in the order of the matrix. */
  add(ranks: PanelRanks): void;
}

/** What ranking found out about the matrix. */
export interface RankedMatrix {
  readonly genes: number;
  readonly samples: readonly string[];
  readonly identifiers: ReturnType<GeneNames["identifiers"]>;
  readonly warnings: readonly Warning[];
}

/** @throws Problem for everything that can be wrong with a matrix, and for lack of memory */
export function rankText(text: TextMatrix, request: RankingRequest, sink: RankSink): Promise<RankedMatrix> {
  return text.layout.sampleMajor ? rankSampleMajor(text, request, sink) : rankGeneMajor(text, request, sink);
}

/** Room for a piece of the stream and for lines several times as long as those seen. */
function windowBytes({ longestLine }: TextLayout): number {
  const longest = Math.min(LIMITS.lineBytes, 8 * longestLine);
  return Math.max(2 * HEAD_BYTES, longest + HEAD_BYTES);
}

async function rankGeneMajor(text: TextMatrix, request: RankingRequest, sink: RankSink): Promise<RankedMatrix> {
  const { layout } = text;
  const { panel, index, rowOrder, duplicates, ranker, lease } = request;
  const samples = layout.columns.length;
  const shapeOf = (count: number): RunShape => ({
    samples: count,
    panel: panel.length,
    rowOrder,
    windowBytes: windowBytes(layout),
  });
  const atOnce = samplesAtOnce(ranker, shapeOf, samples);
  let genes = 0;
  let facts: Pick<RankedMatrix, "identifiers" | "warnings"> | null = null;
  for (let first = 0; first < samples; first += atOnce) {
    const range = [first, Math.min(samples, first + atOnce)] as const;
    const shape = shapeOf(range[1] - range[0]);
    const before = lease.bytes;
    await lease.grow(ranker.runBytes(shape, NO_TILE));
    const run = ranker.open(shape);
    try {
      const names = new GeneNames(index, panel, layout.nameHeaders);
      const gathered = await gatherGenes(text.read(), run, layout, names, duplicates, range);
      facts ??= { warnings: names.finish(duplicates), identifiers: names.identifiers() };
      if (names.count * samples > LIMITS.cells) throw tooManyCells(names.count, samples);
      const tile = tileFor(names.count, shape.samples, samples);
      await lease.grow(ranker.runBytes(shape, tile) - ranker.runBytes(shape, NO_TILE));
      run.setTile(tile);
      run.climb();
      const panelRows = new Map<number, number>();
      for (let gene = 0; gene < panel.length; gene++) {
        const row = names.rowOf(gene);
        if (row !== undefined) panelRows.set(row.at, gene);
      }
      genes = await countGenes(text.read(), run, layout, gathered, panelRows, range);
      sink.begin(run, (gene) => names.rowOf(gene) !== undefined);
      for (let sample = 0; sample < shape.samples; sample++) sink.add(run.ranks(sample, genes));
    } finally {
      run.close();
      lease.shrink(before);
    }
  }
  return { genes, samples: layout.columns, ...(facts as NonNullable<typeof facts>) };
}

const NO_TILE: TileShape = { rows: 0, whole: false };

/** As many samples as the memory for panels holds; the others take further passes over the source. */
function samplesAtOnce(ranker: Ranker, shapeOf: (samples: number) => RunShape, samples: number): number {
  const fixed = ranker.runBytes(shapeOf(0), NO_TILE);
  const each = ranker.runBytes(shapeOf(1), NO_TILE) - fixed;
  const room = LIMITS.kernelBytes - fixed - LIMITS.tileBytes;
  return Math.max(1, Math.min(samples, Math.floor(room / each)));
}

/** Whole columns while the matrix is small, which shows all ties; else what stays in the cache. */
function tileFor(genes: number, inRun: number, samples: number): TileShape {
  if (inRun === samples && genes * samples <= LIMITS.heldCells) return { rows: genes, whole: true };
  return { rows: Math.max(16, Math.floor(LIMITS.tileBytes / (8 * inRun))), whole: false };
}

async function rankSampleMajor(text: TextMatrix, request: RankingRequest, sink: RankSink): Promise<RankedMatrix> {
  const { layout } = text;
  const { panel, index, rowOrder, duplicates, ranker, lease } = request;
  const genes = layout.columns.length;
  const names = new GeneNames(index, panel, [""]);
  const places = findColumns(names, layout, panel.length);
  const warnings = names.finish(duplicates);
  const dropped = places.repeated.reduce((sum, repeats) => sum + repeats.length - 1, 0);
  const shape: RunShape = { samples: 1, panel: panel.length, rowOrder, windowBytes: windowBytes(layout) };
  const tile: TileShape = { rows: genes, whole: true };
  const before = lease.bytes;
  await lease.grow(ranker.runBytes(shape, tile));
  const run = ranker.open(shape);
  try {
    run.setTile(tile);
    sink.begin(run, (gene) => places.columns[gene] >= 0);
    const samples = await countSamples(text.read(), run, layout, places, duplicates, () =>
      sink.add(run.ranks(0, genes - dropped)),
    );
    return { genes: genes - dropped, samples, identifiers: names.identifiers(), warnings };
  } finally {
    run.close();
    lease.shrink(before);
  }
}
