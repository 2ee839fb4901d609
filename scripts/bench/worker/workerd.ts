/**
 * Group `workerd`: objects of the local R2 to scores in the Worker itself, over HTTP, a panel of 200 genes. The proxies that
 * `wrangler dev` puts before a Worker are left out; nothing stands there once it is deployed.
 */
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Signature } from "../../../worker/engine/signature.ts";
import type { FormatName } from "../../../worker/results/index.ts";
import { type Runtime, startRuntime } from "../../node/runtime.ts";
import {
  fourSets,
  gzipText,
  h5adFile,
  parquetTable,
  plainText,
  type StoredMatrix,
  zarrArray,
} from "../files/matrices.ts";
import type { Group } from "../group.ts";
import { type Case, figures, interleaved, lowest, megabytesPerSecond, timesOf } from "../measure.ts";

const GENES = "TSV, genes in rows";
const SAMPLES = "TSV, samples in rows";

/** Every file of a folder under its path. */
async function put({ bucket }: Runtime, { path }: StoredMatrix): Promise<void> {
  const files = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null);
  if (files === null) return void (await bucket.put(basename(path), await readFile(path)));
  for (const file of files.filter((entry) => entry.isFile())) {
    const from = join(file.parentPath, file.name);
    await bucket.put(`${basename(path)}${from.slice(path.length)}`, await readFile(from));
  }
}

async function score(runtime: Runtime, key: string, sets: readonly Signature[], format: FormatName): Promise<void> {
  const own = sets.map(({ id, genes }) => ({ id, genes: genes.map(({ symbol }) => symbol), methods: ["ucell"] }));
  const request = JSON.stringify({ source: { bucket: "matrices", key }, own, classes: "none", format });
  const body = new TextEncoder().encode(request);
  const headers = [["Content-Type", "application/json"]] as const;
  const answer = await runtime.send({ method: "POST", path: "/v1/score", headers, body });
  if (answer.status !== 200) throw new Error(`${key}: ${answer.status} ${answer.body.toString("utf8", 0, 500)}`);
}

export const workerdGroup: Group = {
  name: "workerd",
  async measure({ quick }) {
    const size = quick ? { genes: 2_000, samples: 40 } : { genes: 20_000, samples: 400 };
    const wide = quick ? size : { genes: 20_000, samples: 1_000 };
    const genes = await plainText("genes", size);
    const matrices: [name: string, matrix: StoredMatrix, format?: FormatName][] = [
      [GENES, genes],
      [SAMPLES, await plainText("samples", size)],
      ["TSV, genes in rows, to JSON with its SHA-256", genes, "json"],
      ["TSV.gz, genes in rows", await gzipText(size)],
      ["Zarr, raw", await zarrArray(wide, "raw")],
      ["Zarr, gzip", await zarrArray(wide, "gzip")],
      ["Parquet, a column a sample", await parquetTable(wide)],
    ];
    const h5ad = await h5adFile(wide);
    if (h5ad !== null) matrices.push(["AnnData in HDF5", h5ad]);
    const runtime = await startRuntime();
    try {
      for (const matrix of new Set(matrices.map(([, matrix]) => matrix))) await put(runtime, matrix);
      const sets = fourSets(size.genes);
      const cases = matrices.map(([name, { path, bytes }, format = "csv"]): Case => {
        const key = basename(path) + (path.endsWith(".zarr") ? "/" : "");
        return { name, work: bytes, of: "bytes", run: () => score(runtime, key, sets, format) };
      });
      const timings = await interleaved(cases, quick ? { rounds: 1, warmup: 1 } : { rounds: 9, warmup: 3 });
      const slower = lowest([GENES, SAMPLES].map((name) => megabytesPerSecond(timesOf(timings, name))));
      return { figures: figures(timings, cases), ratios: { workerd_tsv_mb_per_s: slower } };
    } finally {
      await runtime.close();
    }
  },
};
