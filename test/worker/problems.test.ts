/** Every problem that a request can run into, as the sender sees it. */
import { reset } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, describe, expect, it } from "vitest";
import { LIMITS } from "../../worker/limits.ts";
import { PROBLEMS, type ProblemType } from "../../worker/problem.ts";
import { gzip, matrixText, PANEL } from "./matrix.ts";

afterEach(() => reset());

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly type?: string;
  readonly headers?: Record<string, string>;
  readonly body?: BodyInit | (() => Promise<BodyInit>);
}

async function send({
  path = "/v1/score",
  method = "POST",
  type = "text/plain",
  headers,
  body,
}: Sent): Promise<Response> {
  const url = `https://crossresist.test${path}`;
  const sent = typeof body === "function" ? await body() : body;
  return exports.default.fetch(url, { method, headers: { "Content-Type": type, ...headers }, body: sent });
}

function json(request: unknown): Sent {
  return { type: "application/json", body: JSON.stringify(request) };
}

/** A request for an object, with the object put there first. */
function object(request: Record<string, unknown>): Sent {
  const source = { bucket: "matrices", key: "m.tsv" };
  const put = async () => {
    await env.MATRICES.put("m.tsv", matrixText(20));
    return JSON.stringify({ source, ...request });
  };
  return { type: "application/json", body: put };
}

const matrix = matrixText(2);
/** The first gene of the panel is one of the core signatures, so that the row matters. */
const [gene, other] = PANEL;

/** What is sent, and members that the answer has beside type, title and status. */
const CASES: Partial<Record<ProblemType, readonly [Sent, Record<string, unknown>?]>> = {
  "bad-request": [{ type: "application/json", body: "{" }],
  "unknown-option": [{ path: "/v1/score?singscore.tie=min", body: matrix }, { text: "singscore.tie" }],
  "unknown-method": [{ path: "/v1/score?methods=gsea", body: matrix }, { text: "gsea" }],
  "unknown-signature": [
    { path: "/v1/score?signatures=rsi_eschrich2008", body: matrix },
    { suggestions: expect.arrayContaining(["rsi_eschrich2009"]) },
  ],
  "bad-signature": [object({ own: [{ id: "x", genes: [] }] })],
  "not-scorable": [{ path: "/v1/score?signatures=gard_scott2017", body: matrix }, { signature: "gard_scott2017" }],
  "bad-gmt": [object({ gmt: "ONE FIELD" }), { line: 1 }],
  "bad-sheet": [object({ sheet: "sample\ttreatment\nS1\tradio\n" }), { line: 2, column: 2, text: "radio" }],
  "not-found": [{ path: "/v1/scores", method: "GET" }],
  "method-not-allowed": [{ method: "PUT", body: matrix }],
  "not-acceptable": [{ headers: { Accept: "image/png" }, body: matrix }],
  "unsupported-encoding": [{ headers: { "Content-Encoding": "br" }, body: matrix }, { text: "br" }],
  "unknown-bucket": [json({ source: { bucket: "mine", key: "m.tsv" } }), { expected: "matrices" }],
  "unknown-key": [json({ source: { bucket: "matrices", key: "none.tsv" } })],
  "bad-key": [json({ source: { bucket: "matrices", key: "spool/1" } })],
  "body-too-large": [
    { headers: { "Content-Length": String(LIMITS.bodyBytes + 1) }, body: () => Promise.resolve(chunked(matrix)) },
    { limit: LIMITS.bodyBytes },
  ],
  "inflates-too-far": [{ body: () => gzip(`${wide(0, 1000)}${`G${"\t1".repeat(1000)}\n`.repeat(19_000)}`) }],
  "too-many-cells": [{ body: () => Promise.resolve(wide(LIMITS.cells / 1000 + 1, 1000)) }],
  "too-many-samples": [{ body: () => Promise.resolve(wide(0, LIMITS.samples + 1)) }],
  "line-too-long": [{ body: `${matrix}G\t1\t${"1".repeat(LIMITS.lineBytes)}\n` }],
  empty: [{ body: "" }],
  "not-a-matrix": [{ body: "%PDF-1.7\n" }],
  "header-only": [{ body: "gene\tS1\tS2\n" }],
  "bad-gct": [{ body: `#1.2\n3\t2\nName\tDescription\tS1\tS2\n${gene}\tna\t1\t2\n` }],
  "ragged-row": [{ body: `gene\tS1\tS2\n${gene}\t1\t2\n${other}\t1\n` }, { line: 3 }],
  "not-a-number": [{ body: `gene\tS1\tS2\n${gene}\t1\thigh\n` }, { line: 2, column: 3, text: "high" }],
  "not-finite": [{ body: `gene\tS1\tS2\n${gene}\t1\tInf\n` }, { line: 2, column: 3, text: "Inf" }],
  "duplicate-samples": [{ body: `gene\tS1\tS1\n${gene}\t1\t2\n` }],
  "duplicate-genes": [{ body: `gene\tS1\tS2\n${gene}\t1\t2\n${gene}\t3\t4\n` }],
  "no-gene-recognised": [{ body: "gene\tS1\tS2\nX1\t1\t2\nX2\t3\t4\n" }],
  "bad-name": [{ body: `gene\tS1\t${"S".repeat(LIMITS.nameLength + 1)}\n${gene}\t1\t2\n` }],
  "truncated-gzip": [{ body: async () => (await gzip(matrix)).slice(0, -20) }],
  "bad-gzip": [{ body: async () => damaged(await gzip(matrix)) }],
  "truncated-body": [
    { headers: { "Content-Length": String(matrix.length + 1) }, body: () => Promise.resolve(chunked(matrix)) },
    { received: matrix.length, length: matrix.length + 1 },
  ],
};

