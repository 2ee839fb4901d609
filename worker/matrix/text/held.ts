/** Ranks the samples of a gene-major matrix whose columns are held whole, as many of them at a time as the memory takes. */
import type { RunShape, TileShape } from "../../engine/ranker/ranker.ts";
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import { fillColumns } from "./gene-major.ts";
import type { GeneNames } from "./names/names.ts";
import type { RankedMatrix, RankingRequest, RankSink, TextMatrix } from "./rank.ts";
import { mergeColumns } from "./sample-major.ts";
import { windowBytes } from "./window.ts";

/** @param names of all rows, from an earlier pass */
export async function rankHeld(
  text: TextMatrix,
  request: RankingRequest,
  names: GeneNames,
  sink: RankSink,
): Promise<RankedMatrix> {
  const { layout } = text;
  const { panel, rowOrder, ties, wholeColumns: everyRow, duplicates, densities, ranker, lease } = request;
  const samples = layout.columns.length;
  const rows = names.rows();
  const repeated = names.duplicates().map((gene) => gene.rows.map((row) => row.at));
  const genes = names.count - repeated.reduce((sum, repeats) => sum + repeats.length - 1, 0);
  if (densities !== undefined) checkDensities(names.count, samples, repeated.length, request);
  const shape: RunShape = {
    samples: 1,
    panel: panel.length,
    rowOrder,
    ties,
    everyRow,
    windowBytes: windowBytes(layout),
  };
  const tileOf = (columns: number): TileShape => ({ columns, rows: names.count, whole: true });
  const room = request.kernelBytes - ranker.runBytes(shape, tileOf(0));
  const atOnce = Math.max(1, Math.floor(room / (8 * names.count)));
  for (let first = 0; first < samples; first += atOnce) {
    const last = Math.min(samples, first + atOnce);
    const tile = tileOf(last - first);
    const before = lease.bytes;
    await lease.grow(ranker.runBytes(shape, tile));
    const run = ranker.open(shape);
    try {
      run.setTile(tile);
      await fillColumns(text.read(), run, layout, names.count, [first, last], densities);
      await sink.begin(run, rows, samples);
      for (let at = 0; at < tile.columns; at++) {
        if (duplicates !== "error") mergeColumns(run.column(tile.rows, at), repeated, duplicates);
        run.rankColumn(rows, tile.rows, at);
        const turn = sink.add(run.ranks(0, genes));
        if (turn !== undefined) await turn;
      }
    } finally {
      run.close();
      lease.shrink(before);
    }
  }
  return {
    genes,
    samples: layout.columns,
    identifiers: names.identifiers(),
    warnings: names.finish(duplicates),
  };
}

function checkDensities(
  genes: number,
  samples: number,
  repeated: number,
  { densities, duplicates }: RankingRequest,
): void {
  if (repeated > 0 && duplicates !== "error" && duplicates !== "first") {
    const detail =
      `gsva compares each row with itself over the samples, before rows could be merged by "${duplicates}". ` +
      "Keep one row a gene, or ask for duplicates=first.";
    throw new Problem("duplicate-genes", detail, { method: "gsva", expected: "one row a gene" });
  }
  const terms = genes * samples * samples;
  if (densities?.kernel === "gaussian" && terms > LIMITS.densityTerms) {
    const detail =
      `Gaussian kernels for ${genes} genes x ${samples} samples take ${terms} terms, and one request may ask for ` +
      `${LIMITS.densityTerms}. Ask for gsva.kcdf=none.`;
    throw new Problem("too-many-cells", detail, { limit: LIMITS.densityTerms });
  }
}
