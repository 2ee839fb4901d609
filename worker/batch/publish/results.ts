/** What a job publishes, and in which order: the manifest comes last, and its presence alone says that all is there. */
import type { Env } from "../../env.ts";
import { chunks } from "../../matrix/stream/chunks.ts";
import { openSink } from "../../storage/buckets.ts";
import { checkLength } from "../../storage/key.ts";
import type { SizedPieces } from "../../storage/store.ts";
import { batchConfig } from "../config.ts";
import { canonicalJson } from "../job/canonical.ts";
import type { NewJob } from "../job/registry.ts";
import { logEvent } from "../metrics.ts";

export const RESULT_FILES = {
  scores: "scores.csv",
  parquet: "scores.parquet",
  report: "report.html",
  samples: "samples.ndjson",
  summary: "summary.json",
  manifest: "manifest.json",
  error: "error.json",
  request: "request.json",
} as const;

export type ResultFile = keyof typeof RESULT_FILES;

const CONTENT_TYPES: Record<ResultFile, string> = {
  scores: "text/csv; charset=utf-8",
  parquet: "application/vnd.apache.parquet",
  report: "text/html; charset=utf-8",
  samples: "application/x-ndjson",
  summary: "application/json",
  manifest: "application/json",
  error: "application/problem+json",
  request: "application/json",
};

/** Key in the bucket of a file of a job's results. */
export function resultKey(job: Pick<NewJob, "result">, file: ResultFile): string {
  return job.result + RESULT_FILES[file];
}

/** Whether results, an error or nothing is published. */
export async function outcomeOf(env: Env, job: Pick<NewJob, "result">): Promise<"done" | "failed" | null> {
  if ((await env.MATRICES.head(resultKey(job, "manifest"))) !== null) return "done";
  return (await env.MATRICES.head(resultKey(job, "error"))) === null ? null : "failed";
}

/** Writes a file in one request, so that it is there whole or not at all. */
export async function putPieces(env: Env, key: string, { size, pieces }: SizedPieces, contentType: string) {
  const { readable, writable } = new FixedLengthStream(size);
  const writing = (async () => {
    const writer = writable.getWriter();
    try {
      for await (const piece of pieces()) await writer.write(piece);
      await writer.close();
    } catch (error) {
      await writer.abort(error).catch(() => undefined);
      throw error;
    }
  })();
  const [object] = await Promise.all([env.MATRICES.put(key, readable, { httpMetadata: { contentType } }), writing]);
  return object;
}

/** What the manifest says of the run. */
export interface RunFacts {
  readonly matrix: { readonly genes: number; readonly samples: number; readonly digest: string | null };
  readonly engine: { readonly version: string; readonly path: string; readonly kernel: string | null };
}

/** Pieces that are made twice: to know their length, and to be written. Holding them would take more memory than making them. */
export function sized(make: () => Iterable<string> | Iterable<Uint8Array>): SizedPieces {
  const encoder = new TextEncoder();
  const bytesOf = (piece: string | Uint8Array) => (typeof piece === "string" ? encoder.encode(piece) : piece);
  let size = 0;
  for (const piece of make()) size += bytesOf(piece).length;
  return {
    size,
    async *pieces() {
      for (const piece of make()) yield bytesOf(piece);
    },
  };
}

/** What is published beside the manifest, in this order. */
export const PUBLISHED = ["scores", "parquet", "report", "samples", "summary"] as const;

/**
 * Publishes all files, and last the manifest.
 *
 * What is published depends on the object, the request and the engine alone: an attempt that was given up and goes on
 * nevertheless writes the same bytes.
 */
export async function publish(
  env: Env,
  job: NewJob,
  pieces: Readonly<Record<(typeof PUBLISHED)[number], SizedPieces>>,
  facts: RunFacts,
) {
  const files = [];
  for (const file of PUBLISHED) {
    const { size, etag } = await putPieces(env, resultKey(job, file), pieces[file], CONTENT_TYPES[file]);
    files.push({ name: RESULT_FILES[file], size, etag });
  }
  const { id, bucket, key, version, size } = job;
  const manifest = { job: id, source: { bucket, key, version, size }, ...facts, files };
  const text = `${canonicalJson(manifest)}\n`;
  await copyAll(env, job, text);
  await env.MATRICES.delete(resultKey(job, "error"));
  await put(env, job, "manifest", text);
}

/**
 * Publishes why there are no scores. Where the bucket that results are copied to does not take it, the job ends all the same.
 *
 * @param problem problem details as JSON
 */
export async function publishError(env: Env, job: NewJob, problem: string): Promise<void> {
  const text = `${problem}\n`;
  await put(env, job, "error", text);
  try {
    await targetOf(env)?.put(
      job,
      "error",
      sized(() => [text]),
    );
  } catch (error) {
    logEvent("error-not-copied", { level: "warn", job: job.id, error: String(error) });
  }
}

/** Copies what is published, and last its manifest, to where the configuration wants results besides. */
async function copyAll(env: Env, job: NewJob, manifest: string): Promise<void> {
  const target = targetOf(env);
  if (target === null) return;
  for (const file of PUBLISHED) {
    const object = await env.MATRICES.get(resultKey(job, file));
    if (object === null) throw new Error(`${resultKey(job, file)} is gone`);
    await target.put(job, file, { size: object.size, pieces: () => chunks(object.body) });
  }
  await target.remove(job, "error");
  await target.put(
    job,
    "manifest",
    sized(() => [manifest]),
  );
}

/** The bucket that results are copied to, by job and file; null where there is none. */
function targetOf(env: Env) {
  const { results } = batchConfig(env);
  if (results === undefined) return null;
  const { sink, prefix } = openSink(env, results);
  const keyOf = (job: NewJob, file: ResultFile) => {
    const key = prefix + resultKey(job, file);
    checkLength(key);
    return key;
  };
  return {
    put: (job: NewJob, file: ResultFile, body: SizedPieces) => sink.put(keyOf(job, file), body, CONTENT_TYPES[file]),
    remove: (job: NewJob, file: ResultFile) => sink.remove(keyOf(job, file)),
  };
}

function put(env: Env, job: NewJob, file: ResultFile, text: string): Promise<R2Object> {
  return env.MATRICES.put(resultKey(job, file), text, { httpMetadata: { contentType: CONTENT_TYPES[file] } });
}
