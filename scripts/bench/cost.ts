/**
 * Group `cost`: CPU a sample as matrices grow, from runs of `npm run scale -- --json`. Those take up to an hour, so they are not
 * started here.
 */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Findings, Group } from "./group.ts";
import { type Figure, figure, type Measured } from "./measure.ts";

/** What is taken of a run. */
interface ScaleRun {
  readonly samples: number;
  readonly genes: number;
  readonly layout: string;
  readonly cpuSeconds: number;
}

const SMALL = 1_000;
const LARGE = 100_000;

/** Milliseconds of CPU a sample, the middle one where a size was run more than once. */
function costOf(runs: readonly ScaleRun[], samples: number): Figure | null {
  const costs = runs.filter((run) => run.samples === samples).map((run) => (1000 * run.cpuSeconds) / samples);
  return costs.length === 0 ? null : figure(costs);
}

function costs(file: string): { readonly figures: Record<string, Measured>; readonly growth: number | null } {
  const runs = JSON.parse(readFileSync(file, "utf8")) as ScaleRun[];
  const sizes = [...new Set(runs.map(({ samples }) => samples))].sort((a, b) => a - b);
  const [{ genes, layout }] = runs;
  const figures = Object.fromEntries(
    sizes.map((samples) => {
      const cost = costOf(runs, samples) ?? figure([Number.NaN]);
      return [`${genes} x ${samples}, ${layout} in rows`, { ...cost, unit: "ms of CPU a sample" }];
    }),
  );
  const [small, large] = [costOf(runs, SMALL), costOf(runs, LARGE)];
  return { figures, growth: small === null || large === null ? null : large.median / small.median };
}

export const costGroup: Group = {
  name: "cost",
  async measure({ scaleFiles }): Promise<Findings> {
    const all = scaleFiles.map(costs);
    const figures = Object.assign({}, ...all.map((one) => one.figures));
    const growths = all.map(({ growth }) => growth).filter((growth) => growth !== null);
    if (growths.length > 0) return { figures, ratios: { sample_cost_100k_over_1k: figure([Math.max(...growths)]) } };
    const files = scaleFiles.map((file) => basename(file)).join(", ");
    const reason = `no figures of ${LARGE} and ${SMALL} samples in ${files === "" ? "--scale" : files}`;
    return { figures, ratios: {}, missing: { sample_cost_100k_over_1k: reason } };
  },
};
