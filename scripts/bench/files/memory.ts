/** Group `memory`: what one thread of the command line holds for matrices of all sizes, by its own account and by the system's. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../child.ts";
import type { Group } from "../group.ts";
import { figure, type Measured } from "../measure.ts";
import { gmtOf } from "../sets.ts";
import { fourSets, gzipText, parquetTable, plainText, type StoredMatrix, zarrArray } from "./matrices.ts";

const ROOT = join(import.meta.dirname, "../../..");
const MIB = 2 ** 20;

export const memoryGroup: Group = {
  name: "memory",
  async measure({ quick }) {
    const genes = quick ? 2_000 : 20_000;
    const of = (samples: number) => ({ genes, samples: quick ? samples / 100 : samples });
    const matrices: [name: string, matrix: StoredMatrix][] = [
      ["TSV, genes in rows, 400 samples", await plainText("genes", of(400))],
      ["TSV, genes in rows, 4,000 samples", await plainText("genes", of(4_000))],
      ["TSV, samples in rows, 4,000 samples", await plainText("samples", of(4_000))],
      ["TSV.gz, genes in rows, 4,000 samples", await gzipText(of(4_000))],
      ["Zarr, raw, 1,000 samples", await zarrArray(of(1_000), "raw")],
      ["Zarr, gzip, 1,000 samples", await zarrArray(of(1_000), "gzip")],
      ["Parquet, 1,000 samples", await parquetTable(of(1_000))],
    ];
    const gmt = join(ROOT, "build/bench/sets.gmt");
    writeFileSync(gmt, gmtOf(fourSets(genes)));

    const figures: Record<string, Measured> = {};
    const all: number[] = [];
    for (const [name, { path }] of matrices) {
      const words = ["score", path, "--gmt", gmt, "--methods", "singscore", "--threads", "1", "--quiet"];
      const { output, peakBytes } = await runCommand(words);
      const { engine } = JSON.parse(output) as { engine: { heldBytes: number } };
      all.push(engine.heldBytes / MIB);
      figures[`${name}: held`] = { ...figure([engine.heldBytes / MIB]), unit: "MiB" };
      if (!Number.isNaN(peakBytes)) {
        figures[`${name}: process at most`] = { ...figure([peakBytes / MIB]), unit: "MiB" };
      }
    }
    return { figures, ratios: { held_mb: figure([Math.max(...all)]) } };
  },
};
