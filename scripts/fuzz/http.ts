/** Requests of all kinds, and what every answer must be like. */
import fc from "fast-check";
import { matrixText } from "../../test/worker/matrix.ts";
import { PROBLEMS } from "../../worker/problem.ts";
import { FORMAT_NAMES, RESULT_FORMATS } from "../../worker/results/index.ts";
import { type Answer, type Runtime, type Sent, startRuntime } from "../node/runtime.ts";
import { ODD_VALUES, withOddValue } from "./binary.ts";
import { HARMS, harmed, joined } from "./harm.ts";
import { type Target, target } from "./run.ts";
import { ODD_NAMES, TEXT_CASES, TEXTS } from "./text.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);

const SMALL = utf8(matrixText(3));
const OBJECT = "fuzz/small.tsv";
const SHEET = "sample\tsubject\ttreatment\nS1\tP1\tnone\nS2\tP1\tRT\nS3\tP2\tnone\n";
const GMT = "SET_A\tna\tTP53\tSTAT1\tIRF1\nSET_B_UP\tna\tTP53\tJUN\nSET_B_DN\tna\tAR\tABL1\n";
const OWN = [{ id: "own", genes: { up: ["TP53", "STAT1"], down: ["AR"] }, methods: ["singscore"] }];
const SOURCE = { bucket: "matrices", key: OBJECT };

const maybe = <Value>(arbitrary: fc.Arbitrary<Value>, otherwise: Value) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(otherwise) }, { weight: 1, arbitrary });

const oddText = fc.oneof(
  fc.constantFrom<string>(...ODD_NAMES),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom(
    "%00",
    "%ff%fe",
    "..%2f..",
    "%",
    "+",
    "true",
    "-1",
    "0",
    "1e9",
    "99999999999999999999",
    "a".repeat(5000),
  ),
);

/** What has a meaning in a query, and values that have one. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  signatures: ["rsi_eschrich2009", "all", "isgrs_benci2019,rsi_eschrich2009", "gard_scott2017", "none", ","],
  methods: ["singscore", "ssgsea,aucell", "gsva", "zscore", "rank-linear", "pairs", "x"],
  format: [...FORMAT_NAMES, "xml"],
  classes: ["cohort", "none", "all"],
  duplicates: ["error", "first", "mean", "max", "sum"],
  engine: ["wasm", "typescript", "gpu"],
  scale: ["detect", "trust"],
  partial: ["true", "false", "1"],
  samples: ["1-2", "2-1", "0-0", "1-999999999", "1"],
  layer: ["raw", "counts", "../X"],
  name: ["m.tsv", "m.h5ad", "x"],
  "singscore.ties": ["average", "min", "gsva", "x"],
  "ssgsea.tau": ["0.25", "-1", "NaN", "1e309"],
  "aucell.maxRank": ["5", "0", "1.5"],
  "ucell.maxRank": ["1500", "0"],
  "gsva.kernel": ["gaussian", "none"],
  "reference.cohort": ["x", "TCGA-BRCA"],
  "reference.tissue": ["breast"],
  limit: ["1", "1000", "0", "x"],
  state: ["done", "running", "x"],
  cursor: ["1-a", "x-y", "99999999999999999999999-f"],
  file: ["scores", "summary", "manifest", "../x"],
};

const member = fc
  .constantFrom(...Object.keys(OPTIONS), "__proto__", "constructor", "singscore.", ".", "reference.", "")
  .chain((name) => fc.tuple(fc.constant(name), maybe(oddText, ""), fc.nat(9)))
  .map(([name, odd, at]): [string, string] => [name, odd || (OPTIONS[name]?.[at % OPTIONS[name].length] ?? "x")]);

/** Written by hand: `URLSearchParams` would mend what is broken. */
const query = fc
  .tuple(fc.array(member, { maxLength: 4 }), maybe(fc.constantFrom("&", "=", "&&a", "%zz", "a=%e0%a4"), ""))
  .map(([members, tail]) => {
    const text = members.map(([name, value]) => `${encodeURIComponent(name)}=${encoded(value)}`).join("&") + tail;
    return text === "" ? "" : `?${text}`;
  });

/** Percent encoded, lone surrogates as the bytes that they would be. */
function encoded(text: string): string {
  return text.replaceAll(/[^\w.,-]/gu, (letter) => (letter.isWellFormed() ? encodeURIComponent(letter) : "%ED%A0%80"));
}

