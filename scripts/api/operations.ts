/** Every operation of the service: what it takes and what it answers. Paths are held to the routes by a test. */

import type { z } from "zod";
import { LIMITS } from "../../worker/limits.ts";
import { crosstalkSchema, crosstalkSourceSchema } from "../../worker/request/crosstalk.ts";
import { querySchema, scoringSchema, sourceSchema } from "../../worker/request/scoring.ts";
import { FORMAT_NAMES, RESULT_FORMATS } from "../../worker/results/index.ts";
import {
  linkSchema,
  listingSchema,
  resultSchema,
  signedSchema,
  uploadSchema,
} from "../../worker/routes/http/queries.ts";
import * as answers from "./answers.ts";

/** Schemas that have a name of their own in the document. */
export const SCHEMAS = {
  Scoring: scoringSchema,
  ScoreObject: sourceSchema,
  CrosstalkObject: crosstalkSourceSchema,
  CrosstalkSettings: crosstalkSchema,
  NewUpload: uploadSchema,
  NewLink: linkSchema,
  Link: answers.link,
  Result: answers.result,
  Crosstalk: answers.crosstalk,
  Job: answers.job,
  JobPage: answers.jobs,
  Upload: answers.upload,
  Signature: answers.signature,
  SignatureList: answers.signatures,
  Problem: answers.problem,
  ProblemKind: answers.problemKind,
  ProblemKinds: answers.problems,
  Health: answers.health,
} as const satisfies Record<string, z.ZodType>;

export type SchemaName = keyof typeof SCHEMAS;

/** Media type -> schema; "bytes" for anything, "text" for text. */
export type Content = Readonly<Record<string, SchemaName | "bytes" | "text" | Form>>;

/** Parts of a form beside the file "matrix". */
export interface Form {
  readonly texts: readonly string[];
  readonly request: SchemaName;
}

export interface Operation {
  readonly id: string;
  readonly group: string;
  readonly summary: string;
  readonly description?: string;
  /** Members become parameters of the query. */
  readonly query?: z.ZodObject;
  /** Whether it needs no token. */
  readonly open?: boolean;
  readonly body?: Content;
  readonly bodyRequired?: boolean;
  readonly answers: Readonly<Record<number, readonly [description: string, content?: Content, headers?: Headers]>>;
}

type Headers = Readonly<Record<string, string>>;

const JSON_TYPE = "application/json";
const json = (schema: SchemaName): Content => ({ [JSON_TYPE]: schema });
/** A browser is led to the page instead. */
const PAGE = {
  303: ["The page about it, where `Accept` prefers HTML.", undefined, { Location: "In the page at `/docs`." }],
} as const;
const LOCATION = { Location: "Where the job is asked about." };

/** A result in every format that there is. */
const RESULT: Content = Object.fromEntries(
  FORMAT_NAMES.map((name) => [
    RESULT_FORMATS[name].mediaType,
    name === "json" ? "Result" : name === "parquet" ? "bytes" : "text",
  ]),
);

