/**
 * The registry: the one place that knows which jobs and uploads there are.
 *
 * A Durable Object, because Workflows cannot be listed and R2 takes one write a second for a key. Its methods are the calls
 * that others make; a call is a transaction. What is published in the bucket decides whether an object is done, not this.
 */
import { DurableObject } from "cloudflare:workers";
import type { Env } from "../../env.ts";
import { type Job, type JobState, JobTable, type NewJob, type PartStage, type Progress } from "../registry/jobs.ts";
import { SCHEMA } from "../registry/schema.ts";
import { type Upload, type UploadedPart, UploadTable } from "../registry/uploads.ts";

export { JOB_STATES, type Job, type JobState, type NewJob, type PartStage, type Progress } from "../registry/jobs.ts";
export type { Upload, UploadedPart } from "../registry/uploads.ts";

/** The one Durable Object that knows all jobs and uploads; its methods are called by RPC, and each is one transaction. */
export class Registry extends DurableObject<Env> {
  readonly #jobs: JobTable;
  readonly #uploads: UploadTable;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    state.storage.sql.exec(SCHEMA);
    this.#jobs = new JobTable(state.storage.sql);
    this.#uploads = new UploadTable(state.storage.sql);
  }

  job(id: string): Job | null {
    return this.#jobs.get(id);
  }

  submit(job: NewJob, again: boolean): boolean {
    return this.#jobs.submit(job, again, Date.now());
  }

  /** @param staleMs how long an attempt may be silent */
  claim(id: string, staleMs: number): Job | null {
    const now = Date.now();
    return this.#jobs.claim(id, now - staleMs, now);
  }

  release(id: string, attempt: number): void {
    this.#jobs.release(id, attempt, Date.now());
  }

  report(id: string, attempt: number, progress: Progress): boolean {
    return this.#jobs.report(id, attempt, progress, Date.now());
  }

  finishPart(id: string, attempt: number, stage: PartStage, part: number): number | null {
    return this.#jobs.finishPart(id, attempt, stage, part, Date.now());
  }

  isMissing(id: string, attempt: number, stage: PartStage, part: number): boolean {
    return this.#jobs.isMissing(id, attempt, stage, part);
  }

  missingParts(id: string, attempt: number, stage: PartStage): number[] {
    return this.#jobs.missingParts(id, attempt, stage);
  }

  finish(id: string, attempt: number, state: "done" | "failed", problem: string | null): boolean {
    return this.#jobs.finish(id, attempt, state, problem, Date.now());
  }

  abandon(id: string, problem: string): boolean {
    return this.#jobs.abandon(id, problem, Date.now());
  }

  cancel(id: string): boolean {
    return this.#jobs.cancel(id, Date.now());
  }

  list(
    prefix: string,
    state: JobState | undefined,
    after: { created: number; id: string } | undefined,
    limit: number,
  ): Job[] {
    return this.#jobs.list(prefix, state, after, limit);
  }

  openJobs(prefix: string): number {
    return this.#jobs.open(prefix);
  }

  silent(staleMs: number, limit: number): Job[] {
    return this.#jobs.silent(Date.now() - staleMs, limit);
  }

  states(ids: readonly string[]): Record<string, JobState> {
    return this.#jobs.states(ids);
  }

  prune(olderThanMs: number): void {
    this.#jobs.prune(Date.now() - olderThanMs);
  }

  addUpload(upload: Omit<Upload, "state">): void {
    this.#uploads.add(upload);
  }

  upload(id: string): Upload | null {
    return this.#uploads.get(id, Date.now());
  }

  addUploadPart(id: string, part: UploadedPart): void {
    this.#uploads.addPart(id, part);
  }

  uploadParts(id: string): UploadedPart[] {
    return this.#uploads.parts(id);
  }

  completeUpload(id: string): void {
    this.#uploads.complete(id);
  }

  removeUpload(id: string): void {
    this.#uploads.remove(id);
  }

  expiredUploads(limit: number): Upload[] {
    return this.#uploads.expired(Date.now(), limit);
  }
}

/** The registry of this deployment; there is one. */
export function registryOf(env: Env): DurableObjectStub<Registry> {
  return env.REGISTRY.get(env.REGISTRY.idFromName("registry"));
}
