/** How a `POST` carries a matrix and what goes with it: as JSON that names an object, as a form, or as the plain body. */
import type { Context } from "hono";
import { reachable } from "../../access/index.ts";
import { parseSheet, type SampleSheet } from "../../engine/sheet.ts";
import type { Isolate } from "../../isolate.ts";
import { LIMITS } from "../../limits.ts";
import type { MatrixFolder, MatrixSource } from "../../matrix/source.ts";
import { Problem } from "../../problem.ts";
import { parseJson } from "../../request/parse.ts";
import { blobSource } from "../../storage/blob.ts";
import { bodySource } from "../../storage/body.ts";
import { locateObject, type ObjectName } from "../../storage/buckets.ts";
import { storeFolder } from "../../storage/folder.ts";
import { openSpool } from "../../storage/spool.ts";
import { readBytes, readText } from "../../storage/text.ts";
import type { AppEnv } from "./context.ts";
import { readForm, type TextPart } from "./form.ts";

/** How the members of a request are read from each of the three carriers. */
export interface Carriers<Asked> {
  /** A JSON body: the members, where the matrix lies, and what comes along. */
  readonly json: (value: unknown) => Asked & {
    readonly source: ObjectName;
    readonly sheet?: string | ObjectName;
    readonly gmt?: string;
    readonly own?: unknown;
  };
  /** The part "request" of a form. */
  readonly members: (value: unknown) => Asked;
  /** Text parts that a form may have. */
  readonly parts: readonly TextPart[];
  /** The query beside a body that is the matrix; absent where a request needs more than a matrix. */
  readonly query?: (query: URLSearchParams) => Asked & { readonly name?: string };
}

export interface Envelope<Asked> {
  readonly source: MatrixSource | MatrixFolder;
  readonly asked: Asked;
  readonly sheet?: SampleSheet;
  /** Where the matrix lies, and the text of the sheet, if the request names an object. */
  readonly named?: { readonly object: ObjectName; readonly sheet?: string };
  readonly gmt?: string;
  /** Signatures as parsed JSON. */
  readonly own?: unknown;
  /** Gives back what the source holds; to be called whatever happens. */
  dispose(): Promise<void>;
}

const DEFAULT_NAME = "matrix";
const FORM_TYPE = "multipart/form-data";
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json$/;

/**
 * Opens a request.
 *
 * @throws Problem of many types, all of them the sender's to mend, and `busy`
 */
export async function openEnvelope<Asked>(
  c: Context<AppEnv>,
  isolate: Isolate,
  carriers: Carriers<Asked>,
): Promise<Envelope<Asked>> {
  const type = mediaType(c);
  const encoding = c.req.header("Content-Encoding")?.toLowerCase() ?? "identity";
  const plain = !JSON_TYPE.test(type) && type !== FORM_TYPE;
  const readable = plain ? ["identity", "gzip", "x-gzip"] : ["identity"];
  if (!readable.includes(encoding)) {
    const expected = readable.join(", ");
    const detail = `The Content-Encoding is "${encoding}"; with this Content-Type it may be ${expected}.`;
    throw new Problem("unsupported-encoding", detail, { text: encoding, expected });
  }
  if (plain) return fromBody(c, isolate, carriers);
  refuseQuery(c);
  return JSON_TYPE.test(type) ? fromJson(c, carriers) : fromForm(c, isolate, carriers);
}

async function fromBody<Asked>(
  c: Context<AppEnv>,
  { budget }: Isolate,
  { query }: Carriers<Asked>,
): Promise<Envelope<Asked>> {
  if (query === undefined) {
    const expected = `${FORM_TYPE} with the parts matrix and sheet, or application/json with source and sheet`;
    throw new Problem("bad-request", `A matrix alone is not enough here; expected ${expected}.`, { expected });
  }
  const asked = query(new URL(c.req.url).searchParams);
  const { name = DEFAULT_NAME } = asked;
  const source = await bodySource(
    c.req.raw.body ?? new Blob().stream(),
    { name, contentType: c.req.header("Content-Type"), length: announcedLength(c) },
    { budget, openSpool: () => openSpool(c.env.MATRICES, name), signal: c.req.raw.signal },
  );
  return { source, asked, dispose: () => source.dispose() };
}

async function fromJson<Asked>(c: Context<AppEnv>, { json }: Carriers<Asked>): Promise<Envelope<Asked>> {
  const text = await readText(c.req.raw.body, LIMITS.sidecarBytes, "JSON request");
  const asked = json(parseJson(text));
  const { source, sheet, gmt, own } = asked;
  const sheetText = typeof sheet === "object" ? await readObject(c, sheet) : sheet;
  const { store, key } = locateObject(c.env, reachable(c.var.caller, source));
  // A key that ends in a slash is a matrix of many objects.
  const isFolder = source.key.endsWith("/");
  const carried = {
    asked,
    named: { object: source, sheet: sheetText },
    sheet: sheetText === undefined ? undefined : parseSheet(sheetText),
    gmt,
    own,
  };
  if (isFolder) return { ...carried, source: storeFolder(store, key, source.key), dispose: async () => undefined };
  const object = await store.open(key, source.key);
  return { ...carried, source: object, dispose: () => object.dispose() };
}

/** The parts are held in memory whole, so a form is for smaller matrices only. */
async function fromForm<Asked>(
  c: Context<AppEnv>,
  isolate: Isolate,
  { members, parts }: Carriers<Asked>,
): Promise<Envelope<Asked>> {
  const limit = LIMITS.formBytes;
  const announced = Math.min(announcedLength(c) ?? limit, limit);
  // Twice: the form as it came, and its parts.
  const lease = await isolate.budget.acquire(2 * announced, c.req.raw.signal);
  try {
    const bytes = await readBytes(
      c.req.raw.body,
      limit,
      "form (put larger matrices into a bucket, or send them as the plain body)",
    );
    const form = await readForm(bytes, c.req.header("Content-Type") ?? "", parts);
    lease.shrink(bytes.length);
    return {
      source: blobSource(form.matrix, DEFAULT_NAME),
      asked: members(form.request === undefined ? {} : parseJson(form.request)),
      sheet: form.sheet === undefined ? undefined : parseSheet(form.sheet),
      gmt: form.gmt,
      own: form.own === undefined ? undefined : parseJson(form.own),
      dispose: async () => lease.release(),
    };
  } catch (error) {
    lease.release();
    throw error;
  }
}

/** Text of an object that comes along with a matrix. @throws Problem `outside-prefix`, `body-too-large`, and those of the store */
export async function readObject(c: Context<AppEnv>, name: ObjectName): Promise<string> {
  const { store, key } = locateObject(c.env, reachable(c.var.caller, name));
  return readText(await (await store.open(key, name.key)).open(), LIMITS.sidecarBytes, "sample sheet");
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
