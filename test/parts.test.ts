/** Scoring ranges of samples and putting them together gives what scoring the whole matrix gives. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeRanker } from "../scripts/node/kernel.ts";
import { fileSource } from "../scripts/node/source.ts";
import { ByteBudget } from "../worker/engine/budget.ts";
import { type GeneStatistics, geneStatistics } from "../worker/engine/methods/common/cohort-genes.ts";
import { mergeScales, valueScale } from "../worker/engine/scale.ts";
import { LIMITS } from "../worker/limits.ts";
import { planScoring } from "../worker/request/plan.ts";
import { parseScoring } from "../worker/request/scoring.ts";
import { openBoard, type Runtime, type ScoredPart, scoreMatrix, scoreRange } from "../worker/score.ts";
import { platform } from "../worker/storage/platform.ts";

const FIXTURES = join(import.meta.dirname, "fixtures/formats");

describe("a matrix of numbers in ranges", () => {
  it.each(["dense.h5ad", "csr.h5ad", "columns-snappy.parquet", "anndata-v3-csr.zarr.zip"])("%s", async (file) => {
    const { request } = planScoring(parseScoring({ signatures: "all", partial: true }), []);
    const runtime: Runtime = {
      ranker: await nodeRanker("typescript"),
      platform,
      budget: new ByteBudget(LIMITS.isolateBytes, 0),
    };
    const source = await fileSource(join(FIXTURES, file));
    const whole = await scoreMatrix(source, request, runtime);
    const middle = whole.samples.length >> 1;
    const parts: ScoredPart[] = [];
    for (const [first, last] of [
      [0, middle],
      [middle, whole.samples.length],
    ]) {
      parts.push(await scoreRange(source, { first, last }, request, runtime));
    }
    expect(parts.flatMap(({ samples }) => samples)).toEqual(whole.samples);

    const { cohortGenes } = parts[0].board;
    const statistics = new Map<number, GeneStatistics>(
      cohortGenes.map((gene, column) => {
        const values = parts.flatMap(({ board, samples }) =>
          samples.map((_, sample) => board.cohortValues[sample * cohortGenes.length + column]),
        );
        return [gene, geneStatistics(Float64Array.from(values))];
      }),
    );
    const scale = valueScale(mergeScales(parts.map(({ board }) => board.scale)));
    const finished = parts.map((part) => {
      const { board } = openBoard(request);
      board.restore(part.board);
      return board.finish({ statistics: (gene) => statistics.get(gene) as GeneStatistics, scale, scoreRanges: [] });
    });
    for (const [at, column] of whole.columns.entries()) {
      const together = finished.flatMap(({ columns }) => [...columns[at].values]);
      expect(together, `${column.signature}:${column.method}`).toEqual([...column.values]);
    }
    expect(finished[0].signatures).toEqual(whole.signatures);
  });
});