const header = fc.oneof(
  fc.tuple(
    fc.constant("Accept"),
    fc.constantFrom("*/*", "text/csv", "text/html", "application/x-ndjson;q=0.1, text/csv", "q", ",,;", "a/b;q=9"),
  ),
  fc.tuple(fc.constant("Content-Encoding"), fc.constantFrom("gzip", "x-gzip", "br", "identity", "gzip, gzip", "")),
  fc.tuple(
    fc.constant("Range"),
    fc.constantFrom("bytes=0-1", "bytes=-5", "bytes=5-1", "bytes=99999999999-", "lines=1-2", "bytes=0-1,3-4"),
  ),
  fc.tuple(fc.constant("If-None-Match"), fc.constantFrom("*", '"x"', "W/x")),
  fc.tuple(fc.constant("X-Request-Id"), fc.constantFrom("abc", "x".repeat(2000), "a b", "<script>", "\u00ff")),
  fc.tuple(fc.constant("Origin"), fc.constantFrom("https://evil.example", "null", "")),
  fc.tuple(fc.constant("Authorization"), fc.constantFrom("Bearer", "Bearer x", "Basic eDp5", "Bearer \u00ff")),
  fc.tuple(fc.constant("Expect"), fc.constant("100-continue")),
);
const headers = fc.array(header, { maxLength: 2 });

const TYPES = [
  "text/plain",
  "text/tab-separated-values",
  "application/octet-stream",
  "",
  "text/csv; charset=utf-16",
  "image/png",
  "x/y;;=",
];

const plain = fc
  .tuple(
    maybe(query, "?signatures=rsi_eschrich2009,isgrs_benci2019"),
    maybe(headers, []),
    maybe(fc.constantFrom(...TYPES), "text/plain"),
    fc.oneof(TEXT_CASES, fc.constant({ bytes: SMALL })),
    fc.constantFrom("score", "score", "score", "crosstalk"),
  )
  .map(([query, headers, type, { bytes }, route]) => sent("POST", `/v1/${route}${query}`, headers, type, bytes));

/** Bodies as they should be; each is then changed in one place or two. */
const BODIES: readonly (readonly [path: string, body: unknown])[] = [
  [
    "/v1/score",
    {
      source: SOURCE,
      signatures: ["rsi_eschrich2009"],
      options: { "singscore.ties": "average" },
      sheet: SHEET,
      partial: true,
    },
  ],
  [
    "/v1/score",
    { source: SOURCE, gmt: GMT, own: OWN, methods: ["singscore"], format: "csv", classes: "none", samples: "1-2" },
  ],
  ["/v1/score", { source: SOURCE, reference: { cohort: "x", tissue: "breast", platform: "y", processing: "z" } }],
  [
    "/v1/score",
    {
      source: SOURCE,
      own: [{ id: "w", version: 2, genes: [{ symbol: "TP53", direction: -1, weight: 2, pair: 1 }, "AR"] }],
    },
  ],
  ["/v1/crosstalk", { source: SOURCE, sheet: SHEET, duplicates: "mean", engine: "typescript", seed: 7 }],
  ["/v1/jobs", { source: SOURCE, signatures: ["rsi_eschrich2009"], sheet: { bucket: "matrices", key: OBJECT } }],
  ["/v1/uploads", { name: "m.tsv" }],
];

const json = fc
  .tuple(
    fc.constantFrom(...BODIES),
    fc.array(fc.tuple(fc.nat(99), fc.oneof(fc.constantFrom(...ODD_VALUES), fc.jsonValue(), oddText)), { maxLength: 2 }),
    maybe(HARMS, []),
    maybe(headers, []),
    maybe(query, ""),
  )
  .map(([[path, body], changes, harms, headers, query]) => {
    const changed = changes.reduce((json, [place, value]) => withOddValue(json, place, value), body);
    return sent("POST", path + query, headers, "application/json", harmed(utf8(JSON.stringify(changed) ?? ""), harms));
  });

