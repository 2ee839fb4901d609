/** Ranks samples of a matrix of numbers: one pass, a sample at a time. */
import type { RunShape, TileShape } from "../engine/ranker/ranker.ts";
import { LIMITS } from "../limits.ts";
import { Problem } from "../problem.ts";
import { type ColumnsPlan, denseColumns, expandedColumns, sparseColumns } from "./columns.ts";
import { isSparse, type MatrixReader, type MatrixShape, type SampleBlock } from "./reader.ts";
import { GeneNames } from "./text/names/names.ts";
import { faultOf } from "./text/names/sample-names.ts";
import type { RankedMatrix, RankingRequest, RankSink } from "./text/rank.ts";
import type { PanelColumns } from "./text/sample-major.ts";

/** Samples [first, last) of a matrix, counted from 0. */
export interface SampleRange {
  readonly first: number;
  readonly last: number;
}

export interface ColumnsRequest extends RankingRequest {
  /** All samples where absent. */
  readonly range?: SampleRange;
  /** Most values that may be scored: genes x samples of a dense matrix, stored values of a sparse one. */
  readonly cells: number;
  readonly signal?: AbortSignal;
}

/**
 * @throws Problem `too-many-genes`, `too-many-samples`, `too-many-cells`, those of the names, of memory, and of the reader
 */
export async function rankColumns(
  reader: MatrixReader,
  request: ColumnsRequest,
  sink: RankSink,
): Promise<RankedMatrix> {
  const shape = reader.describe();
  const { panel, index, rowOrder, top, ties, wholeColumns: everyRow, duplicates, ranker, lease, signal } = request;
  const genes = shape.genes[0].values.length;
  const { first, last } = sampleRange(shape, request.range);
  const samples = shape.samples.slice(first, last);
  checkSamples(samples, first);
  if (shape.layout === "dense" && genes * samples.length > request.cells) throw tooManyCells(request.cells);

  const names = new GeneNames(
    index,
    panel,
    shape.genes.map(({ header }) => header),
  );
  const places = findGenes(names, shape, panel.length);
  const warnings = [...shape.warnings, ...names.finish(duplicates)];
  const dropped = places.repeated.reduce((sum, rows) => sum + rows.length - 1, 0);

  const runShape: RunShape = { samples: 1, panel: panel.length, rowOrder, top, ties, everyRow, windowBytes: 0 };
  const tile: TileShape = { columns: 1, rows: genes, whole: true };
  const before = lease.bytes;
  await lease.grow(shape.blockBytes + ranker.runBytes(runShape, tile));
  const run = ranker.open(runShape);
  try {
    run.setTile(tile);
    await sink.begin(run, places.columns, samples.length);
    const geneName = (gene: number) => shape.genes[0].values[gene];
    const plan: ColumnsPlan = { run, genes, places, duplicates, geneName };
    const rankDense = denseColumns(plan);
    const rankSparse = request.wholeColumns ? expandedColumns(plan) : sparseColumns(plan);
    let ranked = 0;
    let stored = 0;
    for await (const block of reader.columns(first, last)) {
      signal?.throwIfAborted();
      stored += storedValues(block);
      if (stored > request.cells) throw tooManyCells(request.cells);
      for (let at = 0; at < block.samples; at++) {
        const sample = () => samples[ranked];
        if (isSparse(block)) rankSparse(block, at, sample);
        else rankDense(block, at, sample);
        const turn = sink.add(run.ranks(0, genes - dropped));
        if (turn !== undefined) await turn;
        ranked++;
      }
    }
    if (ranked !== samples.length) throw new Error(`the reader gave ${ranked} of ${samples.length} samples`);
    return { genes: genes - dropped, samples, identifiers: names.identifiers(), warnings };
  } finally {
    run.close();
    lease.shrink(before);
  }
}

function sampleRange({ samples }: MatrixShape, range: SampleRange | undefined): SampleRange {
  if (range === undefined) return { first: 0, last: samples.length };
  if (range.first >= 0 && range.first < range.last && range.last <= samples.length) return range;
  const detail =
    `Samples ${range.first + 1} to ${range.last} were asked for, and the matrix has ${samples.length}. ` +
    `Expected a range within 1 to ${samples.length}.`;
  throw new Problem("unknown-option", detail, { expected: `1 to ${samples.length}` });
}

function findGenes(names: GeneNames, { genes }: MatrixShape, panel: number): PanelColumns {
  const [{ values }] = genes;
  for (let gene = 0; gene < values.length; gene++) {
    const name = values[gene];
    if (name.length > LIMITS.nameLength) {
      const detail = `The name of gene ${gene + 1} has ${name.length} characters; the limit is ${LIMITS.nameLength}.`;
      throw new Problem("bad-name", detail, { column: gene + 1, text: name });
    }
    names.add(
      genes.map((column) => column.values[gene].trim()),
      { line: 1, column: gene + 1 },
    );
  }
  const columns = Int32Array.from({ length: panel }, (_, gene) => names.rowOf(gene)?.at ?? -1);
  return { columns, repeated: names.duplicates().map(({ rows }) => rows.map((row) => row.at)) };
}

/**
 * @param first number of the first sample, from 0
 * @throws Problem `bad-name`, `duplicate-samples`
 */
export function checkSamples(samples: readonly string[], first: number): void {
  const places = new Map<string, number>();
  samples.forEach((name, i) => {
    const at = first + i + 1;
    const fault = faultOf(name);
    if (fault !== null) throw new Problem("bad-name", `Sample ${at}: ${fault}`, { sample: at, text: name });
    const before = places.get(name);
    if (before !== undefined) {
      const detail = `Samples ${before} and ${at} are both named "${name.slice(0, 80)}". Give each sample a name of its own.`;
      throw new Problem("duplicate-samples", detail, { sample: at, text: name, expected: "a different name" });
    }
    places.set(name, at);
  });
}

function storedValues(block: SampleBlock): number {
  return isSparse(block) ? block.starts[block.samples] - block.starts[0] : 0;
}

function tooManyCells(limit: number): Problem {
  const detail = `There are more than ${limit} values to score, which is the most for one request. Ask for a range of the samples.`;
  return new Problem("too-many-cells", detail, { limit });
}
