/** Requests that openapi.json shows; their answers are recorded from the real Worker, and a test asks for them again. */
import { treatedMatrix, treatedSheet } from "./treated.ts";

export interface Example {
  readonly name: string;
  readonly summary: string;
  /** `METHOD /path` as the document has it. */
  readonly operation: string;
  /** Values of the path's parameters; `{upload}`, `{job}` and their like stand for what earlier answers told. */
  readonly path?: Readonly<Record<string, string>>;
  /** Of the query, likewise. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: { readonly type: string; readonly value: unknown };
  readonly status: number;
  /** What the answer's id is called in later examples; of a link, that the parameters of its address are. */
  readonly tells?: "upload" | "job" | "link";
  /** Asked for again until the job is in this state. */
  readonly until?: string;
}

const PATIENCE_MS = 30_000;

/** Ten genes of the radiosensitivity index in three samples. */
export const MATRIX = [
  ["gene", "P1", "P2", "P3"],
  ["AR", 4.1, 6.3, 5.2],
  ["JUN", 9.8, 10.4, 8.9],
  ["STAT1", 8.7, 11.2, 9.3],
  ["PRKCB", 5.5, 4.2, 7.9],
  ["RELA", 7.7, 7.1, 7.4],
  ["ABL1", 6.9, 6.6, 7.2],
  ["SUMO1", 10.3, 9.9, 10.8],
  ["PAK2", 8.2, 8.8, 8.0],
  ["HDAC1", 9.1, 9.5, 9.7],
  ["IRF1", 7.3, 9.2, 6.8],
]
  .map((row) => `${row.join("\t")}\n`)
  .join("");

const TSV = "text/tab-separated-values";
const JSON_TYPE = "application/json";
export const OBJECT = { bucket: "matrices", key: "examples/small.tsv" } as const;

const TREATED = { bucket: "matrices", key: "examples/treated.tsv" } as const;

const matrix = { type: TSV, value: MATRIX };
const json = (value: unknown) => ({ type: JSON_TYPE, value });
const RSI = { signatures: "rsi_eschrich2009", name: "small.tsv" };

/** What must lie in the bucket before the examples are asked for, by key. */
export const OBJECTS: Readonly<Record<string, string>> = { [OBJECT.key]: MATRIX, [TREATED.key]: treatedMatrix() };

export const EXAMPLES: readonly Example[] = [
  {
    name: "matrix",
    summary: "A matrix in the body",
    operation: "POST /v1/score",
    query: RSI,
    body: matrix,
    status: 200,
  },
  {
    name: "table",
    summary: "The same as a table",
    operation: "POST /v1/score",
    query: { ...RSI, format: "csv" },
    body: matrix,
    status: 200,
  },
  {
    name: "object",
    summary: "An object in a bucket, by own gene sets",
    operation: "POST /v1/score",
    body: json({
      source: OBJECT,
      gmt: "interferon\t\tSTAT1\tIRF1\n",
      methods: ["singscore", "ucell"],
      classes: "none",
    }),
    status: 200,
  },
  {
    name: "bad-cell",
    summary: "A cell that is no number",
    operation: "POST /v1/score",
    query: RSI,
    body: { type: TSV, value: MATRIX.replace("8.7", "high") },
    status: 422,
  },
  {
    name: "typing-error",
    summary: "A signature that there is not",
    operation: "POST /v1/score",
    query: { signatures: "rsi_eschrich2010" },
    body: matrix,
    status: 404,
  },
  {
    name: "sheet",
    summary: "A matrix in a bucket, and its sample sheet",
    operation: "POST /v1/crosstalk",
    body: json({ source: TREATED, sheet: treatedSheet() }),
    status: 200,
  },
  {
    name: "no-sheet",
    summary: "Crosstalk without a sample sheet",
    operation: "POST /v1/crosstalk",
    body: json({ source: OBJECT }),
    status: 400,
  },
  {
    name: "begin",
    summary: "Begin an upload",
    operation: "POST /v1/uploads",
    body: json({ name: "small.tsv" }),
    status: 201,
    tells: "upload",
  },
  {
    name: "part",
    summary: "Its only part",
    operation: "PUT /v1/uploads/{id}/parts/{part}",
    path: { id: "{upload}", part: "1" },
    body: { type: "application/octet-stream", value: MATRIX },
    status: 204,
  },
  {
    name: "state",
    summary: "What has arrived",
    operation: "GET /v1/uploads/{id}",
    path: { id: "{upload}" },
    status: 200,
  },
  {
    name: "complete",
    summary: "Complete it",
    operation: "POST /v1/uploads/{id}/complete",
    path: { id: "{upload}" },
    status: 200,
  },
  { name: "remove", summary: "Remove it", operation: "DELETE /v1/uploads/{id}", path: { id: "{upload}" }, status: 204 },
  {
    name: "submit",
    summary: "Score an object in the background",
    operation: "POST /v1/jobs",
    body: json({ source: OBJECT, signatures: ["rsi_eschrich2009"] }),
    status: 202,
    tells: "job",
  },
  {
    name: "job",
    summary: "How it stands",
    operation: "GET /v1/jobs/{id}",
    path: { id: "{job}" },
    status: 200,
    until: "done",
  },
  {
    name: "result",
    summary: "Its scores",
    operation: "GET /v1/jobs/{id}/result",
    path: { id: "{job}" },
    query: { file: "scores" },
    status: 200,
  },
  {
    name: "watch",
    summary: "Its end, as an event",
    operation: "GET /v1/jobs/{id}/events",
    path: { id: "{job}" },
    status: 200,
  },
  {
    name: "link",
    summary: "An address for somebody without a token, for an hour",
    operation: "POST /v1/jobs/{id}/links",
    path: { id: "{job}" },
    body: json({ file: "scores", seconds: 3600 }),
    status: 201,
    tells: "link",
  },
  {
    name: "follow",
    summary: "What is found there",
    operation: "GET /links/{job}/{file}",
    path: { job: "{job}", file: "scores.csv" },
    query: { expires: "{expires}", signature: "{signature}" },
    status: 200,
  },
  {
    name: "cancel",
    summary: "Too late to cancel it",
    operation: "DELETE /v1/jobs/{id}",
    path: { id: "{job}" },
    status: 200,
  },
  { name: "list", summary: "All jobs", operation: "GET /v1/jobs", query: { limit: "1" }, status: 200 },
  {
    name: "signature",
    summary: "One signature",
    operation: "GET /v1/signatures/{id}",
    path: { id: "abc_transporter_panel" },
    status: 200,
  },
  {
    name: "typed-wrong",
    summary: "A name that is nearly right",
    operation: "GET /v1/signatures/{id}",
    path: { id: "abc_transporters" },
    status: 404,
  },
  { name: "index", summary: "In a few lines", operation: "GET /v1", status: 200 },
  { name: "kinds", summary: "All kinds of problems", operation: "GET /problems", status: 200 },
  {
    name: "kind",
    summary: "What a problem's type means",
    operation: "GET /problems/{type}",
    path: { type: "not-a-number" },
    status: 200,
  },
  { name: "health", summary: "In good health", operation: "GET /healthz", status: 200 },
];