const BOUNDARY = "----boundary";
const part = fc.tuple(
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom("matrix", "sheet", "gmt", "own", "request") },
    { weight: 1, arbitrary: oddText },
  ),
  fc.oneof(
    fc.constantFrom(SMALL, utf8(SHEET), utf8(GMT), utf8(JSON.stringify(OWN)), utf8("{}")),
    fc.constantFrom(...TEXTS),
  ),
  fc.boolean(),
);
const form = fc
  .tuple(fc.array(part, { maxLength: 4 }), maybe(HARMS, []), fc.constantFrom("score", "crosstalk"), headers)
  .map(([parts, harms, route, headers]) => {
    const pieces = [["matrix", SMALL, true] as const, ...parts].map(([name, bytes, isFile]) => {
      const file = isFile ? '; filename="m.tsv"' : "";
      const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name.replaceAll(/["\r\n]/g, "")}"${file}\r\n\r\n`;
      return joined(utf8(head), bytes, utf8("\r\n"));
    });
    const body = harmed(joined(...pieces, utf8(`--${BOUNDARY}--\r\n`)), harms);
    return sent("POST", `/v1/${route}`, headers, `multipart/form-data; boundary=${BOUNDARY}`, body);
  });

const ID = "0123456789abcdef0123456789abcdef";
const segment = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "v1",
      "score",
      "signatures",
      "jobs",
      "uploads",
      "parts",
      "complete",
      "problems",
      "events",
      "result",
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ID,
      crypto.randomUUID(),
      "rsi_eschrich2009",
      "1",
      "0",
      "-1",
      "1.5",
      "10001",
      "ragged-row",
    ),
  },
  { weight: 1, arbitrary: oddText.map(encoded) },
);
const METHODS = ["GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];
/** Not `/`: what is a file of the page is answered before the Worker. */
const routed = fc
  .tuple(
    fc.constantFrom(...METHODS),
    fc.constantFrom("/v1/signatures/", "/v1/jobs/", "/v1/uploads/", "/problems/", "/v1/", "/healthz/", "/nothing/"),
    fc.array(segment, { maxLength: 3 }),
    query,
    headers,
  )
  .map(([method, start, rest, query, headers]) => {
    const body = method === "POST" || method === "PUT" || method === "PATCH" ? SMALL : undefined;
    return sent(method, start + rest.join("/") + query, headers, "application/json", body);
  });

function sent(method: string, path: string, headers: Sent["headers"] = [], type = "", body?: Uint8Array): Sent {
  return { method, path, headers: [...headers, ...(type === "" ? [] : ([["Content-Type", type]] as const))], body };
}

const REQUESTS = fc.oneof({ weight: 3, arbitrary: plain }, { weight: 3, arbitrary: json }, form, {
  weight: 2,
  arbitrary: routed,
});

const SUCCESS_TYPES: readonly string[] = [
  ...FORMAT_NAMES.map((name) => RESULT_FORMATS[name].mediaType),
  "text/plain",
  "text/html",
];
/** Conditional requests and deletions have nothing to say, nor what leads a browser elsewhere. */
const SILENT = [204, 303, 304, 412];

/** @returns the type of the problem, or the status. @throws where the answer is not as every answer must be */
export function judged({ method }: Pick<Sent, "method">, { status, headers, body }: Answer): string {
  const type = (headers["content-type"] ?? "").split(";")[0];
  const fail = (what: string): never => {
    throw new Error(`${what}: ${status} ${type} ${body.toString("utf8").slice(0, 500)}`);
  };
  if (SILENT.includes(status)) return String(status);
  if (status >= 500 && status !== 503) fail("a fault of ours");
  if (status < 400) {
    if (!SUCCESS_TYPES.includes(type)) fail("not a type that is answered");
    if (type === "application/json" && method !== "HEAD") JSON.parse(body.toString("utf8"));
    return String(status);
  }
  if (type !== "application/problem+json") fail("not problem details");
  if (status === 503 && headers["retry-after"] === undefined) fail("without Retry-After");
  if (method === "HEAD") return String(status);
  const problem = JSON.parse(body.toString("utf8"));
  const slug = String(problem.type).replace("/problems/", "");
  if (!Object.hasOwn(PROBLEMS, slug)) fail("not a problem that is documented");
  if (problem.status !== status || PROBLEMS[slug as keyof typeof PROBLEMS][0] !== status) fail("statuses differ");
  if (typeof problem.detail !== "string" || problem.detail === "") fail("without words");
  return slug;
}

/** The Worker on the real local runtime; started with the first case. */
export async function openHttpTarget(): Promise<Target & { close(): Promise<void> }> {
  let starting: Promise<Runtime> | null = null;
  const start = async () => {
    const runtime = await startRuntime();
    await runtime.bucket.put(OBJECT, SMALL);
    return runtime;
  };
  const running = () => {
    starting ??= start();
    return starting;
  };
  const found = target<Sent>({
    name: "http",
    share: 1,
    lanes: 4,
    cases: REQUESTS,
    check: async (made) => judged(made, await (await running()).send(made)),
    files: ({ method, path, headers, body }) => [
      { path: "request.json", bytes: utf8(JSON.stringify({ method, path, headers }, null, 1)) },
      { path: "body", bytes: body ?? new Uint8Array(0) },
    ],
  });
  return { ...found, close: async () => (await starting)?.close() };
}
