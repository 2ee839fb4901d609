/** What wrangler.toml binds. */
import type { BatchSettings } from "./batch/config.ts";
import type { Registry } from "./batch/job/registry.ts";
import type { JobMessage, PartMessage } from "./batch/message.ts";
import type { RunParams } from "./batch/run/run.ts";

interface EntryBase {
  /** Put before every key, so that a request sees one folder of the bucket only. */
  readonly prefix?: string;
}

/** An R2 bucket that requests may name. */
export interface R2Entry extends EntryBase {
  /** Name of the R2 binding. */
  readonly binding: string;
  /** Name of the bucket in the account, by which event notifications call it. */
  readonly bucketName?: string;
}

/** A bucket behind an S3 endpoint that requests may name. */
export interface S3Entry extends EntryBase {
  readonly endpoint: string;
  readonly bucket: string;
  /** "auto" by default, which is R2's. */
  readonly region?: string;
  /** `endpoint/bucket/key` instead of `bucket.endpoint/key`. */
  readonly pathStyle?: boolean;
  /** Whether results may be written there. */
  readonly write?: boolean;
  /** Names of the secrets that hold them. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A bucket that requests may name: a binding, or where an S3 is. */
export type BucketEntry = R2Entry | S3Entry;

/** What `wrangler.toml` and the secrets give the Worker. */
export interface Env {
  /** Who may call: `tokens`, `open` or `local` (`access/mode.ts`). */
  readonly ACCESS?: string;
  /** Secret: the hashes of all tokens and what each allows, as JSON (`access/token.ts`). */
  readonly TOKENS?: string;
  /** Secret: keys that sign links to results (`access/links.ts`). */
  readonly LINK_KEYS?: string;
  /** Origins whose pages may call from a browser. */
  readonly ORIGINS?: readonly string[];
  /** Counts the requests of whoever has no counter of their own. */
  readonly RATE?: RateLimit;
  /** Uploads, results and the batch's own tiles, and under `spool/` the bodies that are too large to keep in memory. */
  readonly MATRICES: R2Bucket;
  /** Public bucket name -> where it is. */
  readonly BUCKETS: Readonly<Record<string, BucketEntry>>;
  /** What the scheduled batch reads, and how; checked by `batchConfig`. */
  readonly BATCH: BatchSettings;
  /** Jobs to begin, and folders to walk. */
  readonly JOBS: Queue<JobMessage>;
  /** Parts of large jobs, one a message. */
  readonly PARTS: Queue<PartMessage>;
  /** The run of a job that is too large for one invocation. */
  readonly RUNS: Workflow<RunParams>;
  readonly REGISTRY: DurableObjectNamespace<Registry>;
  /** Counters of jobs and parts, where bound. */
  readonly METRICS?: AnalyticsEngineDataset;
}
