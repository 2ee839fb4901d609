/** Where the steps of an attempt leave what the next ones need. All of it is removed when the job ends. */
import type { Env } from "../../env.ts";

/** A job at one of its attempts. */
export interface Attempt {
  readonly job: string;
  readonly attempt: number;
}

/** Folder of all attempts of a job. */
export const jobFolder = (job: string) => `stage/${job}/`;

const folder = ({ job, attempt }: Attempt) => `${jobFolder(job)}${attempt}/`;

export const places = {
  /** What is known of the matrix after staging: {@link import("../stage/stage.ts").StagedMatrix}. */
  matrix: (at: Attempt) => `${folder(at)}matrix.json`,
  /** Text of all blocks, in stripes. */
  stripe: (at: Attempt, stripe: number) => `${folder(at)}stripe-${stripe}`,
  /** What is known of a block, and where its text lies: {@link import("../stage/block.ts").openBlock}. */
  block: (at: Attempt, part: number) => `${folder(at)}block-${part}.json`,
  /** Arrays of a part after each of its stages. */
  ranked: (at: Attempt, part: number) => `${folder(at)}ranked-${part}`,
  completed: (at: Attempt, part: number) => `${folder(at)}completed-${part}`,
  /** Numbers of a part that are gathered over all parts: column by column, a number a sample. */
  cohortValues: (at: Attempt, part: number) => `${folder(at)}cohort-values-${part}`,
  scores: (at: Attempt, part: number) => `${folder(at)}scores-${part}`,
  /** The text of a part's rows, and the Parquet file in pieces. */
  rendered: (at: Attempt, part: number) => `${folder(at)}rendered-${part}`,
  table: (at: Attempt, piece: number) => `${folder(at)}table-${piece}`,
  /** What the table does not say of the samples of a part. */
  gaps: (at: Attempt, part: number) => `${folder(at)}gaps-${part}`,
  /** What is known of the cohort: {@link import("./cohort.ts").CohortFacts}. */
  cohort: (at: Attempt) => `${folder(at)}cohort.json`,
  /** Names of all samples, in order. */
  samples: (at: Attempt) => `${folder(at)}samples.json`,
  /** Statistics of a group of genes, by panel gene. */
  statistics: (at: Attempt, group: number) => `${folder(at)}statistics-${group}.json`,
  /** Statistics of all genes. */
  allStatistics: (at: Attempt) => `${folder(at)}statistics.json`,
  /** Percentiles of a group of columns, part by part; within a part column by column, a number a sample. */
  percentiles: (at: Attempt, group: number) => `${folder(at)}percentiles-${group}`,
  /** What the cohort has of classes, and two codes a sample: radiation, chemo. */
  standing: (at: Attempt) => `${folder(at)}standing.json`,
  classes: (at: Attempt) => `${folder(at)}classes`,
  /** What the report says: distributions of a group of columns, rows of a part, and the planes of the classes. */
  spreads: (at: Attempt, group: number) => `${folder(at)}spreads-${group}.json`,
  listed: (at: Attempt, part: number) => `${folder(at)}listed-${part}.json`,
  planes: (at: Attempt) => `${folder(at)}planes.json`,
  summary: (at: Attempt) => `${folder(at)}summary.json`,
} as const;

/** Writes a value as JSON, over what was there. */
export async function putJson(env: Env, key: string, value: unknown): Promise<void> {
  await env.MATRICES.put(key, JSON.stringify(value));
}

/** @param Value what {@link putJson} wrote there */
export async function getJson<Value>(env: Env, key: string): Promise<Value> {
  return (await present(env, key)).json<Value>();
}

/** Writes numbers one after the other. */
export async function putFloats(env: Env, key: string, numbers: Float64Array): Promise<void> {
  await env.MATRICES.put(key, numbers);
}

/** The numbers [from, to) of {@link putFloats}. */
export async function getFloats(env: Env, key: string, from: number, to: number): Promise<Float64Array> {
  return new Float64Array((await getBytes(env, key, 8 * from, 8 * to)).buffer);
}

/** Bytes [from, to) of an object, or all. */
export async function getBytes(env: Env, key: string, from = 0, to?: number): Promise<Uint8Array<ArrayBuffer>> {
  if (to !== undefined && from >= to) return new Uint8Array(0);
  const range = to === undefined ? undefined : { offset: from, length: to - from };
  return new Uint8Array(await (await present(env, key, range)).arrayBuffer());
}

async function present(env: Env, key: string, range?: R2Range): Promise<R2ObjectBody> {
  const object = await env.MATRICES.get(key, { range });
  if (object === null) throw new Error(`${key} is gone`);
  return object;
}

/** Removes everything below a prefix. @returns number of objects */
export async function removeBelow(env: Env, prefix: string): Promise<number> {
  let removed = 0;
  for (;;) {
    // From the beginning each time: what was listed before is gone.
    const { objects } = await env.MATRICES.list({ prefix });
    if (objects.length === 0) return removed;
    await env.MATRICES.delete(objects.map(({ key }) => key));
    removed += objects.length;
  }
}