export interface Answer {
  /** Parameters of path and query as they were sent. */
  readonly sent: Readonly<Record<string, string>>;
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
}

/** Asks for the examples in their order. @param ask such as the `fetch` of a running Worker; paths are given to it as they are */
export async function askAll(
  ask: (path: string, init: RequestInit) => Promise<Response>,
): Promise<Map<string, Answer>> {
  const told: Record<string, string> = {};
  const answers = new Map<string, Answer>();
  for (const example of EXAMPLES) {
    const end = Date.now() + PATIENCE_MS;
    let answer = await askOne(example, told, ask);
    while (example.until !== undefined && stateOf(answer) !== example.until && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      answer = await askOne(example, told, ask);
    }
    const { id, url } = (example.tells === undefined ? {} : answer.body) as { id: string; url: string };
    if (example.tells === "link") Object.assign(told, Object.fromEntries(new URL(url).searchParams));
    else if (example.tells !== undefined) told[example.tells] = id;
    answers.set(example.name, answer);
  }
  return answers;
}

const stateOf = ({ body }: Answer) => (body as { state?: string }).state;

async function askOne(
  { operation, path = {}, query = {}, body }: Example,
  told: Readonly<Record<string, string>>,
  ask: (path: string, init: RequestInit) => Promise<Response>,
): Promise<Answer> {
  const [method, template] = operation.split(" ");
  const given = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, value.replace(/^\{(\w+)\}$/, (_, name) => told[name])]),
    );
  const [inPath, inQuery] = [given(path), given(query)];
  const place = template.replace(/\{(\w+)\}/g, (_, key: string) => inPath[key]);
  const parameters = new URLSearchParams(inQuery).toString();
  const content = body?.type === JSON_TYPE ? JSON.stringify(body.value) : (body?.value as string | undefined);
  const headers = new Headers(body === undefined ? {} : { "Content-Type": body.type });
  if (content !== undefined) headers.set("Content-Length", String(new TextEncoder().encode(content).length));
  const response = await ask(place + (parameters === "" ? "" : `?${parameters}`), {
    method,
    body: content,
    headers,
  });
  const type = (response.headers.get("Content-Type") ?? "").split(";")[0];
  const text = await response.text();
  const sent = { ...inPath, ...inQuery };
  return { sent, status: response.status, type, body: /json$/.test(type) ? JSON.parse(text) : text };
}

/** Members that differ from run to run, from deployment to deployment, or with every change of kernel and catalogue. */
const VARIABLE = [
  "access",
  "heldBytes",
  "kernel",
  "catalogue",
  "held",
  "peak",
  "expires",
  "created",
  "updated",
  "attempt",
  "stage",
];
/** A random id, the digest of a job, a time, an origin, a signature: in keys, addresses and events. */
const NAMED =
  /[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{32,64}\b|\d{13}-|\d{4}-\d\d-\d\dT[\d:.]+Z|https?:\/\/[^/]+|\b\d{10}\b|\b[\w-]{43}\b/g;

/** The answer without what may differ, to be compared. */
export function comparable(value: unknown): unknown {
  if (typeof value === "string") return value.replace(NAMED, "…");
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, VARIABLE.includes(name) ? typeof member : comparable(member)]),
  );
}
