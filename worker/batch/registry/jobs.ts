/** Jobs, their attempts and finished parts, as rows. */
export const JOB_STATES = ["queued", "running", "done", "failed", "cancelled"] as const;

/** A name of {@link JOB_STATES}. */
export type JobState = (typeof JOB_STATES)[number];

/** Stages that a job goes through part by part. */
export const PART_STAGES = ["rank", "complete", "render"] as const;

export type PartStage = (typeof PART_STAGES)[number];

/** What a running job is at; "score" is the only one of a job that fits one invocation. */
export type Stage = "inspect" | "score" | "stage" | "cohort" | "publish" | PartStage;

/** A job as it is submitted. */
export interface NewJob {
  /** Hash of bucket, key, version and request. */
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly version: string;
  /** Of the object, in bytes. */
  readonly size: number;
  /** Folder of the results, with a slash at the end. */
  readonly result: string;
}

/** A job as the registry keeps it. */
export interface Job extends NewJob {
  readonly state: JobState;
  readonly stage: Stage | null;
  /** How often it was begun; a step of an earlier attempt may change nothing any more. */
  readonly attempt: number;
  /** Parts of this attempt, and how many of them are through the stage. */
  readonly parts: number;
  readonly partsDone: number;
  readonly genes: number | null;
  readonly samples: number | null;
  /** Problem details of a failed job, as JSON. */
  readonly problem: string | null;
  readonly created: number;
  readonly updated: number;
}

/** What is learnt of a job while it runs. */
export interface Progress {
  readonly stage?: Stage;
  readonly parts?: number;
  readonly genes?: number;
  readonly samples?: number;
}

const COLUMNS =
  "id, bucket, key, version, size, result, state, stage, attempt, parts, genes, samples, problem, created, updated, " +
  "(SELECT COUNT(*) FROM parts WHERE parts.job = jobs.id AND parts.attempt = jobs.attempt AND parts.stage = jobs.stage) AS partsDone";

/** The key begins with what is given twice: letters count as they are, which LIKE would not let them. */
const BELOW = "substr(key, 1, length(?)) = ?";

type Row = Record<string, SqlStorageValue>;

/** Rows of {@link COLUMNS} are jobs: the names and types are the schema's. */
function jobsOf(cursor: SqlStorageCursor<Row>): Job[] {
  return cursor.toArray() as unknown as Job[];
}

/** The table of jobs and that of their finished parts; times are milliseconds since 1970, given by the caller. */
export class JobTable {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  get(id: string): Job | null {
    return jobsOf(this.#sql.exec(`SELECT ${COLUMNS} FROM jobs WHERE id = ?`, id))[0] ?? null;
  }

  /**
   * Adds a job that is not known yet.
   *
   * @param again whether one that failed or was cancelled is queued anew
   * @returns whether it is to be sent to the queue
   */
  submit(job: NewJob, again: boolean, now: number): boolean {
    const { id, bucket, key, version, size, result } = job;
    const known = this.get(id);
    if (known === null) {
      const values = [id, bucket, key, version, size, result, now, now];
      this.#sql.exec(
        "INSERT INTO jobs (id, bucket, key, version, size, result, state, created, updated) VALUES (?, ?, ?, ?, ?, ?, 'queued', ?, ?)",
        ...values,
      );
      return true;
    }
    if (!again || known.state === "queued" || known.state === "running") return false;
    this.#set(id, "queued", null, now);
    return true;
  }

