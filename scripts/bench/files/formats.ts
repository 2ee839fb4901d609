/** Group `formats`: matrices of numbers to scores in Node, one thread, a panel of 200 genes. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { nodeRanker } from "../../node/kernel.ts";
import type { Group } from "../group.ts";
import { type Case, figures, interleaved, ratio } from "../measure.ts";
import { fourSets, h5adFile, parquetTable, type StoredMatrix, zarrArray } from "./matrices.ts";
import { scoring } from "./score.ts";

const RAW = "Zarr, raw";
const GZIP = "Zarr, gzip";
const READ = "reading the chunks alone";
const INFLATE = "inflating the chunks alone";

/** Reads all chunks of an array, one after the other, and does nothing else with them but `undo`. */
function reading(name: string, { path, bytes }: StoredMatrix, undo: (chunk: Uint8Array) => unknown): Case {
  const files = readdirSync(join(path, "c")).map((chunk) => join(path, "c", chunk, "0"));
  return {
    name,
    work: bytes,
    of: "bytes",
    run: () => {
      for (const file of files) undo(readFileSync(file));
    },
  };
}

export const formatsGroup: Group = {
  name: "formats",
  async measure({ quick }) {
    const size = quick ? { genes: 2_000, samples: 40 } : { genes: 20_000, samples: 1_000 };
    const [raw, gzip, parquet] = [
      await zarrArray(size, "raw"),
      await zarrArray(size, "gzip"),
      await parquetTable(size),
    ];
    const h5ad = await h5adFile(size);
    const ranker = await nodeRanker("wasm");
    const sets = fourSets(size.genes);
    const cases = [
      reading(READ, raw, () => undefined),
      scoring(RAW, raw, ranker, sets),
      scoring(`${RAW}, singscore`, raw, ranker, fourSets(size.genes, "singscore")),
      reading(INFLATE, gzip, gunzipSync),
      scoring(GZIP, gzip, ranker, sets),
      scoring("Parquet, a column a sample", parquet, ranker, sets),
      ...(h5ad === null ? [] : [scoring("AnnData in HDF5", h5ad, ranker, sets)]),
    ];
    const timings = await interleaved(cases, quick ? { rounds: 2, warmup: 1 } : { rounds: 9, warmup: 2 });
    return {
      figures: figures(timings, cases),
      ratios: {
        zarr_over_read: ratio(timings, READ, RAW),
        zarr_gz_over_inflate: ratio(timings, INFLATE, GZIP),
      },
    };
  },
};
