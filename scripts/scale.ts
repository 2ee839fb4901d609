/**
 * Scores matrices of any size by the scheduled batch on the real local R2, queues, Workflows and registry, and says what it took.
 *
 *     npm run scale -- --samples 20000 [--genes 20000] [--layout genes|samples] [--plain] [--once]
 *     npm run scale -- --matrices 1000 [--samples 20] [--genes 500]
 *
 * The matrix is made as it is uploaded, in parts of 16 MB, and is never whole on this computer outside the bucket. It is picked
 * up by a cron tick; a second tick must do nothing, and a changed object must be scored again (left out by --once). Exit status 1 if a job fails or a tick does more than it should.
 */
import { Readable } from "node:stream";
import { parseArgs } from "node:util";
import { createGzip } from "node:zlib";
import { isOver, type Job, LocalWorker } from "./batch/local.ts";
import { genesInRows, type MatrixSize, samplesInRows } from "./batch/matrix.ts";

const { values } = parseArgs({
  options: {
    samples: { type: "string" },
    genes: { type: "string" },
    layout: { type: "string", default: "genes" },
    matrices: { type: "string" },
    plain: { type: "boolean", default: false },
    once: { type: "boolean", default: false },
  },
});
const MANY = Number(values.matrices ?? 0);
const SIZE: MatrixSize = {
  samples: Number(values.samples ?? (MANY > 0 ? 20 : 1_000)),
  genes: Number(values.genes ?? (MANY > 0 ? 500 : 20_000)),
};
const LEASE_BYTES = 64 * 1024 * 1024;

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const seconds = (from: number) => (Date.now() - from) / 1000;

function textOf(size: MatrixSize): Iterable<string> {
  return values.layout === "samples" ? samplesInRows(size) : genesInRows(size);
}

/** Uploads a matrix while it is made, and puts it in the source. @returns bytes as stored */
async function upload(worker: LocalWorker, size: MatrixSize): Promise<number> {
  const name = values.plain ? "matrix.tsv" : "matrix.tsv.gz";
  const begun = await worker.fetch("/v1/uploads", { method: "POST", body: JSON.stringify({ name }) });
  const { id, partBytes, source } = (await begun.json()) as {
    id: string;
    partBytes: number;
    source: { key: string };
  };
  const text = Readable.from(textOf(size));
  const bytes = values.plain ? text : text.pipe(createGzip({ level: 1 }));
  let part = new Uint8Array(partBytes);
  let filled = 0;
  let parts = 0;
  let total = 0;
  const send = async () => {
    const answer = await worker.fetch(`/v1/uploads/${id}/parts/${++parts}`, {
      method: "PUT",
      body: part.slice(0, filled),
    });
    if (!answer.ok) throw new Error(`part ${parts}: ${answer.status} ${await answer.text()}`);
    total += filled;
    filled = 0;
  };
  for await (const piece of bytes) {
    for (let rest: Uint8Array = Buffer.from(piece); rest.length > 0; ) {
      const taken = Math.min(rest.length, partBytes - filled);
      part.set(rest.subarray(0, taken), filled);
      filled += taken;
      rest = rest.subarray(taken);
      if (filled === partBytes) await send();
    }
  }
  if (filled > 0) await send();
  part = new Uint8Array(0);
  const done = await worker.fetch(`/v1/uploads/${id}/complete`, { method: "POST" });
  if (!done.ok) throw new Error(`the upload failed: ${await done.text()}`);
  await worker.copy(`uploads/${source.key}`, `inbox/${name}`);
  await worker.fetch(`/v1/uploads/${id}`, { method: "DELETE" });
  return total;
}

/** Waits for `count` jobs and for all of them to end. */
async function settle(worker: LocalWorker, count: number): Promise<Job[]> {
  for (;;) {
    await wait(count > 1 ? 1_000 : 100);
    const jobs = await worker.jobs();
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

async function one(worker: LocalWorker): Promise<void> {
  let begun = Date.now();
  const bytes = await upload(worker, SIZE);
  console.log(`made and uploaded: ${(bytes / 1e6).toFixed(1)} MB as stored in ${seconds(begun).toFixed(1)} s`);
  begun = Date.now();
  const cpu = worker.server.cpuSeconds();
  await worker.tick();
  expectDone(await settle(worker, 1));
  const elapsed = seconds(begun);
  const used = worker.server.cpuSeconds() - cpu;
  const folder = (await worker.keys("results/")).find((key) => key.endsWith("summary.json")) ?? "";
  const summary = JSON.parse((await worker.text(folder)) ?? "{}") as { engine: { heldBytes: number } };
  const { heldBytes } = summary.engine;
  console.log(
    `scored: ${SIZE.genes} genes x ${SIZE.samples} samples in ${elapsed.toFixed(1)} s, ${used.toFixed(1)} s of CPU`,
  );
  console.log(
    `a sample: ${((1000 * elapsed) / SIZE.samples).toFixed(2)} ms, ${((1000 * used) / SIZE.samples).toFixed(2)} ms of CPU`,
  );
  console.log(
    `held for a part by our own account: ${(heldBytes / 2 ** 20).toFixed(1)} MiB of ${LEASE_BYTES / 2 ** 20}`,
  );
  if (heldBytes > LEASE_BYTES) throw new Error("a part held more than the lease");
  if ((await worker.keys("stage/")).length > 0) throw new Error("tiles are left");
  await idleTick(worker, 1);
  console.log("a second tick did nothing");
  if (values.once) return;
  await upload(worker, { ...SIZE, seed: 1 });
  await worker.tick();
  expectDone(await settle(worker, 2));
  console.log("the changed object was scored again");
}

async function many(worker: LocalWorker): Promise<void> {
  for (let round = 0; round < 3; round++) await idleTick(worker, 0);
  console.log("three ticks over an empty source did nothing");
  for (let matrix = 0; matrix < MANY; matrix++) {
    await worker.put(`inbox/${matrix}.tsv`, [...textOf({ ...SIZE, seed: matrix })].join(""));
  }
  const begun = Date.now();
  await worker.tick();
  expectDone(await settle(worker, MANY));
  const manifests = (await worker.keys("results/")).filter((key) => key.endsWith("/manifest.json")).length;
  if (manifests !== MANY) throw new Error(`${manifests} manifests for ${MANY} matrices`);
  const elapsed = seconds(begun);
  console.log(`scored: ${MANY} matrices of ${SIZE.genes} genes x ${SIZE.samples} samples in ${elapsed.toFixed(1)} s`);
  await idleTick(worker, MANY);
  console.log("a second tick did nothing");
}

const worker = new LocalWorker({ wholeBytes: MANY > 0 ? 134_217_728 : 0 });
try {
  await worker.start();
  await (MANY > 0 ? many(worker) : one(worker));
  for (const [, peak] of worker.server.highWater())
    console.log(`workerd high water: ${(peak / 2 ** 20).toFixed(0)} MiB`);
} finally {
  await worker.stop();
}
