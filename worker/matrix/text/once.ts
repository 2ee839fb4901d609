/**
 * Ranks a gene-major matrix in one reading: its columns are held while the rows come, as singles where those tell its values
 * apart, and then ranked one by one. The same ranks as by counting the stream, without reading it twice.
 */
import type { HoldShape, RunShape, TileShape } from "../../engine/ranker/ranker.ts";
import { holdBytes } from "../../engine/ranker/ranker.ts";
import { LIMITS } from "../../limits.ts";
import { addGene, checkRows, isBlankLine, rowReader } from "./gene-major.ts";
import { eachLine } from "./lines.ts";
import { GeneNames } from "./names/names.ts";
import type { RankedMatrix, RankingRequest, RankSink, TextMatrix } from "./rank.ts";
import { tooManyCells } from "./sample-major.ts";
import { windowBytes } from "./window.ts";

/** Why a reading was left: the matrix has more rows than are held, or repeats a gene; or singles do not tell its values apart. */
class Left extends Error {
  readonly isWide: boolean;

  constructor(isWide: boolean) {
    super("the matrix is not held");
    this.isWide = isWide;
  }
}

/**
 * @param isTied whether the ties of whole columns are wanted, once the genes are known
 * @returns null where the matrix is not held; `sink` has then heard of nothing
 */
export async function rankOnce(
  text: TextMatrix,
  request: RankingRequest,
  sink: RankSink,
  isTied: (names: GeneNames) => boolean,
): Promise<RankedMatrix | null> {
  for (const single of [true, false]) {
    const hold = holdShape(text, request, single);
    if (hold === null) return null;
    try {
      return await rankHold(text, request, hold, sink, isTied);
    } catch (error) {
      if (!(error instanceof Left)) throw error;
      if (!error.isWide) return null;
    }
  }
  return null;
}

/** Fewest rows for which holding is tried. */
const FEWEST_ROWS = 64;

/** As many rows as the memory takes; null where there are likely more. */
function holdShape(
  { layout, size }: TextMatrix,
  { heldBytes, panel }: RankingRequest,
  single: boolean,
): HoldShape | null {
  const samples = layout.columns.length;
  const room = (heldBytes - holdBytes({ samples, rows: 0, single }, panel.length)) / samples / (single ? 4 : 8);
  const rows = Math.min(LIMITS.genes, Math.floor(room));
  const fewest = size === undefined ? FEWEST_ROWS : size / layout.longestLine;
  return rows < Math.max(FEWEST_ROWS, fewest) ? null : { samples, rows, single };
}

const NO_TILE: TileShape = { columns: 0, rows: 0, whole: false };

async function rankHold(
  text: TextMatrix,
  request: RankingRequest,
  hold: HoldShape,
  sink: RankSink,
  isTied: (names: GeneNames) => boolean,
): Promise<RankedMatrix> {
  const { layout } = text;
  const { panel, index, rowOrder, top, duplicates, ranker, cells, lease } = request;
  const { samples } = hold;
  const shape: RunShape = { samples: 1, panel: panel.length, rowOrder, top, windowBytes: windowBytes(layout) };
  const before = lease.bytes;
  const fixed = ranker.runBytes(shape, NO_TILE);
  await lease.grow(fixed);
  const run = ranker.open(shape);
  try {
    run.hold(hold);
    const names = new GeneNames(index, panel, layout.nameHeaders);
    const readInto = rowReader(run, layout, 0, samples);
    const held = (rows: number) => before + fixed + holdBytes({ ...hold, rows }, panel.length);
    const lend = async (piece: Uint8Array) => {
      // A cell takes a byte at least, so that a piece holds no more rows than this, one of which may have begun before.
      const rows = names.count + Math.ceil(piece.length / samples) + 1;
      await lease.grow(Math.max(0, held(Math.min(hold.rows, rows)) - lease.bytes));
    };
    await eachLine(lent(text.read(), lend), run, (from, to, line) => {
      if (line < layout.dataLine || isBlankLine(run, from, to)) return;
      if (names.count === hold.rows) throw new Left(false);
      const claim = addGene(run, layout, names, from, to, line);
      // Repeats of a panel gene are merged, or left out, where rows are read one by one.
      if (claim?.role === "repeat" && duplicates !== "error") throw new Left(false);
      const gene = claim?.role === "take" ? claim.gene : -1;
      const holdRow = (a: number, b: number) => {
        const cells = run.holdRow(a, b, gene);
        if (hold.single && run.isWide()) throw new Left(true);
        return cells;
      };
      readInto(holdRow, from, to, line);
    });
    checkRows(layout, names);
    const facts = { warnings: names.finish(duplicates), identifiers: names.identifiers() };
    if (names.count * samples > cells) throw tooManyCells(cells, names.count, samples);
    const tile: TileShape = { columns: 1, rows: names.count, whole: true };
    lease.shrink(held(names.count));
    await lease.grow(ranker.runBytes(shape, tile) - fixed);
    run.setTile(tile);
    const rows = names.rows();
    const ties = isTied(names) ? request.ties : null;
    await sink.begin(run, rows, samples);
    for (let sample = 0; sample < samples; sample++) {
      run.rankHeld(sample, rows, names.count, ties);
      const turn = sink.add(run.ranks(0, names.count));
      if (turn !== undefined) await turn;
    }
    return { genes: names.count, samples: layout.columns, ...facts };
  } finally {
    run.close();
    lease.shrink(before);
  }
}

/** The pieces, each given out once memory is lent for what is in it. */
async function* lent(
  pieces: AsyncIterable<Uint8Array>,
  lend: (piece: Uint8Array) => Promise<void>,
): AsyncGenerator<Uint8Array, void> {
  for await (const piece of pieces) {
    await lend(piece);
    yield piece;
  }
}
