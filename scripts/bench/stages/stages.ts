/**
 * The stages of scoring, each by itself, on a ranker: what production calls, with what it calls it. A release's kernel is timed by the
 * stages of that release (see `guard.ts`), so they take plain arrays and give {@link Case}s.
 */

import { Scoreboard } from "../../../worker/engine/board/scoreboard.ts";
import { parseMethodOptions } from "../../../worker/engine/methods/index.ts";
import type { Ranker, RankRun, TieDetail, TopRanks } from "../../../worker/engine/ranker/ranker.ts";
import { createWasmRanker } from "../../../worker/engine/ranker/wasm.ts";
import { denseColumns, sparseColumns } from "../../../worker/matrix/columns.ts";
import type { Case } from "../measure.ts";
import { drawnSets } from "../sets.ts";
import type { StageData } from "./data.ts";

/** Genes of the panel of each counting stage; the last is so large a share that a sort takes over (`SORTED_SHARE`). */
const PANELS = [50, 200, 1_000, 2_400, 5_000, 8_000] as const;
/** Columns that one round takes; the next round takes others, so that none is in a cache. */
const ROUND_COLUMNS = 48;
/** Samples for whose scores room is made at first. */
const ROOM = 4_096;
const TILE_PANEL = 200;
const SETS = 50;
const METHODS = ["singscore", "ssgsea", "aucell", "ucell"] as const;
const TIES: Record<TieDetail, string> = { moment: "moment of ties", all: "all ties" };
const TAB = 9;

/** Stages of the kernel of today's source. */
export async function kernelStages(kernel: WebAssembly.Module, data: StageData): Promise<readonly Case[]> {
  return stages(await createWasmRanker(kernel, ""), data);
}

/** Runs of a ranker that wait for their rounds; they are never closed, for they last as long as the process. */
export function stages(ranker: Ranker, data: StageData): Case[] {
  return [
    ...columnText(ranker, data),
    ...rowText(ranker, data),
    ...PANELS.map((panel) => counting(ranker, data, panel)),
    counting(ranker, data, 200, "moment"),
    counting(ranker, data, 200, "all"),
    sparse(ranker, data),
    scoring(ranker, data),
  ];
}

interface Line {
  readonly from: number;
  readonly to: number;
}

function linesIn(text: Uint8Array): Line[] {
  const lines: Line[] = [];
  for (let from = 0; from < text.length; ) {
    const to = text.indexOf(10, from);
    lines.push({ from, to });
    from = to + 1;
  }
  return lines;
}

/** Text with samples in rows, and finding the lines of any text. */
function columnText(ranker: Ranker, { genes, sampleRows }: StageData): Case[] {
  const lines = linesIn(sampleRows);
  const run = ranker.open({ samples: 1, panel: 1, rowOrder: false, windowBytes: sampleRows.length });
  run.window().set(sampleRows);
  run.setFormat({ delimiter: TAB, skip: 1, first: 0, last: genes });
  run.setTile({ columns: 1, rows: genes, whole: true });
  return [
    {
      name: "parse samples in rows",
      work: sampleRows.length,
      of: "bytes",
      run: () => {
        for (const { from, to } of lines) run.columnRow(from, to);
      },
    },
    { name: "find lines", work: sampleRows.length, of: "bytes", run: () => run.scan(sampleRows.length) },
  ];
}

/** Text with genes in rows: parsed into a tile, and the full tile counted into the ladders of its samples. */
function rowText(ranker: Ranker, data: StageData): Case[] {
  const { geneRows, rowSamples } = data;
  const lines = linesIn(geneRows);
  const fill = (run: RankRun) => {
    for (const { from, to } of lines) run.tileRow(from, to, -1);
  };
  const parsed = tileRun(ranker, data, lines);
  const counted = tileRun(ranker, data, lines);
  return [
    {
      name: "parse genes in rows",
      work: geneRows.length,
      of: "bytes",
      prepare: () => parsed.flush(),
      run: () => fill(parsed),
    },
    {
      name: `count tile ${TILE_PANEL}`,
      work: lines.length * rowSamples,
      of: "values",
      prepare: () => fill(counted),
      run: () => counted.flush(),
    },
  ];
}

