/**
 * Scores matrices of any size by the scheduled batch on the real local R2, queues, Workflows and registry, and says what it took.
 *
 *     npm run scale -- --samples 1000[,10000,100000] [--genes 20000] [--layout genes|samples] [--store r2|s3]
 *                      [--signatures core|all] [--plain] [--once] [--write]
 *     npm run scale -- --matrices 1000 [--samples 20] [--genes 500] [--write]
 *
 * The matrix is made as it is read and is never whole on this computer: for `r2` it is uploaded in parts of 16 MB and lies in the
 * local bucket, for `s3` it lies nowhere. It is picked up by a cron tick; a second tick must do nothing, and a changed object must
 * be scored again (left out by --once). With several sizes, the cost of a sample is compared with that of the first.
 * With --write the figures go into docs/batch.md. Exit status 1 if a job fails, a part holds more than its lease, or a tick does more than it should.
 */
import { cpus } from "node:os";
import { LIMITS } from "../worker/limits.ts";
import { type ManyRun, type ScaleRun, writeBatch } from "./batch/document.ts";
import { isOver, type Job, LocalWorker } from "./batch/local.ts";
import { type MadeObject, type MatrixKind, madeMatrix, textOf } from "./batch/made.ts";
import { type S3Server, serveS3 } from "./batch/s3.ts";
import { ending, oneOf, Usage } from "./cli/command.ts";
import { argumentsOf } from "./node/arguments.ts";

/** Samples of the run that compiles the Worker's code before anything is measured. */
const WARM_SAMPLES = 500;

const SYNOPSIS = "npm run scale -- --samples 1000[,10000,...] | --matrices 1000 [options]";

const OPTIONS = {
  samples: { type: "string" },
  genes: { type: "string" },
  layout: { type: "string", default: "genes" },
  store: { type: "string", default: "r2" },
  signatures: { type: "string", default: "core" },
  matrices: { type: "string" },
  plain: { type: "boolean", default: false },
  once: { type: "boolean", default: false },
  write: { type: "boolean", default: false },
} as const;

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const secondsSince = (from: number) => (Date.now() - from) / 1000;

/** Where matrices are put to be picked up. */
interface Store {
  readonly name: string;
  put(name: string, object: MadeObject): Promise<void>;
}

function r2(worker: LocalWorker): Store {
  return { name: "r2", put: (name, object) => upload(worker, `inbox/${name}`, object) };
}

/** Uploads a matrix while it is made, and puts it in the source. */
async function upload(worker: LocalWorker, key: string, object: MadeObject): Promise<void> {
  const begun = await worker.fetch("/v1/uploads", { method: "POST", body: JSON.stringify({ name: "matrix" }) });
  const { id, partBytes, source } = (await begun.json()) as { id: string; partBytes: number; source: { key: string } };
  const part = new Uint8Array(partBytes);
  let filled = 0;
  let parts = 0;
  const send = async () => {
    const answer = await worker.fetch(`/v1/uploads/${id}/parts/${++parts}`, {
      method: "PUT",
      body: part.slice(0, filled),
    });
    if (!answer.ok) throw new Error(`part ${parts}: ${answer.status} ${await answer.text()}`);
    filled = 0;
  };
  for (const piece of object.bytes(0)) {
    for (let rest = piece; rest.length > 0; ) {
      const taken = Math.min(rest.length, partBytes - filled);
      part.set(rest.subarray(0, taken), filled);
      filled += taken;
      rest = rest.subarray(taken);
      if (filled === partBytes) await send();
    }
  }
  if (filled > 0) await send();
  const done = await worker.fetch(`/v1/uploads/${id}/complete`, { method: "POST" });
  if (!done.ok) throw new Error(`the upload failed: ${await done.text()}`);
  await worker.copy(`uploads/${source.key}`, key);
  await worker.fetch(`/v1/uploads/${id}`, { method: "DELETE" });
}

/** Waits for `count` jobs and for all of them to end. @param look called meanwhile with the jobs */
async function settle(worker: LocalWorker, count: number, look = (_: readonly Job[]) => {}): Promise<Job[]> {
  for (;;) {
    await wait(count > 10 ? 1_000 : 100);
    const jobs = await worker.jobs();
    look(jobs);
    if (jobs.length >= count && jobs.every(isOver)) return jobs;
  }
}

