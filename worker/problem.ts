/**
 * Everything that can go wrong and be told to a sender: RFC 9457 problem details, each with a stable `type`.
 *
 * A new kind of error is one line in {@link PROBLEMS}. Bad data names the place (`line` and `column` count from 1, `column`
 * counts cells, not characters), shows the offending `text`, and says what was `expected`.
 */

/** Kinds of problem: the slug is the last part of the `type` URI; HTTP status; title. */
export const PROBLEMS = {
  // the request
  "bad-request": [400, "The request cannot be understood"],
  "unknown-option": [400, "Unknown option or value"],
  "unknown-method": [400, "Unknown scoring method"],
  "unknown-signature": [404, "Unknown signature"],
  "bad-signature": [400, "A signature cannot be read"],
  "not-scorable": [400, "The signature cannot be scored as it stands"],
  "bad-gmt": [400, "A GMT file cannot be read"],
  "bad-sheet": [400, "The sample sheet cannot be read"],
  "not-found": [404, "Not found"],
  "method-not-allowed": [405, "Method not allowed"],
  "not-acceptable": [406, "No representation of the result matches Accept"],
  "unsupported-encoding": [415, "The Content-Encoding is not one we can undo"],
  "unknown-bucket": [404, "Unknown bucket"],
  "unknown-key": [404, "No such object in the bucket"],
  "bad-key": [400, "The object key is not allowed"],
  "unknown-upload": [404, "No such upload"],
  "bad-part": [409, "The parts of the upload are not what they should be"],
  "length-required": [411, "The length of the body must be announced"],
  "unknown-job": [404, "No such job"],
  "bad-range": [416, "The range cannot be satisfied"],
  "no-result": [409, "The job has no result"],
  "source-changed": [409, "The object changed while it was read"],
  "source-forbidden": [403, "The bucket does not let the service read"],
  "source-unavailable": [503, "The bucket does not answer"],
  // who asks
  unauthenticated: [401, "The request needs a valid token"],
  forbidden: [403, "The token does not allow this"],
  "outside-prefix": [403, "The token does not reach this object"],
  "foreign-origin": [403, "The request comes from where it may not"],
  "bad-link": [403, "The link is not valid"],
  "too-many-requests": [429, "Too many requests"],
  "too-many-jobs": [429, "Too many jobs are waiting or running"],
  // size
  "body-too-large": [413, "The body is over the limit"],
  "inflates-too-far": [413, "The compressed matrix inflates beyond the limit"],
  "too-many-cells": [413, "The matrix is too large for one request"],
  "too-many-samples": [413, "Too many samples"],
  "too-many-genes": [413, "Too many genes"],
  "line-too-long": [422, "A line is longer than the limit"],
  "too-many-signatures": [413, "Too many signatures"],
  "too-much-work": [413, "The request needs more computing than one request may have"],
  "panel-too-large": [413, "The signatures need too many genes at once"],
  "needs-too-much-memory": [413, "The request needs more memory than one request may have"],
  // the matrix
  empty: [422, "The matrix is empty"],
  "not-a-matrix": [415, "This is not an expression matrix we can read"],
  "header-only": [422, "The matrix has a header but no rows"],
  "bad-gct": [422, "The GCT header is wrong"],
  "ragged-row": [422, "A row has the wrong number of cells"],
  "not-a-number": [422, "A cell that should be a number is not"],
  "not-finite": [422, "A cell is infinite"],
  "duplicate-samples": [422, "Two samples have the same name"],
  "duplicate-genes": [422, "A gene of the signatures stands on several rows"],
  "no-gene-recognised": [422, "No gene of the signatures was found in the matrix"],
  "bad-name": [422, "A gene or sample name is not usable"],
  "bad-zarr": [422, "The Zarr hierarchy cannot be read"],
  "bad-hdf5": [422, "The HDF5 file cannot be read"],
  "bad-anndata": [422, "This is not an AnnData that can be scored"],
  "bad-10x": [422, "The 10x matrix cannot be read"],
  "bad-parquet": [422, "The Parquet file cannot be read"],
  "bad-arrow": [422, "The Arrow file cannot be read"],
  "bad-archive": [422, "The archive cannot be read"],
  "bad-chunk": [422, "A compressed block is damaged"],
  "bad-sparse": [422, "The sparse matrix contradicts itself"],
  "truncated-file": [422, "The file ends too early"],
  "unsupported-feature": [422, "The file uses something that cannot be read here"],
  "unknown-layer": [404, "The matrix has no such layer"],
  "chunk-too-large": [413, "A chunk of the matrix is too large"],
  "truncated-gzip": [422, "The compressed data ends too early"],
  "bad-gzip": [422, "The compressed data is damaged"],
  "truncated-body": [400, "The body ended before its announced length"],
  // the service
  "not-configured": [503, "The deployment lacks a setting"],
  busy: [503, "No memory is free for this request at the moment"],
  internal: [500, "An error of ours"],
} as const satisfies Record<string, readonly [number, string]>;

/** The slug of a kind of problem, which its `type` ends with. */
export type ProblemType = keyof typeof PROBLEMS;

/** What one request says of a matrix that a job can score in parts. */
export const TOO_LARGE: readonly ProblemType[] = [
  "too-many-cells",
  "inflates-too-far",
  "needs-too-much-memory",
  "too-much-work",
];

/** Members that some problems carry beside the standard ones. */
export interface ProblemDetails {
  /** Line of the matrix, sheet or GMT file, from 1. */
  line?: number;
  /** Cell in the line, from 1. */
  column?: number;
  /** The text found there, cut to 80 characters. */
  text?: string;
  /** What would have been right. */
  expected?: string;
  /** Further members, for instance the list of duplicate genes. */
  [member: string]: unknown;
}

/**
 * A failure that the sender can act on.
 *
 * @example
 * throw new Problem("not-a-number", "Gene TP53, sample S2: expected a number, found \"high\".", { line: 7, column: 3, text: "high" });
 */
export class Problem extends Error {
  readonly type: ProblemType;
  readonly details: ProblemDetails;

  constructor(type: ProblemType, detail: string, details: ProblemDetails = {}, cause?: unknown) {
    super(detail, cause === undefined ? undefined : { cause });
    this.name = "Problem";
    this.type = type;
    this.details = details.text === undefined ? details : { ...details, text: details.text.slice(0, 80) };
  }

  get status(): number {
    return PROBLEMS[this.type][0];
  }

  get title(): string {
    return PROBLEMS[this.type][1];
  }

  /** The `application/problem+json` object. `type` is a relative reference (RFC 9457, section 3.1.1) to our documentation. */
  toJSON(): Record<string, unknown> {
    return {
      type: `/problems/${this.type}`,
      title: this.title,
      status: this.status,
      detail: this.message,
      ...this.details,
    };
  }
}
