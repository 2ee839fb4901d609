/** What a `POST` to be scored carries: a matrix, how to score it, and what came along. */
import type { Context } from "hono";
import { type JobRequest, jobRequest } from "../../batch/job/request.ts";
import { ownSignatures } from "../../catalogue/own.ts";
import type { SampleSheet } from "../../engine/sheet.ts";
import type { Signature } from "../../engine/signature.ts";
import type { Isolate } from "../../isolate.ts";
import type { MatrixFolder, MatrixSource } from "../../matrix/source.ts";
import { parseQuery, parseScoring, parseSource, type Scoring } from "../../request/scoring.ts";
import type { ObjectName } from "../../storage/buckets.ts";
import type { AppEnv } from "./context.ts";
import { type Carriers, openEnvelope } from "./envelope.ts";

export interface Submission {
  readonly source: MatrixSource | MatrixFolder;
  readonly scoring: Scoring;
  readonly sheet?: SampleSheet;
  /** Signatures that came with the request. */
  readonly own: readonly Signature[];
  /** The same as a job, where the matrix is an object in a bucket. */
  readonly job?: JobSubmission;
  /** Gives back what the source holds; to be called whatever happens. */
  dispose(): Promise<void>;
}

/** An object, and how it is to be scored. */
export interface JobSubmission {
  readonly object: ObjectName;
  readonly request: JobRequest;
}

const CARRIERS: Carriers<Scoring> = {
  json: parseSource,
  members: parseScoring,
  parts: ["sheet", "gmt", "own", "request"],
  query: parseQuery,
};

/**
 * Reads a request: JSON that names an object in a bucket, a form with parts, or by default a body that is the matrix.
 *
 * @throws Problem of many types, all of them the sender's to mend, and `busy`
 */
export async function readSubmission(c: Context<AppEnv>, isolate: Isolate): Promise<Submission> {
  const { source, asked, named, sheet, gmt, own, dispose } = await openEnvelope(c, isolate, CARRIERS);
  try {
    const job = named && { object: named.object, request: jobRequest(asked, { sheet: named.sheet, gmt, own }) };
    return { source, scoring: asked, job, sheet, own: ownSignatures(gmt, own, asked.partial), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