const CARRIERS =
  "A matrix comes in one of three ways: as the body itself (any format, gzip or not; settings in the query), as the part " +
  `\`matrix\` of a form (up to ${LIMITS.formBytes / 2 ** 20} MiB, settings as JSON in the part \`request\`), or as the name of an object in a bucket in a JSON body.`;

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  "POST /v1/score": {
    id: "score",
    group: "Scores",
    summary: "Scores and classes of every sample of a matrix",
    description: `${CARRIERS} An object that is too large for one request becomes a job (202).`,
    query: querySchema,
    body: {
      "application/octet-stream": "bytes",
      "text/tab-separated-values": "text",
      "text/csv": "text",
      [JSON_TYPE]: "ScoreObject",
      "multipart/form-data": { texts: ["sheet", "gmt", "own"], request: "Scoring" },
    },
    bodyRequired: true,
    answers: {
      200: ["The result, in the format asked for by `format` or `Accept`.", RESULT],
      202: ["The object is scored in the background.", json("Job"), LOCATION],
    },
  },
  "POST /v1/crosstalk": {
    id: "crosstalk",
    group: "Scores",
    summary: "What each treatment shifted within subjects",
    description: "Needs a matrix and a sample sheet that names for each sample its subject and treatment.",
    body: { [JSON_TYPE]: "CrosstalkObject", "multipart/form-data": { texts: ["sheet"], request: "CrosstalkSettings" } },
    bodyRequired: true,
    answers: { 200: ["Shifts with their p-values, and how they read.", json("Crosstalk")] },
  },
  "GET /v1/signatures": {
    id: "listSignatures",
    group: "Catalogue",
    summary: "All signatures, without their genes",
    answers: { 200: ["The catalogue.", json("SignatureList")] },
  },
  "GET /v1/signatures/{id}": {
    id: "getSignature",
    group: "Catalogue",
    summary: "One signature with genes, citation and evidence",
    answers: { 200: ["The signature.", json("Signature")] },
  },
  "POST /v1/jobs": {
    id: "submitJob",
    group: "Jobs",
    summary: "Scores an object in the background",
    body: json("ScoreObject"),
    bodyRequired: true,
    answers: {
      202: ["The job; the same request for the same version of the object is the same job.", json("Job"), LOCATION],
    },
  },
  "GET /v1/jobs": {
    id: "listJobs",
    group: "Jobs",
    summary: "Jobs, the oldest first",
    query: listingSchema,
    answers: { 200: ["A page of jobs.", json("JobPage")] },
  },
  "GET /v1/jobs/{id}": {
    id: "getJob",
    group: "Jobs",
    summary: "How a job stands",
    answers: { 200: ["The job.", json("Job")] },
  },
  "DELETE /v1/jobs/{id}": {
    id: "cancelJob",
    group: "Jobs",
    summary: "Cancels a job that is not over",
    answers: { 200: ["The job as it stands now.", json("Job")] },
  },
  "GET /v1/jobs/{id}/events": {
    id: "watchJob",
    group: "Jobs",
    summary: "How a job comes along, as server-sent events",
    description: "Events `progress`, and `end` with which the stream closes; the data of each is the job as JSON.",
    answers: { 200: ["Events.", { "text/event-stream": "text" }] },
  },
  "GET /v1/jobs/{id}/result": {
    id: "getResult",
    group: "Jobs",
    summary: "A file of a job's result",
    description: "Ranges and conditions (If-None-Match and its like) as RFC 9110 has them.",
    query: resultSchema,
    answers: {
      200: ["The file.", { "text/csv": "text", [JSON_TYPE]: "bytes", "*/*": "bytes" }],
      206: ["The range that was asked for.", { "*/*": "bytes" }],
      304: ["Not changed."],
    },
  },
  "POST /v1/jobs/{id}/links": {
    id: "linkResult",
    group: "Jobs",
    summary: "An address under which somebody without a token gets a file of the result, for a while",
    body: json("NewLink"),
    answers: { 201: ["The link.", json("Link")] },
  },
  "GET /links/{job}/{file}": {
    id: "followLink",
    group: "Jobs",
    summary: "The file that a link is for",
    open: true,
    query: signedSchema,
    answers: {
      200: ["The file.", { "text/csv": "text", "*/*": "bytes" }],
      206: ["The range that was asked for.", { "*/*": "bytes" }],
      304: ["Not changed."],
    },
  },
  "POST /v1/uploads": {
    id: "beginUpload",
    group: "Uploads",
    summary: "Begins an upload in parts",
    body: json("NewUpload"),
    answers: { 201: ["The upload.", json("Upload"), { Location: "Where the upload is asked about." }] },
  },
  "GET /v1/uploads/{id}": {
    id: "getUpload",
    group: "Uploads",
    summary: "Which parts have arrived",
    answers: { 200: ["The upload.", json("Upload")] },
  },
  "PUT /v1/uploads/{id}/parts/{part}": {
    id: "putPart",
    group: "Uploads",
    summary: "Sends a part; one that is sent again takes the place of the earlier one",
    body: { "application/octet-stream": "bytes" },
    bodyRequired: true,
    description: "The length of the part must be announced by `Content-Length`, as clients do by themselves.",
    answers: { 204: ["The part has arrived."] },
  },
  "POST /v1/uploads/{id}/complete": {
    id: "completeUpload",
    group: "Uploads",
    summary: "Joins the parts",
    answers: { 200: ["The upload, whose `source` requests may name from now on.", json("Upload")] },
  },
  "DELETE /v1/uploads/{id}": {
    id: "removeUpload",
    group: "Uploads",
    summary: "Removes an upload and what has arrived of it",
    answers: { 204: ["It is gone."] },
  },
  "GET /v1": {
    id: "index",
    open: true,
    group: "Service",
    summary: "Where to go from here",
    answers: { 200: ["The routes in a few lines.", { "text/plain": "text" }] },
  },
  "GET /problems": {
    id: "listProblems",
    open: true,
    group: "Service",
    summary: "Every kind of problem that can be answered",
    answers: { 200: ["Types with their status and remedy.", json("ProblemKinds")], ...PAGE },
  },
  "GET /problems/{type}": {
    id: "getProblem",
    open: true,
    group: "Service",
    summary: "What a problem's `type` means",
    answers: { 200: ["The kind of problem.", json("ProblemKind")], ...PAGE },
  },
  "GET /healthz": {
    id: "health",
    open: true,
    group: "Service",
    summary: "Whether the service answers, whom it lets in, and how much of its memory is lent",
    answers: { 200: ["It does.", json("Health")] },
  },
};
