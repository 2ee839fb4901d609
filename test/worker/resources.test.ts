/** The resources beside the scores. */
import { exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { catalogue, catalogueVersion } from "../../worker/catalogue/index.ts";
import { PROBLEMS } from "../../worker/problem.ts";
import { REMEDIES } from "../../worker/routes/remedies.ts";

function get(path: string): Promise<Response> {
  return exports.default.fetch(`https://crossresist.test${path}`);
}

describe("GET /v1/signatures", () => {
  it("lists the catalogue with the number of genes in place of the genes", async () => {
    const listed = await (await get("/v1/signatures")).json();
    expect(listed).toMatchObject({ version: catalogueVersion });
    expect(listed).toHaveProperty("signatures.length", catalogue().length);
    expect(listed).toHaveProperty(
      "signatures",
      expect.arrayContaining([expect.objectContaining({ id: "rsi_eschrich2009", size: 10, methods: ["rank-linear"] })]),
    );
    expect(listed).not.toHaveProperty("signatures.0.genes");
  });

  it("gives one signature with its genes and citation", async () => {
    const entry = await (await get("/v1/signatures/rsi_eschrich2009")).json();
    expect(entry).toMatchObject({ id: "rsi_eschrich2009", citation: { year: 2009 } });
    expect(entry).toHaveProperty("genes.length", 10);
  });

  it("gives with it what it did on labelled cohorts, beside plain baselines on the same endpoints", async () => {
    const entry = await (await get("/v1/signatures/ces_zhang2016")).json();
    expect(entry).toMatchObject({
      ledger: {
        rows: expect.arrayContaining([
          expect.objectContaining({ id: "biospear-rd", kind: "response", statistic: "auc" }),
          expect.objectContaining({ id: "bladder-os", kind: "survival", statistic: "hazard-ratio" }),
        ]),
        baselines: expect.arrayContaining([expect.objectContaining({ id: "biospear-rd", signature: "gene:ESR1" })]),
      },
    });
    expect(await (await get("/v1/signatures/speers2015_rss51")).json()).toMatchObject({ ledger: { rows: [] } });
  });

  it("answers an unknown id with those that are close", async () => {
    const response = await get("/v1/signatures/rsi_eschrich");
    expect([response.status, await response.json()]).toMatchObject([
      404,
      { type: "/problems/unknown-signature", suggestions: expect.arrayContaining(["rsi_eschrich2009"]) },
    ]);
  });
});

describe("the other resources", () => {
  it("GET /healthz tells whom the service lets in, and that memory is given back", async () => {
    expect(await (await get("/healthz")).json()).toMatchObject({ status: "ok", access: "open", memory: { held: 0 } });
  });

  it("GET /v1 says that this is for research, and where to go", async () => {
    const text = await (await get("/v1")).text();
    expect(text).toContain("POST /v1/score");
    expect(text.toLowerCase()).toContain("research");
  });

  it("GET /problems/{type} is where the type of a problem points", async () => {
    const [status, title] = PROBLEMS["ragged-row"];
    const remedy = REMEDIES["ragged-row"];
    const told = await (await get("/problems/ragged-row")).json();
    expect(told).toEqual({ type: "/problems/ragged-row", status, title, remedy });
    expect((await get("/problems/toString")).status).toBe(404);
  });

  it.each([
    ["*/*", 200, null],
    ["application/json, text/html;q=0.9", 200, null],
    ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 303, "/docs#problem-empty"],
  ])("GET /problems/{type} with Accept: %s is answered by %i", async (accept, status, place) => {
    const address = "https://crossresist.test/problems/empty";
    const response = await exports.default.fetch(address, { headers: { Accept: accept }, redirect: "manual" });
    expect([response.status, response.headers.get("Location")]).toEqual([status, place]);
    expect(response.headers.get("Vary")).toContain("Accept");
  });

  it("HEAD is answered like GET, without a body", async () => {
    const response = await exports.default.fetch("https://crossresist.test/healthz", { method: "HEAD" });
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });
});
