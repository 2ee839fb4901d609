/** Group `workerd`: objects of the local R2 to scores in the Worker itself, over HTTP, a panel of 200 genes. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Signature } from "../../../worker/engine/signature.ts";
import { putObject, type Server, startServer } from "../../node/server.ts";
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
async function put(storage: string, { path }: StoredMatrix): Promise<void> {
  const files = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null);
  if (files === null) return putObject(storage, basename(path), path);
  for (const file of files.filter((entry) => entry.isFile())) {
    const from = join(file.parentPath, file.name);
    await putObject(storage, `${basename(path)}${from.slice(path.length)}`, from);
  }
}

async function score(server: Server, key: string, sets: readonly Signature[]): Promise<void> {
  const own = sets.map(({ id, genes }) => ({ id, genes: genes.map(({ symbol }) => symbol), methods: ["ucell"] }));
  const body = JSON.stringify({ source: { bucket: "matrices", key }, own, classes: "none", format: "csv" });
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(`${server.url}/v1/score`, { method: "POST", headers, body });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${key}: ${answer.status} ${text.slice(0, 500)}`);
}

export const workerdGroup: Group = {
  name: "workerd",
  async measure({ quick }) {
    const size = quick ? { genes: 2_000, samples: 40 } : { genes: 20_000, samples: 400 };
    const wide = quick ? size : { genes: 20_000, samples: 1_000 };
    const matrices: [name: string, matrix: StoredMatrix][] = [
      [GENES, await plainText("genes", size)],
      [SAMPLES, await plainText("samples", size)],
      ["TSV.gz, genes in rows", await gzipText(size)],
      ["Zarr, raw", await zarrArray(wide, "raw")],
      ["Zarr, gzip", await zarrArray(wide, "gzip")],
      ["Parquet, a column a sample", await parquetTable(wide)],
    ];
    const h5ad = await h5adFile(wide);
    if (h5ad !== null) matrices.push(["AnnData in HDF5", h5ad]);
    const storage = await mkdtemp(join(tmpdir(), "crossresist-bench-"));
    try {
      for (const [, matrix] of matrices) await put(storage, matrix);
      const server = await startServer(storage);
      try {
        const sets = fourSets(size.genes);
        const cases = matrices.map(([name, { path, bytes }]): Case => {
          const key = basename(path) + (path.endsWith(".zarr") ? "/" : "");
          return { name, work: bytes, of: "bytes", run: () => score(server, key, sets) };
        });
        const timings = await interleaved(cases, quick ? { rounds: 1, warmup: 1 } : { rounds: 9, warmup: 3 });
        const slower = lowest([GENES, SAMPLES].map((name) => megabytesPerSecond(timesOf(timings, name))));
        return { figures: figures(timings, cases), ratios: { workerd_tsv_mb_per_s: slower } };
      } finally {
        await server.close();
      }
    } finally {
      await rm(storage, { recursive: true });
    }
  },
};
