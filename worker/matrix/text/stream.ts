/**
 * Ranks the samples of a gene-major matrix as it streams by, twice for each range of samples: once for the panel's values, once
 * to count every value against them.
 */
import { COMPACT_ROWS, type Ranker, type RunShape, type TileShape } from "../../engine/ranker/ranker.ts";
import { KeptPanel, STREAM_AMPLER } from "../../engine/ranker/top.ts";
import { LIMITS } from "../../limits.ts";
import { countGenes, gatherGenes, WidePanel } from "./gene-major.ts";
import { GeneNames } from "./names/names.ts";
import type { RankedMatrix, RankingRequest, RankSink, TextMatrix } from "./rank.ts";
import { tooManyCells } from "./sample-major.ts";
import { windowBytes } from "./window.ts";

/**
 * Rows beyond which setting up a ladder is little beside counting them; more take memory. With a few less there were half as many bins
 * (`ladderBins`), and large panels would have a rung in most.
 */
const MOST_TILE_ROWS = 2_224;

const NO_TILE: TileShape = { columns: 0, rows: 0, whole: false };

/**
 * @param leave asked once the first pass has seen all gene names: whether the matrix goes another way
 * @param compact whether to try with as many rows as compact ladders can count
 * @returns the names if it does; `sink` has then heard of nothing
 */
export async function rankStream(
  text: TextMatrix,
  request: RankingRequest,
  sink: RankSink,
  leave: (names: GeneNames) => boolean,
  compact = true,
): Promise<RankedMatrix | GeneNames> {
  const { layout } = text;
  const { panel, index, rowOrder, top, duplicates, ranker, cells, kernelBytes, lease } = request;
  const samples = layout.columns.length;
  const shapeOf = (count: number): RunShape => ({
    samples: count,
    panel: panel.length,
    rowOrder,
    top,
    compact,
    singleRungs,
    windowBytes: windowBytes(layout),
  });
  // Merged rows are no longer the decimals that were read.
  let singleRungs = duplicates === "error" || duplicates === "first";
  let genes = 0;
  let isTall = false;
  let facts: Pick<RankedMatrix, "identifiers" | "warnings"> | null = null;
  for (let first = 0; first < samples; ) {
    const last = Math.min(samples, first + samplesAtOnce(ranker, shapeOf, samples, kernelBytes));
    const range = [first, last] as const;
    const shape = shapeOf(last - first);
    const before = lease.bytes;
    await lease.grow(ranker.runBytes(shape, NO_TILE));
    const run = ranker.open(shape);
    try {
      const names = new GeneNames(index, panel, layout.nameHeaders);
      const gathered = await gatherGenes(text.read(), run, layout, names, duplicates, range);
      if (facts === null) {
        facts = { warnings: names.finish(duplicates), identifiers: names.identifiers() };
        if (names.count * samples > cells) throw tooManyCells(cells, names.count, samples);
        if (leave(names)) return names;
        isTall = compact && names.count > COMPACT_ROWS;
        if (isTall) break;
      }
      const room = kernelBytes - ranker.runBytes(shape, NO_TILE);
      const tile = tileFor(shape.samples, room, !gathered.isWide);
      await lease.grow(ranker.runBytes(shape, tile) - ranker.runBytes(shape, NO_TILE));
      run.setTile(tile);
      const rows = names.rows();
      const kept = new KeptPanel(shape, STREAM_AMPLER);
      const count = () => {
        run.climb(kept.keep(names.count));
        return countGenes(text.read(), run, layout, gathered, panelByRow(rows), range);
      };
      genes = await count();
      while (!kept.suffices(run.highest(), names.count)) {
        run.descend();
        genes = await count();
      }
      await sink.begin(run, rows, samples);
      for (let sample = 0; sample < shape.samples; sample++) {
        const turn = sink.add(run.ranks(sample, genes));
        if (turn !== undefined) await turn;
      }
      first = last;
    } catch (error) {
      if (!(error instanceof WidePanel)) throw error;
      singleRungs = false;
    } finally {
      run.close();
      lease.shrink(before);
    }
  }
  if (isTall) return rankStream(text, request, sink, leave, false);
  return { genes, samples: layout.columns, ...(facts as NonNullable<typeof facts>) };
}

function panelByRow(rows: Int32Array): Map<number, number> {
  const genes = new Map<number, number>();
  for (const [gene, row] of rows.entries()) if (row >= 0) genes.set(row, gene);
  return genes;
}

/** As many samples as the memory for panels holds; the others take further passes over the source. */
function samplesAtOnce(
  ranker: Ranker,
  shapeOf: (samples: number) => RunShape,
  samples: number,
  kernelBytes: number,
): number {
  const fixed = ranker.runBytes(shapeOf(0), NO_TILE);
  const each = ranker.runBytes(shapeOf(1), NO_TILE) - fixed;
  const room = kernelBytes - fixed - LIMITS.tileBytes;
  return Math.max(1, Math.min(samples, Math.floor(room / each)));
}

/** The more rows wait together, the less often the ladders of all samples are fetched and set up anew. */
function tileFor(samples: number, room: number, single: boolean): TileShape {
  const bytes = Math.max(LIMITS.tileBytes, room);
  const rows = Math.max(16, Math.min(MOST_TILE_ROWS, Math.floor(bytes / ((single ? 4 : 8) * samples))));
  // An odd number of cache lines: the columns of a row do not compete for one place then.
  const lines = Math.floor((rows * (single ? 4 : 8)) / 64);
  const odd = lines % 2 === 0 ? lines - 1 : lines;
  return { columns: samples, rows: odd > 0 ? (odd * 64) / (single ? 4 : 8) : rows, whole: false, single };
}
