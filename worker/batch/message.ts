/** What travels through the queues: names of things, never data. */
import type { PartStage } from "./job/registry.ts";

/** `JOBS`: begin a job, or walk a page of a source. */
export type JobMessage =
  | { readonly job: string }
  | {
      /** Index of the source in the configuration. */
      readonly source: number;
      /** Where the listing goes on; absent at its beginning. */
      readonly cursor?: string;
    };

/** `PARTS`: take one part of an attempt through a stage. */
export interface PartMessage {
  readonly job: string;
  readonly attempt: number;
  readonly stage: PartStage;
  readonly part: number;
}

/** An R2 event notification, as far as it is looked at (Cloudflare R2, event notifications). */
export interface BucketEvent {
  readonly action: string;
  readonly bucket: string;
  readonly object: { readonly key: string; readonly size?: number; readonly eTag?: string };
}

/** Names of the queues, as wrangler.toml has them. */
export const QUEUES = {
  jobs: "crossresist-jobs",
  parts: "crossresist-parts",
  events: "crossresist-events",
  dead: "crossresist-dead",
} as const;
