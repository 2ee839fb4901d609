/** The settings of the scheduled batch, checked. */
import * as z from "zod";
import type { BucketEntry, Env } from "../env.ts";
import { LIMITS } from "../limits.ts";
import { parseScoring, type Scoring } from "../request/scoring.ts";
import { openSink } from "../storage/buckets.ts";
import { OWN_FOLDERS, RESULTS } from "../storage/key.ts";

const schema = z.strictObject({
  /** Folders whose objects are scored as they come. */
  sources: z.array(z.strictObject({ bucket: z.string(), prefix: z.string().default("") })).default([]),
  /** How they are scored: the members of a request, without a source. */
  request: z.record(z.string(), z.unknown()).default({}),
  /** Bucket behind S3 that results are copied to. */
  results: z.string().optional(),
  /** An attempt that gives no sign of life for so long is begun anew. */
  staleSeconds: z.number().positive().default(900),
  /** How long a run waits for its parts before it sends the missing ones again. */
  resendSeconds: z.number().positive().default(300),
  /** Wait before a failed message or step is tried again; doubled each time. */
  retrySeconds: z.number().positive().default(5),
  /** Stored bytes from which on an object is scored in parts without trying it whole. */
  wholeBytes: z.number().nonnegative().default(LIMITS.wholeBytes),
  /** Values of a part: of text, whose columns are held whole, and of numbers, which are read sample by sample. */
  partCells: z.number().positive().default(LIMITS.partCells),
  rangeCells: z.number().positive().max(LIMITS.cells).default(LIMITS.cells),
  /** Packed text of all parts that is gathered before it is written. */
  stripeBytes: z.number().positive().max(LIMITS.stripeBytes).default(LIMITS.stripeBytes),
  /** How long nothing in a folder that is a matrix must have changed before it is taken for whole. */
  folderQuietSeconds: z.number().nonnegative().default(900),
  /** Jobs that are over are forgotten after so many days; what they published stays. */
  retentionDays: z.number().positive().default(30),
  /** Uploads are removed after so many hours, finished or not. */
  uploadHours: z.number().positive().default(24),
  /** Told of each job that ends: address, and the name of the secret that signs what it is told. */
  webhook: z.strictObject({ url: z.url(), secret: z.string() }).optional(),
});

/** As wrangler.toml has it, unchecked. */
export type BatchSettings = z.input<typeof schema>;

/** Settings of the batch, `[vars.BATCH]` with its defaults. */
export interface BatchConfig extends Omit<z.output<typeof schema>, "request"> {
  readonly request: Scoring;
}

const checked = new WeakMap<BatchSettings, BatchConfig>();

/** @throws Error naming what is wrong with the configuration: it is the operator's to mend, not a sender's */
export function batchConfig(env: Env): BatchConfig {
  const known = checked.get(env.BATCH);
  if (known !== undefined) return known;
  const parsed = schema.safeParse(env.BATCH);
  if (!parsed.success) throw new Error(`BATCH is wrong: ${z.prettifyError(parsed.error)}`);
  for (const { bucket, prefix } of parsed.data.sources) checkSource(env, bucket, prefix);
  if (parsed.data.results !== undefined) checkResults(env, parsed.data.results, parsed.data.sources);
  const config = { ...parsed.data, request: parseScoring(parsed.data.request) };
  checked.set(env.BATCH, config);
  return config;
}

/** The folders that the service writes to must not be read as sources, nor a source be written to. */
function checkSource(env: Env, bucket: string, prefix: string): void {
  const entry = env.BUCKETS[bucket];
  if (entry === undefined) throw new Error(`BATCH names the bucket ${bucket}, which BUCKETS does not have`);
  const folder = (entry.prefix ?? "") + prefix;
  const own = OWN_FOLDERS.find((name) => folder.startsWith(name) || (isOwnBucket(entry) && name.startsWith(folder)));
  if (own !== undefined) {
    throw new Error(`BATCH reads "${folder}" in the bucket ${bucket}, where the service itself writes ${own}`);
  }
}

/** What is copied to a bucket must not be found there by the schedule. */
function checkResults(env: Env, name: string, sources: readonly { bucket: string; prefix: string }[]): void {
  const target = openSink(env, name).prefix + RESULTS;
  for (const { bucket, prefix } of sources) {
    const folder = (env.BUCKETS[bucket].prefix ?? "") + prefix;
    const meets = folder.startsWith(target) || target.startsWith(folder);
    if (meets && isSameBucket(env.BUCKETS[bucket], env.BUCKETS[name])) {
      throw new Error(`BATCH reads "${folder}" in the bucket ${bucket}, and copies results to ${target} there`);
    }
  }
}

function isSameBucket(one: BucketEntry, other: BucketEntry): boolean {
  if ("binding" in one || "binding" in other) return false;
  return one.endpoint === other.endpoint && one.bucket === other.bucket;
}

function isOwnBucket(entry: BucketEntry): boolean {
  return "binding" in entry && entry.binding === "MATRICES";
}