/** Problems of binary formats, and of the containers they come in. */
const BINARY = [
  "bad-10x",
  "bad-anndata",
  "bad-archive",
  "bad-arrow",
  "bad-chunk",
  "bad-hdf5",
  "bad-parquet",
  "bad-sparse",
  "bad-zarr",
  "chunk-too-large",
  "truncated-file",
  "unknown-layer",
  "unsupported-feature",
] as const;

/** Problems that a small request cannot reach, and where they are tested instead. */
const BATCH: readonly ProblemType[] = [
  "unknown-upload",
  "bad-part",
  "length-required",
  "unknown-job",
  "no-result",
  "bad-range",
];

const ACCESS: readonly ProblemType[] = [
  "unauthenticated",
  "forbidden",
  "outside-prefix",
  "foreign-origin",
  "bad-link",
  "too-many-requests",
  "too-many-jobs",
  "too-many-signatures",
  "too-much-work",
  "not-configured",
];

const ELSEWHERE: Partial<Record<ProblemType, string>> = {
  ...Object.fromEntries(BINARY.map((type) => [type, "the tests of the format's reader"])),
  ...Object.fromEntries(BATCH.map((type) => [type, "the tests of jobs and uploads"])),
  ...Object.fromEntries(ACCESS.map((type) => [type, "the tests of access"])),
  "source-changed": "r2.test.ts: takes a change between two readings",
  "source-forbidden": "the tests of the S3 source",
  "source-unavailable": "the tests of the S3 source",
  "too-many-genes": "the tests of the text readers: takes a million rows",
  "panel-too-large": "the tests of the engine: takes 65,000 genes",
  "needs-too-much-memory": "budget.test.ts",
  busy: "errors.test.ts: takes requests that hold the memory",
  internal: "errors.test.ts: takes a fault of ours",
};

/** A stream of unknown length, so that the announced one stands. */
function chunked(text: string): ReadableStream<Uint8Array> {
  return new Blob([text]).stream();
}

function wide(genes: number, samples: number): string {
  const row = "\t1".repeat(samples);
  const names = Array.from({ length: samples }, (_, at) => `S${at}`).join("\t");
  return `gene\t${names}\n${gene}${row}\n${Array.from({ length: genes }, (_, at) => `G${at}${row}`).join("\n")}\n`;
}

function damaged(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  bytes[bytes.length - 5] ^= 1;
  return bytes;
}

describe("a problem", () => {
  it("of every type is tested here, or elsewhere for a reason", () => {
    expect([...Object.keys(CASES), ...Object.keys(ELSEWHERE)].sort()).toEqual(Object.keys(PROBLEMS).sort());
  });

  it.each(Object.entries(CASES))("%s is answered as problem details", async (name, [sent, members = {}]) => {
    const response = await send(sent);
    const [status, title] = PROBLEMS[name as ProblemType];
    expect(await response.json()).toMatchObject({ ...members, type: `/problems/${name}`, title, status });
    expect(response.status).toBe(status);
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
    expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
  });

  it("leaves nothing in the bucket", async () => {
    await send({ body: `${wide(1000, 4000)}BAD\t1\n` });
    expect((await env.MATRICES.list({ prefix: "spool/" })).objects).toEqual([]);
  });

  it("of a wrong method says which are possible", async () => {
    const response = await send({ method: "DELETE" });
    expect([response.status, response.headers.get("Allow")]).toEqual([405, "POST"]);
  });

  it("of a form names the part", async () => {
    const form = new FormData();
    form.set("matrix", new File([matrix], "m.tsv"));
    form.set("shet", "sample\nS1\n");
    const response = await exports.default.fetch("https://crossresist.test/v1/score", { method: "POST", body: form });
    expect(await response.json()).toMatchObject({ type: "/problems/unknown-option", text: "shet" });
  });

  it("of a form over the limit says what else there is", async () => {
    const form = new FormData();
    form.set("matrix", new File([wide(2100, 4000)], "m.tsv"));
    const response = await exports.default.fetch("https://crossresist.test/v1/score", { method: "POST", body: form });
    expect([response.status, await response.json()]).toMatchObject([
      413,
      { type: "/problems/body-too-large", detail: expect.stringContaining("bucket") },
    ]);
  });

  it("of a query beside a JSON body names the member to move", async () => {
    const response = await send({
      ...json({ source: { bucket: "matrices", key: "m.tsv" } }),
      path: "/v1/score?classes=none",
    });
    expect(await response.json()).toMatchObject({ type: "/problems/unknown-option", text: "classes" });
  });
});
