/** Ranks every sample of a text matrix: what is asked for, and which way goes through it. */
import type { IdentifierIndex } from "../../catalogue/identifiers.ts";
import type { Lease } from "../../engine/budget.ts";
import type { DensityRule } from "../../engine/densities.ts";
import type { PanelRanks } from "../../engine/panel.ts";
import type { Ranker, RankRun, RunShape, TieDetail, TileShape, TopRanks } from "../../engine/ranker/ranker.ts";
import type { Warning } from "../../engine/scored.ts";
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import { rankHeld } from "./held.ts";
import type { TextLayout } from "./layout/layout.ts";
import { withLineFeeds } from "./layout/line-ends.ts";
import { type DuplicatePolicy, GeneNames } from "./names/names.ts";
import { rankOnce } from "./once.ts";
import { countSamples, findColumns } from "./sample-major.ts";
import { rankStream } from "./stream.ts";
import { windowBytes } from "./window.ts";

/** A matrix that has been recognised, and how to read it from its beginning. */
export interface TextMatrix {
  readonly layout: TextLayout;
  /** Inflated bytes, or fewer where that is not known; absent where nothing is. */
  readonly size?: number;
  /** A fresh reading of the inflated bytes. */
  read(): AsyncIterable<Uint8Array>;
}

export interface RankingRequest {
  readonly panel: readonly string[];
  readonly index: IdentifierIndex;
  readonly rowOrder: boolean;
  /** How many of the highest ranks are looked at; null for all. */
  readonly top: TopRanks | null;
  /** What scores ask of the ties of whole columns, where those are at hand. */
  readonly ties: TieDetail | null;
  /** Whether those are wanted however large the matrix is. */
  readonly allTies: boolean;
  /** Whether the ranks of all rows are wanted, however large the matrix is; see {@link RankRun.columnRanks}. */
  readonly wholeColumns: boolean;
  /** Ranks what `rowDensities` makes of each gene instead of its values; needs `wholeColumns` and genes in rows. */
  readonly densities?: DensityRule;
  readonly duplicates: DuplicatePolicy;
  readonly ranker: Ranker;
  /** Most values that may be scored in one go. */
  readonly cells: number;
  /** Memory in which a matrix may be held instead of being read twice; the ranks are the same. */
  readonly heldBytes: number;
  /** Most memory of panel, counters and tiles. */
  readonly kernelBytes: number;
  /** Memory of this run; grows by what the passes need. */
  readonly lease: Lease;
}

/** Who takes the ranks. */
export interface RankSink {
  /**
   * A run is ready. Called once for each range of samples, with the same rows.
   *
   * @param rows row (or column) of each panel gene in the matrix, -1 where the matrix lacks it
   * @param samples that come in all ranges together; 0 where that is not known yet
   */
  begin(run: RankRun, rows: Int32Array, samples: number): Promise<void>;
  /**
   * The next sample, in the order of the matrix.
   * @returns a promise where others shall have a turn before the sample after it
   */
  add(ranks: PanelRanks): Promise<void> | undefined;
}

/** What ranking found out about the matrix. */
export interface RankedMatrix {
  readonly genes: number;
  readonly samples: readonly string[];
  readonly identifiers: ReturnType<GeneNames["identifiers"]>;
  readonly warnings: readonly Warning[];
}

/**
 * Share of the genes from which on the columns of a gene-major matrix that is too large to be held at once are held by ranges of
 * samples instead of being counted as they stream. A held column takes 8 bytes a gene and a ladder up to 18 a panel gene, and a
 * range of samples takes two passes to count and one to hold: below this share holding reads the matrix more often, and reading
 * costs more than ranking either way.
 */
const HELD_SHARE = 0.22;

/** @throws Problem for everything that can be wrong with a matrix, and for lack of memory */
export async function rankText(stored: TextMatrix, request: RankingRequest, sink: RankSink): Promise<RankedMatrix> {
  const { layout } = stored;
  const text = layout.returns ? { ...stored, read: () => withLineFeeds(stored.read()) } : stored;
  if (layout.sampleMajor) {
    if (request.densities !== undefined) throw noDensities("has its samples in rows");
    return rankSampleMajor(text, request, sink);
  }
  const samples = layout.columns.length;
  const isHeld = (names: GeneNames) =>
    request.wholeColumns ||
    request.allTies ||
    names.count * samples <= LIMITS.heldCells ||
    names.found >= HELD_SHARE * names.count;
  if (!request.wholeColumns) {
    const once = await rankOnce(text, request, sink, isHeld);
    if (once !== null) return once;
  }
  const streamed = await rankStream(text, request, sink, isHeld);
  return streamed instanceof GeneNames ? rankHeld(text, request, streamed, sink) : streamed;
}

/** Densities need one gene over all samples at a time. @param why they cannot be had, of the matrix */
export function noDensities(why: string): Problem {
  const detail = `gsva looks at one gene over all samples at a time, and this matrix ${why}. Send it as text with genes in rows.`;
  return new Problem("not-scorable", detail, { method: "gsva", expected: "text with genes in rows" });
}

async function rankSampleMajor(text: TextMatrix, request: RankingRequest, sink: RankSink): Promise<RankedMatrix> {
  const { layout } = text;
  const { panel, index, rowOrder, top, ties, wholeColumns: everyRow, duplicates, ranker, cells, lease } = request;
  const genes = layout.columns.length;
  const names = new GeneNames(index, panel, [""]);
  const places = findColumns(names, layout, panel.length);
  const warnings = names.finish(duplicates);
  const dropped = places.repeated.reduce((sum, repeats) => sum + repeats.length - 1, 0);
  const shape: RunShape = {
    samples: 1,
    panel: panel.length,
    rowOrder,
    top,
    ties,
    everyRow,
    windowBytes: windowBytes(layout),
  };
  const tile: TileShape = { columns: 1, rows: genes, whole: true };
  const before = lease.bytes;
  await lease.grow(ranker.runBytes(shape, tile));
  const run = ranker.open(shape);
  try {
    run.setTile(tile);
    await sink.begin(run, places.columns, 0);
    const samples = await countSamples(text.read(), run, layout, places, { duplicates, cells }, () =>
      sink.add(run.ranks(0, genes - dropped)),
    );
    return { genes: genes - dropped, samples, identifiers: names.identifiers(), warnings };
  } finally {
    run.close();
    lease.shrink(before);
  }
}