/** A tick that finds nothing new. */
async function idleTick(worker: LocalWorker, count: number): Promise<void> {
  await worker.tick();
  await wait(1_000);
  const jobs = await worker.jobs();
  if (jobs.length !== count || !jobs.every(isOver))
    throw new Error(`an idle tick left ${jobs.length} jobs, not ${count}`);
}

function expectDone(jobs: readonly Job[]): void {
  const failed = jobs.filter(({ state }) => state !== "done");
  if (failed.length > 0) throw new Error(`${failed.length} jobs failed, such as ${JSON.stringify(failed[0])}`);
}

/** Made before anything is measured: laying out a large one takes seconds. */
interface Matrix {
  readonly kind: MatrixKind;
  readonly object: MadeObject;
}

function matrixOf(kind: MatrixKind): Matrix {
  return { kind, object: madeMatrix(kind) };
}

/** Puts a matrix in the source and has it scored by a tick. @param count jobs that there are then */
async function score(
  worker: LocalWorker,
  store: Store,
  { kind, object }: Matrix,
  signatures: string,
  count: number,
): Promise<ScaleRun> {
  const name = `matrix-${kind.samples}.tsv${kind.gzip ? ".gz" : ""}`;
  await store.put(name, object);
  worker.server.forgetHighWater();
  const begun = Date.now();
  const cpu = worker.server.cpuSeconds();
  const before = await worker.calls();
  const cpuOfStages: Record<string, number> = {};
  const highWaterOfStages: Record<string, number> = {};
  let stage = "";
  let entered = cpu;
  let parts = 0;
  const enter = (next: string) => {
    const now = worker.server.cpuSeconds();
    if (stage !== "") {
      cpuOfStages[stage] = (cpuOfStages[stage] ?? 0) + now - entered;
      const highWater = Math.max(...worker.server.highWater().values());
      highWaterOfStages[stage] = Math.max(highWaterOfStages[stage] ?? 0, highWater);
      worker.server.forgetHighWater();
    }
    [stage, entered] = [next, now];
    if (next !== "") process.stderr.write(`${secondsSince(begun).toFixed(0)} s: ${next}\n`);
  };
  await worker.tick();
  const jobs = await settle(worker, count, (known) => {
    const job = known.at(-1);
    if (known.length < count || job === undefined) return;
    parts = Math.max(parts, job.parts?.total ?? 0);
    if ((job.stage ?? "end") !== stage) enter(job.stage ?? "end");
  });
  enter("");
  const after = await worker.calls();
  expectDone(jobs);
  const folder = (await worker.keys("results/")).find(
    (key) => key.includes(`/${name}/${jobs.at(-1)?.source.version}/`) && key.endsWith("summary.json"),
  );
  const summary = JSON.parse((await worker.text(folder ?? "")) ?? "{}") as { engine: { heldBytes: number } };
  const { samples, genes, layout } = kind;
  return {
    samples,
    genes,
    layout: `${layout}${kind.gzip ? ", gz" : ""}`,
    store: store.name,
    signatures,
    storedBytes: object.size,
    seconds: secondsSince(begun),
    cpuSeconds: worker.server.cpuSeconds() - cpu,
    cpuOfStages,
    parts,
    calls: Object.fromEntries(Object.entries(after).map(([name, calls]) => [name, calls - (before[name] ?? 0)])),
    heldBytes: summary.engine.heldBytes,
    highWaterBytes: Math.max(...Object.values(highWaterOfStages)),
    highWaterOfStages,
  };
}

const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(1);

function say(run: ScaleRun, first: ScaleRun): void {
  const { samples, genes, seconds, cpuSeconds, cpuOfStages, parts, heldBytes, highWaterBytes, storedBytes } = run;
  const perSample = ({ cpuSeconds, samples }: ScaleRun) => (1000 * cpuSeconds) / samples;
  console.log(
    `${genes} genes x ${samples} samples, ${run.layout}, ${(storedBytes / 1e6).toFixed(1)} MB in ${run.store}:`,
  );
  console.log(`  scored in ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU, ${parts} parts`);
  const ratio = (perSample(run) / perSample(first)).toFixed(2);
  console.log(`  a sample: ${perSample(run).toFixed(2)} ms of CPU, ${ratio} times that of ${first.samples} samples`);
  const stages = Object.entries(cpuOfStages).map(([stage, cpu]) => `${stage} ${((1000 * cpu) / samples).toFixed(2)}`);
  console.log(`  of it: ${stages.join(", ")}`);
  console.log(`  held for a part by our own account: ${mib(heldBytes)} MiB of ${mib(LIMITS.isolateBytes)}`);
  const waters = Object.entries(run.highWaterOfStages).map(([stage, bytes]) => `${stage} ${mib(bytes)}`);
  console.log(
    `  resident size of workerd, simulators included: ${mib(highWaterBytes)} MiB at most (${waters.join(", ")})`,
  );
}

