/** How a job is to be scored: kept beside its results, so that anyone can repeat it. */
import { catalogueVersion } from "../../catalogue/index.ts";
import { ownSignatures } from "../../catalogue/own.ts";
import { parseSheet } from "../../engine/sheet.ts";
import { ENGINE_VERSION } from "../../engine/version.ts";
import type { Env } from "../../env.ts";
import { Problem } from "../../problem.ts";
import { type Plan, planScoring } from "../../request/plan.ts";
import { type Scoring, scoringMembers } from "../../request/scoring.ts";
import { RESULTS } from "../../storage/key.ts";
import { resultKey } from "../publish/results.ts";
import { canonicalJson } from "./canonical.ts";
import { sha256 } from "./digest.ts";
import type { NewJob } from "./registry.ts";

/** What a job scores, and how. */
export interface JobRequest extends Omit<Scoring, "format"> {
  /** Text of the sample sheet. */
  readonly sheet?: string;
  /** Gene sets that came along, as GMT, and signatures as parsed JSON. */
  readonly gmt?: string;
  readonly own?: unknown;
}

/** What a job keeps of a request: not the representation of its answer, nor where the matrix lies. */
export function jobRequest(asked: Scoring, along: Pick<JobRequest, "sheet" | "gmt" | "own">): JobRequest {
  const { format: _, ...scoring } = scoringMembers(asked);
  return { ...scoring, ...along };
}

/** An object in the version that is to be scored. */
export interface JobObject {
  /** Public name of the bucket. */
  readonly bucket: string;
  /** As a request names it, without the bucket's prefix. */
  readonly key: string;
  readonly version: string;
  readonly size: number;
}

/** Hexadecimal digits of an id: 128 bits. */
const ID_DIGITS = 32;
/** Of the folder that keeps the requests of one object version apart. */
const FOLDER_DIGITS = 12;
/** Of the 1,024 bytes of a key the folder may take so many; file names need the rest. */
const RESULT_BYTES = 1000;

/**
 * The job of an object version and a request: the same for the same, in any order of members.
 * Engine and catalogue belong to the request: another version of them is another job.
 *
 * @throws Problem `bad-key`
 */
export async function jobOf(object: JobObject, request: JobRequest): Promise<NewJob> {
  const { bucket, key, version } = object;
  const asked = await sha256(canonicalJson({ request, engine: ENGINE_VERSION, catalogue: catalogueVersion }));
  const result = `${RESULTS}${bucket}/${key}/${version}/${asked.slice(0, FOLDER_DIGITS)}/`;
  if (new TextEncoder().encode(result).length > RESULT_BYTES) {
    throw new Problem(
      "bad-key",
      `The object key "${key.slice(0, 80)}…" is too long: its results could not be named after it.`,
    );
  }
  const id = (await sha256(canonicalJson([bucket, key, version, asked]))).slice(0, ID_DIGITS);
  return { ...object, id, result };
}

/** @throws Problem for everything that can be wrong with a request, signatures that are no longer there included */
export function planJob({ sheet, gmt, own, ...scoring }: JobRequest): Plan {
  const sets = ownSignatures(gmt, own, scoring.partial);
  return planScoring(scoring, sets, sheet === undefined ? undefined : parseSheet(sheet));
}

const nameOf = (job: NewJob) => resultKey(job, "request");

/** Puts what was asked for beside the results of `job`, where every part of it can read it. */
export async function writeRequest(env: Env, job: NewJob, request: JobRequest): Promise<void> {
  await env.MATRICES.put(nameOf(job), canonicalJson(request), { httpMetadata: { contentType: "application/json" } });
}

/** Removes what {@link writeRequest} put there; nothing happens where nothing is. */
export async function removeRequest(env: Env, job: NewJob): Promise<void> {
  await env.MATRICES.delete(nameOf(job));
}

/** What was asked of `job`. @throws Error where it was removed, which only happens behind our back */
export async function readRequest(env: Env, job: NewJob): Promise<JobRequest> {
  const object = await env.MATRICES.get(nameOf(job));
  if (object === null) throw new Error(`the request of job ${job.id} is gone`);
  return object.json();
}