/** A run with all lines in its window, ladders built, and an empty tile that takes them all. */
function tileRun(ranker: Ranker, { geneRows, rowSamples }: StageData, lines: readonly Line[]): RankRun {
  const run = ranker.open({ samples: rowSamples, panel: TILE_PANEL, rowOrder: false, windowBytes: geneRows.length });
  run.window().set(geneRows);
  run.setFormat({ delimiter: TAB, skip: 1, first: 0, last: rowSamples });
  run.reset();
  places(TILE_PANEL, lines.length).forEach((line, gene) => {
    run.gatherRow(lines[line].from, lines[line].to, gene);
  });
  run.setTile({ columns: rowSamples, rows: lines.length, whole: false });
  run.climb();
  return run;
}

/** Places of a panel spread evenly over the genes. */
export function places(panel: number, genes: number): Int32Array {
  return Int32Array.from({ length: panel }, (_, at) => Math.floor((at * genes) / panel));
}

/**
 * A run that ranks one column after another.
 *
 * @param columns place of each panel gene
 * @param wanted what is to be known beside the counts
 */
export function columnPlan(
  ranker: Ranker,
  genes: number,
  columns: Int32Array,
  {
    rowOrder,
    ties,
    top = null,
  }: { readonly rowOrder: boolean; readonly ties: TieDetail | null; readonly top?: TopRanks | null } = {
    rowOrder: false,
    ties: null,
  },
) {
  const run = ranker.open({ samples: 1, panel: columns.length, rowOrder, top, ties, windowBytes: 0 });
  run.setTile({ columns: 1, rows: genes, whole: true });
  return { run, genes, places: { columns, repeated: [] }, duplicates: "error" as const, geneName: String };
}

/** Calls `visit` for as many samples as one round takes, other ones each round. */
function inTurn(samples: number, visit: (sample: number) => void): { count: number; run: () => void } {
  const count = Math.min(ROUND_COLUMNS, samples);
  let next = 0;
  const run = () => {
    for (let taken = 0; taken < count; taken++, next++) visit(next % samples);
  };
  return { count, run };
}

const sampleName = () => "sample";

/** Dense columns of float32, as a block of Zarr brings them. @param ties what of the whole column's too */
function counting(ranker: Ranker, { genes, columns }: StageData, panel: number, ties: TieDetail | null = null): Case {
  const plan = columnPlan(ranker, genes, places(panel, genes), { rowOrder: false, ties });
  const rank = denseColumns(plan);
  const block = { samples: columns.length / genes, values: columns };
  const { count, run } = inTurn(block.samples, (sample) => {
    rank(block, sample, sampleName);
    plan.run.ranks(0, genes);
  });
  return { name: `count ${panel}${ties === null ? "" : ` and ${TIES[ties]}`}`, work: count * genes, of: "values", run };
}

function sparse(ranker: Ranker, { genes, starts, entries, counts }: StageData): Case {
  const plan = columnPlan(ranker, genes, places(200, genes));
  const rank = sparseColumns(plan);
  const block = { samples: starts.length - 1, starts, genes: entries, values: counts };
  const { count, run } = inTurn(block.samples, (sample) => {
    rank(block, sample, sampleName);
    plan.run.ranks(0, genes);
  });
  return { name: "count sparse 200", work: count * genes, of: "values", run };
}

/** Fifty sets by four methods, from ranks that are there. */
function scoring(ranker: Ranker, { genes, columns }: StageData): Case {
  const board = new Scoreboard({
    signatures: drawnSets(genes, SETS, METHODS, String),
    options: parseMethodOptions({}),
    trustScale: true,
    partial: false,
  });
  const rows = Int32Array.from(board.panel, Number);
  const plan = columnPlan(ranker, genes, rows, board);
  denseColumns(plan)({ samples: 1, values: columns.subarray(0, genes) }, 0, sampleName);
  board.begin(plan.run, rows);
  const ranks = plan.run.ranks(0, genes);
  const count = ROUND_COLUMNS;
  // Scores are kept, sample after sample: room is made before the clock starts, for many rounds at a time.
  let samples = 0;
  let room = 0;
  return {
    name: "score 50 sets by 4 methods",
    work: count * genes,
    of: "values",
    prepare: () => {
      samples += count;
      if (samples <= room) return;
      room = Math.max(ROOM, 2 * room);
      board.reserve(room);
    },
    run: () => {
      for (let sample = 0; sample < count; sample++) board.add(ranks);
    },
  };
}
