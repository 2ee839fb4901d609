/** What wrangler.toml binds. */

/** A bucket that requests may name. */
export interface BucketEntry {
  /** Name of the R2 binding. */
  readonly binding: string;
  /** Put before every key, so that a request sees one folder of the bucket only. */
  readonly prefix?: string;
}

export interface Env {
  /** Matrices, and under `spool/` the request bodies that are too large to keep in memory. */
  readonly MATRICES: R2Bucket;
  /** Public bucket name -> where it is. */
  readonly BUCKETS: Readonly<Record<string, BucketEntry>>;
}