async function large(
  worker: LocalWorker,
  store: Store,
  matrices: readonly Matrix[],
  signatures: string,
  once: boolean,
): Promise<ScaleRun[]> {
  const [{ kind: first }] = matrices;
  await score(worker, store, matrixOf({ ...first, samples: WARM_SAMPLES, seed: 7 }), signatures, 1);
  const runs: ScaleRun[] = [];
  for (const matrix of matrices) {
    const run = await score(worker, store, matrix, signatures, runs.length + 2);
    runs.push(run);
    say(run, runs[0]);
    if (run.heldBytes > LIMITS.isolateBytes) throw new Error("a part held more than the lease");
    if ((await worker.keys("stage/")).length > 0) throw new Error("tiles are left");
  }
  await idleTick(worker, runs.length + 1);
  console.log("a second tick did nothing");
  if (once) return runs;
  await score(worker, store, matrixOf({ ...first, seed: 1 }), signatures, runs.length + 2);
  console.log("a changed object was scored again");
  return runs;
}

async function many(worker: LocalWorker, count: number, kind: MatrixKind): Promise<ManyRun> {
  for (let round = 0; round < 3; round++) await idleTick(worker, 0);
  console.log("three ticks over an empty source did nothing");
  for (let seed = 0; seed < count; seed++) await worker.put(`inbox/${seed}.tsv`, textOf(madeMatrix({ ...kind, seed })));
  const begun = Date.now();
  await worker.tick();
  expectDone(await settle(worker, count));
  const manifests = (await worker.keys("results/")).filter((key) => key.endsWith("/manifest.json")).length;
  if (manifests !== count) throw new Error(`${manifests} manifests for ${count} matrices`);
  const seconds = secondsSince(begun);
  const { genes, samples } = kind;
  console.log(`scored: ${count} matrices of ${genes} genes x ${samples} samples in ${seconds.toFixed(1)} s`);
  await idleTick(worker, count);
  console.log("a second tick did nothing");
  return { matrices: count, genes, samples, seconds };
}

await ending(SYNOPSIS, async () => {
  const { values } = argumentsOf(import.meta.filename, { options: OPTIONS });
  const count = Number(values.matrices ?? 0);
  const genes = Number(values.genes ?? (count > 0 ? 500 : 20_000));
  const sizes = (values.samples ?? (count > 0 ? "20" : "1000")).split(",").map(Number);
  if (![genes, count, ...sizes].every(Number.isInteger)) throw new Usage("Sizes are whole numbers.");
  const layout = oneOf("layout", values.layout, ["genes", "samples"]);
  const signatures = oneOf("signatures", values.signatures, ["core", "all"]);
  const isS3 = oneOf("store", values.store, ["r2", "s3"]) === "s3";
  const kinds = sizes.map((samples) => ({ genes, samples, layout, gzip: !values.plain && count === 0 }));
  const matrices = count > 0 ? [] : kinds.map(matrixOf);
  const objects = new Map<string, MadeObject>();
  const s3: S3Server | undefined = isS3 ? await serveS3(objects) : undefined;
  const worker = new LocalWorker({ batch: { wholeBytes: count > 0 ? 134_217_728 : 0 }, signatures, s3 });
  const store: Store = isS3 ? { name: "s3", put: async (name, object) => void objects.set(name, object) } : r2(worker);
  try {
    await worker.start();
    console.log(`${cpus().length} x ${cpus()[0].model}`);
    if (count > 0) {
      const run = await many(worker, count, kinds[0]);
      if (values.write) writeBatch({ many: run });
    } else {
      const runs = await large(worker, store, matrices, signatures, values.once);
      if (values.write) writeBatch({ scale: runs });
    }
  } finally {
    await worker.stop();
    s3?.close();
  }
});
