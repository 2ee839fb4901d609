/** What a `POST` carries: a matrix, how to score it, and what came along. */
import type { Context } from "hono";
import { parseGmt, parseSignaturesJson } from "../catalogue/own.ts";
import { parseSheet, type SampleSheet } from "../engine/sheet.ts";
import type { Signature } from "../engine/signature.ts";
import type { Isolate } from "../isolate.ts";
import { LIMITS } from "../limits.ts";
import type { MatrixSource } from "../matrix/source.ts";
import { Problem } from "../problem.ts";
import { parseJson, parseQuery, parseScoring, parseSource, type Scoring } from "../request/scoring.ts";
import { blobSource } from "../storage/blob.ts";
import { bodySource } from "../storage/body.ts";
import { locateObject, type ObjectName } from "../storage/buckets.ts";
import { r2Source } from "../storage/r2.ts";
import { openSpool } from "../storage/spool.ts";
import { readBytes, readText } from "../storage/text.ts";
import type { AppEnv } from "./context.ts";
import { readForm } from "./form.ts";

export interface Submission {
  readonly source: MatrixSource;
  readonly scoring: Scoring;
  readonly sheet?: SampleSheet;
  /** Signatures that came with the request. */
  readonly own: readonly Signature[];
  /** Gives back what the source holds; to be called whatever happens. */
  dispose(): Promise<void>;
}

const DEFAULT_NAME = "matrix";
const FORM_TYPE = "multipart/form-data";
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json$/;

/**
 * Reads a request: JSON that names an object in a bucket, a form with parts, or by default a body that is the matrix.
 *
 * @throws Problem of many types, all of them the sender's to mend, and `busy`
 */
export async function readSubmission(c: Context<AppEnv>, isolate: Isolate): Promise<Submission> {
  const type = mediaType(c);
  const encoding = c.req.header("Content-Encoding")?.toLowerCase() ?? "identity";
  const plain = !JSON_TYPE.test(type) && type !== FORM_TYPE;
  const readable = plain ? ["identity", "gzip", "x-gzip"] : ["identity"];
  if (!readable.includes(encoding)) {
    const expected = readable.join(", ");
    const detail = `The Content-Encoding is "${encoding}"; with this Content-Type it may be ${expected}.`;
    throw new Problem("unsupported-encoding", detail, { text: encoding, expected });
  }
  if (plain) return fromBody(c, isolate);
  refuseQuery(c);
  return JSON_TYPE.test(type) ? fromJson(c) : fromForm(c, isolate);
}

async function fromBody(c: Context<AppEnv>, { budget }: Isolate): Promise<Submission> {
  const { name = DEFAULT_NAME, ...scoring } = parseQuery(new URL(c.req.url).searchParams);
  const source = await bodySource(
    c.req.raw.body ?? new Blob().stream(),
    { name, contentType: c.req.header("Content-Type"), length: announcedLength(c) },
    { budget, openSpool: () => openSpool(c.env.MATRICES, name), signal: c.req.raw.signal },
  );
  return { source, scoring, own: [], dispose: () => source.dispose() };
}

async function fromJson(c: Context<AppEnv>): Promise<Submission> {
  const text = await readText(c.req.raw.body, LIMITS.sidecarBytes, "JSON request");
  const { source, sheet, gmt, own, ...scoring } = parseSource(parseJson(text));
  const sheetText = typeof sheet === "object" ? await readObject(c, sheet) : sheet;
  const located = locateObject(c.env, source);
  return {
    source: await r2Source(located.bucket, located.key, source.key),
    scoring,
    sheet: sheetText === undefined ? undefined : parseSheet(sheetText),
    own: ownSignatures(gmt, own),
    dispose: async () => undefined,
  };
}

/** The parts are held in memory whole, so a form is for smaller matrices only. */
async function fromForm(c: Context<AppEnv>, isolate: Isolate): Promise<Submission> {
  const limit = LIMITS.keptBodyBytes;
  const announced = Math.min(announcedLength(c) ?? limit, limit);
  // Twice: the form as it came, and its parts.
  const lease = await isolate.budget.acquire(2 * announced, c.req.raw.signal);
  try {
    const bytes = await readBytes(
      c.req.raw.body,
      limit,
      "form (put larger matrices into a bucket, or send them as the plain body)",
    );
    const parts = await readForm(bytes, c.req.header("Content-Type") ?? "");
    lease.shrink(bytes.length);
    return {
      source: blobSource(parts.matrix, DEFAULT_NAME),
      scoring: parseScoring(parts.request === undefined ? {} : parseJson(parts.request)),
      sheet: parts.sheet === undefined ? undefined : parseSheet(parts.sheet),
      own: ownSignatures(parts.gmt, undefined),
      dispose: async () => lease.release(),
    };
  } catch (error) {
    lease.release();
    throw error;
  }
}

function ownSignatures(gmt: string | undefined, json: unknown): Signature[] {
  return [...(gmt === undefined ? [] : parseGmt(gmt)), ...(json === undefined ? [] : parseSignaturesJson(json))];
}

async function readObject(c: Context<AppEnv>, name: ObjectName): Promise<string> {
  const { bucket, key } = locateObject(c.env, name);
  return readText(await (await r2Source(bucket, key, name.key)).open(), LIMITS.sidecarBytes, "sample sheet");
}

/** The query says nothing where the body says it all: a member that is not looked at would be a mistake unseen. */
function refuseQuery(c: Context<AppEnv>): void {
  const [name] = new URL(c.req.url).searchParams.keys();
  if (name === undefined) return;
  const detail = `With this Content-Type the request stands in the body; move "${name}" from the query to there.`;
  throw new Problem("unknown-option", detail, { text: name });
}

function mediaType(c: Context<AppEnv>): string {
  return (c.req.header("Content-Type") ?? "").split(";")[0].trim().toLowerCase();
}

/** Bytes that `Content-Length` announces; absent for chunked transfer. */
function announcedLength(c: Context<AppEnv>): number | undefined {
  const header = c.req.header("Content-Length");
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}
