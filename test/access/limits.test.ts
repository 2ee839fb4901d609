/** Every limit, and what whoever exceeds it is told. */
import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { registryOf } from "../../worker/batch/job/registry.ts";
import { LIMITS } from "../../worker/limits.ts";
import { readBytes } from "../../worker/matrix/stream/bytes.ts";
import { PROBLEMS, type ProblemType } from "../../worker/problem.ts";
import { isolate } from "../../worker/shared.ts";
import { platform } from "../../worker/storage/platform.ts";
import { gzip, matrixText } from "../worker/matrix.ts";
import { type Call, envWith, send, typeOf } from "./support.ts";

const bindings = envWith([], { ACCESS: "open" });
const SAMPLES = 21;

const matrix = (body: BodyInit, query = "", headers: Record<string, string> = {}): Call => ({
  method: "POST",
  path: `/v1/score${query}`,
  headers: { "Content-Type": "text/plain", ...headers },
  body,
});

/** A request for the object that is there. */
const named = (members: Record<string, unknown>, path = "/v1/score"): Call => ({
  method: "POST",
  path,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ source: { bucket: "matrices", key: "m.tsv" }, ...members }),
});

const range = (length: number) => Array.from({ length }, (_, at) => at);
const header = (samples: number) =>
  `gene\t${range(samples)
    .map((at) => `S${at}`)
    .join("\t")}\n`;
const genes = (count: number) => range(count).map((at) => `G${at}`);
const rows = (names: readonly string[], samples: number) =>
  names.map((name) => `${name}${"\t1".repeat(samples)}\n`).join("");
const own = (count: number, methods?: readonly string[]) => ({ id: "mine", genes: genes(count), methods });

function form(bytes: number): Call {
  const body = new FormData();
  body.set("matrix", new File([new Uint8Array(bytes)], "m.tsv"));
  return { method: "POST", path: "/v1/score", body };
}

const tooLong = { "Content-Length": String(LIMITS.bodyBytes + 1) };

/** Limits that a sender can exceed: what answers, and how to get there. */
const SENDER: Partial<Record<keyof typeof LIMITS, readonly [ProblemType, () => Call | Promise<Call>]>> = {
  bodyBytes: ["body-too-large", () => matrix(new Blob([matrixText(2)]).stream(), "", tooLong)],
  formBytes: ["body-too-large", () => form(LIMITS.formBytes)],
  sidecarBytes: ["body-too-large", () => named({ sheet: " ".repeat(LIMITS.sidecarBytes) })],
  inflationRatio: [
    "inflates-too-far",
    async () => matrix(await gzip(header(1000) + rows(genes(1 + LIMITS.inflationRatioFrom / 2000), 1000))),
  ],
  metadataBytes: [
    "chunk-too-large",
    async () => {
      await env.MATRICES.put("z/zarr.json", new Uint8Array(LIMITS.metadataBytes + 1));
      return named({ source: { bucket: "matrices", key: "z/" } });
    },
  ],
  genes: ["too-many-genes", () => matrix(header(1) + rows(["STAT1", ...genes(LIMITS.genes)], 1))],
  samples: ["too-many-samples", () => matrix(header(LIMITS.samples + 1) + rows(["STAT1"], LIMITS.samples + 1))],
  lineBytes: ["line-too-long", () => matrix(`${matrixText(1)}G\t${"1".repeat(LIMITS.lineBytes)}\n`)],
  nameLength: ["bad-name", () => matrix(`gene\t${"S".repeat(LIMITS.nameLength + 1)}\nSTAT1\t1\n`)],
  panelGenes: ["panel-too-large", () => named({ own: own(LIMITS.panelGenes + 1) })],
  signatures: [
    "too-many-signatures",
    () =>
      named({
        gmt: genes(LIMITS.signatures + 1)
          .map((id) => `${id}\t\tSTAT1\n`)
          .join(""),
      }),
  ],
  scoringSteps: [
    "too-much-work",
    () => {
      const body = new FormData();
      body.set("matrix", new File([matrixText(SAMPLES)], "m.tsv"));
      body.set("own", JSON.stringify({ ...own(1), genes: ["STAT1", ...genes(4999)] }));
      body.set("request", JSON.stringify({ options: { "null.permutations": 100_000 } }));
      return { method: "POST", path: "/v1/score", body };
    },
  ],
  comparedGenes: ["not-scorable", () => named({ own: own(LIMITS.comparedGenes + 1, ["rank-linear"]) })],
  densityTerms: [
    "too-many-cells",
    () => matrix(header(3700) + rows(["STAT1", ...genes(299)], 3700), "?methods=gsva&partial=true&gsva.kcdf=gaussian"),
  ],
  mergedValues: [
    "duplicate-genes",
    () =>
      matrix(
        header(1000) +
          rows(
            range(2 + LIMITS.mergedValues / 1000).map(() => "STAT1"),
            1000,
          ),
        "?duplicates=mean",
      ),
  ],
  uploadName: [
    "bad-request",
    () => ({ ...named({}, "/v1/uploads"), body: JSON.stringify({ name: "n".repeat(LIMITS.uploadName + 1) }) }),
  ],
  listedJobs: ["bad-request", () => ({ path: `/v1/jobs?limit=${LIMITS.listedJobs + 1}` })],
  openJobs: [
    "too-many-jobs",
    async () => {
      await fillRegistry(LIMITS.openJobs);
      return named({}, "/v1/jobs");
    },
  ],
};