  /**
   * Begins the next attempt of a job that waits, or whose last sign of life is older than `stale`.
   *
   * @returns the job with its new attempt; null if another attempt is under way, or nothing is left to do
   */
  claim(id: string, stale: number, now: number): Job | null {
    const job = this.get(id);
    if (job === null) return null;
    const free = job.state === "queued" || (job.state === "running" && job.updated < stale);
    if (!free) return null;
    this.#sql.exec("DELETE FROM parts WHERE job = ?", id);
    this.#sql.exec(
      "UPDATE jobs SET state = 'running', stage = 'inspect', attempt = attempt + 1, parts = 0, updated = ? WHERE id = ?",
      now,
      id,
    );
    return this.get(id);
  }

  /** Gives an attempt back that could not be finished for now. */
  release(id: string, attempt: number, now: number): void {
    if (this.isCurrent(id, attempt)) this.#set(id, "queued", null, now);
  }

  /** Whether `attempt` is the one under way: if not, its steps must stop. */
  isCurrent(id: string, attempt: number): boolean {
    const query = "SELECT 1 FROM jobs WHERE id = ? AND attempt = ? AND state = 'running'";
    return this.#sql.exec(query, id, attempt).toArray().length === 1;
  }

  /** A sign of life. @returns whether the attempt is still the one under way */
  report(id: string, attempt: number, { stage, parts, genes, samples }: Progress, now: number): boolean {
    if (!this.isCurrent(id, attempt)) return false;
    this.#sql.exec(
      `UPDATE jobs SET stage = COALESCE(?, stage), parts = COALESCE(?, parts), genes = COALESCE(?, genes),
       samples = COALESCE(?, samples), updated = ? WHERE id = ?`,
      stage ?? null,
      parts ?? null,
      genes ?? null,
      samples ?? null,
      now,
      id,
    );
    return true;
  }

  /**
   * Notes a part as through a stage, however often it is told.
   *
   * @returns parts that are left, or null where the job is at another attempt or stage
   */
  finishPart(id: string, attempt: number, stage: PartStage, part: number, now: number): number | null {
    if (this.get(id)?.stage !== stage || !this.report(id, attempt, {}, now)) return null;
    this.#sql.exec("INSERT OR IGNORE INTO parts VALUES (?, ?, ?, ?)", id, attempt, stage, part);
    // `partsDone` counts them without reading each.
    const { parts = 0, partsDone = 0 } = this.get(id) ?? {};
    return parts - partsDone;
  }

  /** Whether a part of the attempt under way is still to go through the stage that the job is at. */
  isMissing(id: string, attempt: number, stage: PartStage, part: number): boolean {
    if (!this.isCurrent(id, attempt) || this.get(id)?.stage !== stage) return false;
    const query = "SELECT 1 FROM parts WHERE job = ? AND attempt = ? AND stage = ? AND part = ?";
    return this.#sql.exec(query, id, attempt, stage, part).toArray().length === 0;
  }

  /** Parts of the attempt that are not through the stage yet, ascending. */
  missingParts(id: string, attempt: number, stage: PartStage): number[] {
    const query = "SELECT part FROM parts WHERE job = ? AND attempt = ? AND stage = ?";
    const rows = this.#sql.exec<{ part: number }>(query, id, attempt, stage).toArray();
    const done = new Set(rows.map(({ part }) => part));
    const parts = this.get(id)?.parts ?? 0;
    return Array.from({ length: parts }, (_, part) => part).filter((part) => !done.has(part));
  }

  /** Ends the attempt that is under way. @returns whether it was */
  finish(id: string, attempt: number, state: "done" | "failed", problem: string | null, now: number): boolean {
    if (!this.isCurrent(id, attempt)) return false;
    this.#set(id, state, problem, now);
    return true;
  }

  /** Ends a job whose messages are dead, whoever holds it. @returns whether it was not over already */
  abandon(id: string, problem: string, now: number): boolean {
    return this.#end(id, "failed", problem, now);
  }

  /** @returns whether the job was not over already */
  cancel(id: string, now: number): boolean {
    return this.#end(id, "cancelled", null, now);
  }

  #end(id: string, state: JobState, problem: string | null, now: number): boolean {
    const job = this.get(id);
    if (job === null || (job.state !== "queued" && job.state !== "running")) return false;
    this.#set(id, state, problem, now);
    return true;
  }

  /**
   * Jobs by state, the oldest first.
   *
   * @param prefix of their keys
   * @param after the last job of the page before
   */
  list(
    prefix: string,
    state: JobState | undefined,
    after: { created: number; id: string } | undefined,
    limit: number,
  ): Job[] {
    const since = after ?? { created: -1, id: "" };
    const filter = state === undefined ? "" : "state = ? AND ";
    const values = [...(state === undefined ? [] : [state]), prefix, prefix, since.created, since.id, limit];
    const query = `SELECT ${COLUMNS} FROM jobs WHERE ${filter}${BELOW} AND (created, id) > (?, ?) ORDER BY created, id LIMIT ?`;
    return jobsOf(this.#sql.exec(query, ...values));
  }

  /** How many jobs with keys below `prefix` are not over. */
  open(prefix: string): number {
    const query = `SELECT COUNT(*) AS open FROM jobs WHERE state IN ('queued', 'running') AND ${BELOW}`;
    return this.#sql.exec<{ open: number }>(query, prefix, prefix).one().open;
  }

  /** Jobs that should be under way and have given no sign of life since `before`, the longest silent first. */
  silent(before: number, limit: number): Job[] {
    const query = `SELECT ${COLUMNS} FROM jobs WHERE state IN ('queued', 'running') AND updated < ? ORDER BY updated LIMIT ?`;
    return jobsOf(this.#sql.exec(query, before, limit));
  }

  /** State of each known job. */
  states(ids: readonly string[]): Record<string, JobState> {
    const known = ids.flatMap((id) => {
      const state = this.#sql.exec<{ state: JobState }>("SELECT state FROM jobs WHERE id = ?", id).toArray()[0]?.state;
      return state === undefined ? [] : [[id, state] as const];
    });
    return Object.fromEntries(known);
  }

  /** Forgets jobs that were over before `before`; what is published stays, and says that they are done. */
  prune(before: number): void {
    this.#sql.exec("DELETE FROM jobs WHERE state IN ('done', 'failed', 'cancelled') AND updated < ?", before);
    this.#sql.exec("DELETE FROM parts WHERE job NOT IN (SELECT id FROM jobs)");
  }

  #set(id: string, state: JobState, problem: string | null, now: number): void {
    this.#sql.exec(
      "UPDATE jobs SET state = ?, stage = NULL, problem = ?, updated = ? WHERE id = ?",
      state,
      problem,
      now,
      id,
    );
    if (state !== "queued") this.#sql.exec("DELETE FROM parts WHERE job = ?", id);
  }
}
