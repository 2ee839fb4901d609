/**
 * Runs jobs on the real local runtime while everything around them fails, and sees that each ends with exactly one complete result,
 * byte for byte that of an undisturbed run, or with an error.json.
 *
 *     npm run faults -- [--runs 200] [--seed 1] [--rate 0.05] [--write]
 *
 * What goes wrong: exceptions before and after every step, registry call and bucket call, in consumers and inside parts; buckets, R2
 * and S3, answer 500 and 503, are slow, and their bodies break off; messages are lost or come twice; and in a third of the groups
 * of runs the whole runtime is killed and started again. Then the faults stop, and one cron tick has to bring everything to its end.
 * With --write the outcome goes into docs/batch.md. Exit status 1 if a run is broken; its seed is printed.
 */
import { writeBatch } from "./batch/document.ts";
import { isOver, type Job, LocalWorker } from "./batch/local.ts";
import { heldObject, type MadeObject } from "./batch/made.ts";
import { genesInRows, samplesInRows } from "./batch/matrix.ts";
import { type S3Fault, serveS3 } from "./batch/s3.ts";
import { argumentsOf } from "./node/arguments.ts";

const { values } = argumentsOf(import.meta.filename, {
  options: {
    runs: { type: "string" },
    seed: { type: "string" },
    rate: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const RUNS = Number(values.runs ?? 200);
const SEED = Number(values.seed ?? 1);
const RATE = Number(values.rate ?? 0.05);
/** Runs that go on at the same time. */
const GROUP = 8;
/** In one of so many groups the whole runtime is killed. */
const KILLED_EVERY = 3;
/** How long an attempt may be silent; a tick after it takes the job up again. */
const STALE_MS = 2_000;
const DISTURBED_MS = 3_000;
/** How long nothing may move before what is not over by then is taken for stuck; a busy machine alone is no fault. */
const STUCK_MS = 180_000;

const SMALL = { genes: 3_000, samples: 24 };
const LARGE = { genes: 3_000, samples: 60 };

/** Objects that runs are made of; each is scored undisturbed first, from either store. */
const KINDS: Record<string, string> = {
  whole: [...genesInRows(SMALL)].join(""),
  "parts-genes": [...genesInRows(LARGE)].join(""),
  "parts-samples": [...samplesInRows(LARGE)].join(""),
  unreadable: [...genesInRows(LARGE)].join("").replace(/\t[\d.]+\n$/, "\thigh\n"),
};
const S3_FAULTS = ["500", "503", "slow", "cut"] as const satisfies readonly S3Fault[];
const STORES = ["matrices", "made"] as const;
/** What a run is about. */
interface Subject {
  readonly kind: string;
  readonly bucket: (typeof STORES)[number];
  readonly key: string;
}
const KIND_NAMES = Object.keys(KINDS);

interface Outcome {
  readonly result: "complete" | "error.json" | "broken";
  readonly why?: string;
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** mulberry32, as the dice in the Worker. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Objects in the S3, and what goes wrong with its answers. */
const objects = new Map<string, MadeObject>();
const s3Faults = { rate: 0, random: generator(0), injected: {} as Record<string, number> };

function s3Fault(): S3Fault | null {
  const fault = S3_FAULTS[Math.floor((S3_FAULTS.length * s3Faults.random()) / s3Faults.rate)] ?? null;
  if (fault !== null) s3Faults.injected[`s3 ${fault}`] = (s3Faults.injected[`s3 ${fault}`] ?? 0) + 1;
  return fault;
}

async function put(worker: LocalWorker, { kind, bucket, key }: Subject): Promise<void> {
  if (bucket === "matrices") await worker.put(key, KINDS[kind]);
  else objects.set(key, heldObject(KINDS[kind]));
}

const allOver = (jobs: readonly Job[], subjects: readonly Subject[]) =>
  jobs.length >= subjects.length && jobs.every(isOver);

async function jobsOf(worker: LocalWorker, subjects: readonly Subject[]): Promise<Job[]> {
  const isAsked = ({ source }: Job) =>
    subjects.some(({ bucket, key }) => bucket === source.bucket && key === source.key);
  return (await worker.jobs()).filter(isAsked);
}

/** Waits while faults are thrown in. */
async function disturbed(worker: LocalWorker, subjects: readonly Subject[]): Promise<void> {
  const end = Date.now() + DISTURBED_MS;
  while (Date.now() < end && !allOver(await jobsOf(worker, subjects), subjects)) await wait(100);
}

/** Waits until all are over, or stuck. */
async function settled(worker: LocalWorker, subjects: readonly Subject[]): Promise<Job[]> {
  let known = "";
  for (let moved = Date.now(); ; await wait(100)) {
    const jobs = await jobsOf(worker, subjects);
    if (allOver(jobs, subjects) || Date.now() - moved > STUCK_MS) return jobs;
    if (JSON.stringify(jobs) !== known) moved = Date.now();
    known = JSON.stringify(jobs);
  }
}

/** Names and stores differ between runs; everything else of a file must not. */
const unnamed = (text: string | null, key: string) =>
  text
    ?.replaceAll(key, "KEY")
    .replaceAll(key.slice("inbox/".length), "KEY")
    .replaceAll(/"version:[^"]*"/g, "VERSION") ?? null;

/** What is compared, the manifest and the request apart. */
const FILES = ["scores.csv", "scores.parquet", "report.html", "samples.ndjson", "summary.json", "error.json"] as const;

type Files = Readonly<Record<(typeof FILES)[number], string | null>>;

async function filesOf(
  worker: LocalWorker,
  { bucket, key }: Subject,
): Promise<{ folders: number; manifests: number; files: Files }> {
  const keys = await worker.keys(`results/${bucket}/${key}/`);
  const folders = new Set(keys.map((name) => name.slice(0, name.lastIndexOf("/") + 1)));
  const [folder] = folders;
  const files: Record<string, string | null> = {};
  for (const name of FILES) files[name] = unnamed(await worker.text(`${folder}${name}`), key);
  return {
    folders: folders.size,
    manifests: keys.filter((name) => name.endsWith("/manifest.json")).length,
    files: files as Files,
  };
}

async function judge(
  worker: LocalWorker,
  subject: Subject,
  jobs: readonly Job[],
  undisturbed: Files,
): Promise<Outcome> {
  const broken = (why: string): Outcome => ({ result: "broken", why });
  const mine = jobs.filter(({ source }) => source.key === subject.key);
  if (mine.length !== 1) return broken(`${mine.length} jobs`);
  const [job] = mine;
  if (!isOver(job)) return broken(`still ${job.state} at ${job.stage}, attempt ${job.attempt}`);
  const { folders, manifests, files } = await filesOf(worker, subject);
  if (folders !== 1) return broken(`results in ${folders} folders`);
  const tiles = await worker.keys(`stage/${job.id}/`);
  if (tiles.length > 0) return broken(`${tiles.length} tiles are left, such as ${tiles[0]}`);
  const error = files["error.json"];
  if (job.state === "failed") {
    if (manifests > 0 || error === null) return broken(`failed with ${manifests} manifests and ${error}`);
    const expected = undisturbed["error.json"];
    const isExpected = expected === null || error === expected || /internal/.test(error);
    return isExpected ? { result: "error.json" } : broken(`another error: ${error}`);
  }
  if (manifests !== 1) return broken(`${manifests} manifests`);
  for (const name of FILES) {
    if (files[name] !== undisturbed[name]) {
      return broken(`${name} is another: ${difference(files[name], undisturbed[name])}`);
    }
  }
  return { result: "complete" };
}

/** Where two texts part. */
function difference(one: string | null, other: string | null): string {
  if (one === null || other === null) return `${one?.length} and ${other?.length} characters`;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return [one, other].map((text) => JSON.stringify(text.slice(at - 20, at + 40))).join(" instead of ");
}

async function main(): Promise<void> {
  const s3 = await serveS3(objects, s3Fault);
  const worker = new LocalWorker({
    batch: {
      wholeBytes: 600_000,
      stripeBytes: 200_000,
      partCells: 1,
      staleSeconds: STALE_MS / 1000,
      resendSeconds: 1,
      retrySeconds: 0.2,
    },
    s3,
  });
  const counts = { complete: 0, "error.json": 0, broken: 0 };
  const injected: Record<string, number> = {};
  let kills = 0;
  try {
    await worker.start();
    const undisturbed = new Map<string, Files>();
    const first = KIND_NAMES.map((kind): Subject => ({ kind, bucket: "matrices", key: `inbox/${kind}.tsv` }));
    for (const subject of first) await put(worker, subject);
    await worker.tick();
    await settled(worker, first);
    for (const subject of first) undisturbed.set(subject.kind, (await filesOf(worker, subject)).files);

    for (let first = 0; first < RUNS; first += GROUP) {
      const seed = SEED * 1_000_003 + first;
      const random = generator(seed);
      const subjects = Array.from({ length: Math.min(GROUP, RUNS - first) }, (_, at): Subject => {
        const run = first + at;
        const bucket = STORES[Math.floor(run / KIND_NAMES.length) % STORES.length];
        return { kind: KIND_NAMES[run % KIND_NAMES.length], bucket, key: `inbox/run-${run}.tsv` };
      });
      for (const subject of subjects) await put(worker, subject);
      Object.assign(s3Faults, { rate: RATE, random: generator(seed + 1) });
      await worker.fetch(`/control/chaos?rate=${RATE}&seed=${seed}`);
      await worker.tick();
      if ((first / GROUP) % KILLED_EVERY === 1) {
        await wait(random() * DISTURBED_MS);
        addUp(injected, await calm(worker));
        await worker.kill();
        kills++;
        await worker.start();
      } else {
        await disturbed(worker, subjects);
        addUp(injected, await calm(worker));
      }
      await wait(STALE_MS + 500);
      await worker.tick();
      const jobs = await settled(worker, subjects);
      for (const subject of subjects) {
        const outcome = await judge(worker, subject, jobs, undisturbed.get(subject.kind) as Files);
        counts[outcome.result]++;
        const { key, kind, bucket } = subject;
        if (outcome.result === "broken") console.log(`${key} (${kind}, ${bucket}, seed ${SEED}): ${outcome.why}`);
      }
      process.stderr.write(`\r${first + subjects.length} of ${RUNS} runs, ${kills} kills `);
    }
    process.stderr.write("\n");
  } finally {
    await worker.stop();
    s3.close();
  }
  addUp(injected, s3Faults.injected);
  for (const [kind, count] of Object.entries(injected).sort()) console.log(`${String(count).padStart(6)}  ${kind}`);
  console.log(`${String(kills).padStart(6)}  runtime killed`);
  const last = `runs ${RUNS}, complete ${counts.complete}, error.json ${counts["error.json"]}, broken ${counts.broken} (seed ${SEED})`;
  console.log(last);
  if (values.write) writeBatch({ faults: { runs: RUNS, seed: SEED, kills, injected, last } });
  process.exitCode = counts.broken === 0 ? 0 : 1;
}

/** Stops the faults. @returns how many there were in the Worker since they were set */
async function calm(worker: LocalWorker): Promise<Record<string, number>> {
  s3Faults.rate = 0;
  return (await (await worker.fetch("/control/chaos")).json()) as Record<string, number>;
}

function addUp(total: Record<string, number>, more: Record<string, number>): void {
  for (const [kind, count] of Object.entries(more)) total[kind] = (total[kind] ?? 0) + count;
}

await main();