/** Limits that others tests reach, where they are built up more cheaply. */
const ELSEWHERE: Partial<Record<keyof typeof LIMITS, string>> = {
  cells: "worker/problems.test.ts: too-many-cells",
  inflatedBytes: "below: inflates-too-far",
  inflationRatioFrom: "above, with the ratio",
  chunkBytes: "matrix/formats-binary/hostile.test.ts: chunk-too-large",
  isolateBytes: "engine/budget.test.ts: needs-too-much-memory",
  leaseWaitMs: "below: busy",
  rateSeconds: "rate.test.ts: too-many-requests",
  linkSeconds: "links.test.ts",
  linkMostSeconds: "links.test.ts: bad-request",
  uploadPartBytes: "batch/uploads.test.ts: body-too-large",
  wholeBytes: "batch/jobs.test.ts: 202 and a job",
  stagedBytes: "below: the same count, with the limit of a job",
  listedByDefault: "a default",
};

/** How the service shares out its own memory, time and calls: nothing that a sender could exceed. */
const OWN = [
  "blockBytes",
  "bucketRequests",
  "cohortBytes",
  "heartbeatSeconds",
  "heldBytes",
  "heldCells",
  "jobAttempts",
  "keptBodyBytes",
  "kernelBytes",
  "ownKernelBytes",
  "partBytes",
  "partCells",
  "partRounds",
  "partSamples",
  "partTextBytes",
  "queueBatch",
  "readBytes",
  "reportDots",
  "reportSamples",
  "retryBaseMs",
  "retryMostMs",
  "sentPartBytes",
  "sourceAttempts",
  "stallMs",
  "stripeBytes",
  "tickJobs",
  "tileBytes",
];

/** Jobs that wait, as many as asked for. */
async function fillRegistry(count: number): Promise<void> {
  await runInDurableObject(registryOf(env), (_, state) => {
    state.storage.sql.exec(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO jobs (id, bucket, key, version, size, result, state, created, updated)
       SELECT i, 'matrices', 'k', '1', 1, 'r/', 'queued', 0, 9e15 FROM n`,
      count,
    );
  });
}

beforeAll(() => {
  vi.spyOn(console, "log").mockImplementation(() => undefined);
});
beforeEach(async () => {
  await env.MATRICES.put("m.tsv", matrixText(SAMPLES));
});
afterEach(() => reset());

describe("a limit", () => {
  it("of every kind is reached here, or elsewhere for a reason", () => {
    const told = [...Object.keys(SENDER), ...Object.keys(ELSEWHERE), ...OWN];
    expect(told.sort()).toEqual(Object.keys(LIMITS).sort());
  });

  it.each(Object.entries(SENDER))("%s is told with its own problem", async (_, [type, call]) => {
    const response = await send(bindings, await call());
    expect([await typeOf(response), response.status]).toEqual([type, PROBLEMS[type][0]]);
    if (response.status === 429) expect(response.headers.get("Retry-After")).toBe("60");
    expect(isolate.budget.held).toBe(0);
  });
});

describe("what inflates", () => {
  it("is broken off at the bytes that its reading allows", async () => {
    const bytes = await gzip("0123456789".repeat(200));
    const source = { name: "m", open: async () => new Blob([bytes]).stream() };
    const reading = async (inflatedBytes: number) => {
      let length = 0;
      for await (const piece of readBytes(source, platform, true, { inflatedBytes })) length += piece.length;
      return length;
    };
    expect(await reading(2000)).toBe(2000);
    await expect(reading(1999)).rejects.toMatchObject({ type: "inflates-too-far" });
  });
});

describe("memory", () => {
  it("lets tiny requests pass beside a large one; what does not fit waits, and is then told to come again", async () => {
    const large = await isolate.budget.acquire(isolate.budget.capacity - LIMITS.keptBodyBytes + 1);
    const small = matrixText(2);
    const length = { "Content-Length": String(small.length) };
    const tiny = await Promise.all(range(8).map(() => send(bindings, matrix(small, "", length))));
    expect(tiny.map(({ status }) => status)).toEqual(range(8).map(() => 200));
    await Promise.all(tiny.map((response) => response.text()));
    const begun = Date.now();
    const refused = await send(bindings, matrix(new Blob([matrixText(2)]).stream()));
    expect(Date.now() - begun).toBeGreaterThanOrEqual(LIMITS.leaseWaitMs - 50);
    expect([refused.status, refused.headers.get("Retry-After"), await typeOf(refused)]).toEqual([503, "2", "busy"]);
    const waiting = send(bindings, matrix(new Blob([matrixText(2)]).stream()));
    large.release();
    const served = await waiting;
    expect(served.status).toBe(200);
    await served.text();
    expect(isolate.budget.held).toBe(0);
  });
});
