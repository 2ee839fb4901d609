/**
 * Group `cost`: CPU a sample as matrices grow, from the runs that `npm run scale -- --write` has kept. Those take up to half an hour,
 * so they are not started here.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Findings, Group } from "./group.ts";
import { figure, type Measured } from "./measure.ts";

const KEPT = join(import.meta.dirname, "../../docs/figures/batch.json");
const SMALL = 1_000;
const LARGE = 100_000;

/** What is taken of a run. */
interface ScaleRun {
  readonly samples: number;
  readonly genes: number;
  /** Which axis is in rows, and how it is packed. */
  readonly layout: string;
  readonly signatures: string;
  readonly cpuSeconds: number;
}

/** Milliseconds of CPU. */
const costOf = ({ cpuSeconds, samples }: ScaleRun) => (1000 * cpuSeconds) / samples;

export const costGroup: Group = {
  name: "cost",
  async measure(): Promise<Findings> {
    const { scale } = JSON.parse(readFileSync(KEPT, "utf8")) as { readonly scale: readonly ScaleRun[] };
    const runs = scale.filter(({ signatures }) => signatures === "all");
    const figures = Object.fromEntries(
      runs.map((run): [string, Measured] => [
        `${run.genes} x ${run.samples}, ${run.layout}`,
        { ...figure([costOf(run)]), unit: "ms of CPU a sample" },
      ]),
    );
    const growths = runs
      .filter(({ samples }) => samples === LARGE)
      .flatMap((large) => {
        const small = runs.find(({ samples, layout }) => samples === SMALL && layout === large.layout);
        return small === undefined ? [] : [costOf(large) / costOf(small)];
      });
    if (growths.length > 0) return { figures, ratios: { sample_cost_100k_over_1k: figure([Math.max(...growths)]) } };
    const missing = { sample_cost_100k_over_1k: `npm run scale has kept no runs of ${SMALL} and ${LARGE} samples` };
    return { figures, ratios: {}, missing };
  },
};
