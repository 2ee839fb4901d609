/**
 * `npm run formats`: whether one matrix, written in every format by its reference writer (scripts/fixtures/every.py), scores alike
 * to the last bit: in Node by both engines, and in workerd.
 *
 *     PYTHON=venv/bin/python npm run -s formats -- [MATRIX.tsv.gz ...]
 */
import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { type Manifest, scoresDigest } from "../test/support/manifest.ts";
import { ByteBudget } from "../worker/engine/budget.ts";
import { classify } from "../worker/engine/cohort/index.ts";
import { planScoring } from "../worker/request/plan.ts";
import { parseScoring } from "../worker/request/scoring.ts";
import { RESULT_FORMATS } from "../worker/results/index.ts";
import { scoreMatrix } from "../worker/score.ts";
import { platform } from "../worker/storage/platform.ts";
import { defineCommand, Usage } from "./cli/command.ts";
import { demoCohort } from "./demo/cohort.ts";
import { nodeMatrix } from "./node/folder.ts";
import { nodeRanker } from "./node/kernel.ts";
import { type Server, startServer } from "./node/server.ts";

const PYTHON = process.env.PYTHON ?? "python3";
const WRITER = join(import.meta.dirname, "fixtures/every.py");
const COUNTS = "500x4000";
const SHARED = join(import.meta.dirname, "../../shared/data");
const SHARED_MATRICES = ["nci60_u133a", "irradiated_molt4_rhvdm", "ovarian_gse12418"];
const ENGINES = ["wasm", "typescript"] as const;

const FIXTURES = join(import.meta.dirname, "../test/fixtures/formats");
/** What all fixtures hold genes of. */
const DIGEST_OF = [
  "sample",
  "rsi_eschrich2009:rank-linear",
  "isgrs_benci2019:singscore",
  "ces_zhang2016:singscore",
  "cin70_carter2006:singscore",
];

const { request, context } = planScoring(parseScoring({ partial: true }), []);

async function csvInNode(path: string, engine: (typeof ENGINES)[number]): Promise<string> {
  const runtime = { ranker: await nodeRanker(engine), platform, budget: new ByteBudget(2 ** 30, 0) };
  const scored = await scoreMatrix(await nodeMatrix(path), request, runtime);
  return [...RESULT_FORMATS.csv.chunks(classify(scored, context))].join("");
}

async function csvInWorker(server: Server, path: string): Promise<string> {
  const answer = await fetch(`${server.url}/v1/score?partial=true&format=csv`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: readFileSync(path),
  });
  return answer.text();
}

/** @returns the names of the files, the text first */
async function written(matrix: string, folder: string): Promise<string[]> {
  const what = matrix === COUNTS ? ["--counts", COUNTS] : [matrix];
  const { stdout } = await promisify(execFile)(PYTHON, [WRITER, ...what, folder]);
  return stdout.trim().split("\n");
}

/** @returns whether all files of a matrix score alike */
async function compare(matrix: string, server: Server): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), "crossresist-formats-"));
  try {
    const [text, ...files] = await written(matrix, folder);
    const expected = await csvInNode(join(folder, text), "wasm");
    const digest = createHash("sha256").update(expected).digest("hex").slice(0, 16);
    const name = matrix === COUNTS ? `counts ${COUNTS}` : basename(dirname(matrix));
    console.log(
      `${name}: ${expected.split("\n").length - 2} samples, CSV of ${expected.length} bytes, sha256 ${digest}`,
    );
    let same = true;
    for (const file of [text, ...files]) {
      const path = join(folder, file);
      const results = {
        "Node, wasm": await csvInNode(path, "wasm"),
        "Node, typescript": await csvInNode(path, "typescript"),
        workerd: await csvInWorker(server, path),
      };
      const other = Object.entries(results).filter(([, csv]) => csv !== expected);
      for (const [where, csv] of other) console.log(`  ${file} differs in ${where}: ${csv.slice(0, 300)}`);
      same &&= other.length === 0;
    }
    if (same) console.log(`  ${files.length + 1} files give these bytes in Node (wasm, typescript) and in workerd`);
    return same;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function writeManifest(): Promise<void> {
  const path = join(FIXTURES, "manifest.json");
  const { files }: Pick<Manifest, "files"> = JSON.parse(readFileSync(path, "utf8"));
  const matrices: Record<string, string> = {};
  for (const text of new Set(Object.values(files).map(({ matrix }) => matrix))) {
    matrices[text] = await scoresDigest(await csvInNode(join(FIXTURES, text), "wasm"), DIGEST_OF);
  }
  writeFileSync(path, `${JSON.stringify({ columns: DIGEST_OF, matrices, files }, null, 1)}\n`);
}

async function compareAll(matrices: readonly string[]): Promise<void> {
  try {
    execFileSync(PYTHON, ["-c", "import anndata, zarr, pyarrow, scipy, h5py"], { stdio: "ignore" });
  } catch {
    throw new Usage(`${PYTHON} lacks the writers of the formats; name another by PYTHON=...`);
  }
  const storage = await mkdtemp(join(tmpdir(), "crossresist-formats-"));
  const server = await startServer(storage);
  try {
    for (const matrix of matrices) if (!(await compare(matrix, server))) process.exitCode = 1;
  } finally {
    await server.close();
    await rm(storage, { recursive: true });
  }
}

const formats = defineCommand({
  name: "formats",
  synopsis: "[MATRIX.tsv.gz ...]",
  about: `Writes each matrix (genes in rows) in every format, scores all files in Node (both engines) and in workerd, and compares
the results byte by byte. By default: the demo cohort, a sparse matrix of counts, and real matrices where ../shared/data has
them. PYTHON names a Python that has the writers; the top of scripts/fixtures/formats.py says how one is made.`,
  options: {
    manifest: {
      type: "boolean",
      about: `instead, writes down the scores of the fixtures' texts: test/fixtures/formats/manifest.json. To be run after
scripts/fixtures/formats.py, and when scores change on purpose`,
    },
  },
  examples: [["PYTHON=venv/bin/python npm run -s formats", "the matrices that are there"]],
  async run({ manifest }, matrices) {
    if (manifest) return writeManifest();
    const shared = SHARED_MATRICES.map((name) => join(SHARED, name, "expr.tsv.gz")).filter((path) => existsSync(path));
    await compareAll(matrices.length > 0 ? matrices : [demoCohort.file, COUNTS, ...shared]);
  },
});

await formats.run(process.argv.slice(2));
