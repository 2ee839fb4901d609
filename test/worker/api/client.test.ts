/** The typed client: every path, request and answer is the Worker's own type, and no line of it is written or generated. */
import { reset } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { hc } from "hono/client";
import { afterEach, expect, test } from "vitest";
import { MATRIX, OBJECT } from "../../../scripts/api/examples.ts";
import type { AppType } from "../../../worker/app.ts";

// Elsewhere `hc<AppType>("https://…", { headers: { Authorization: "Bearer …" } })`; here it asks the Worker of the test.
const client = hc<AppType>("https://crossresist.test", { fetch: exports.default.fetch.bind(exports.default) });

afterEach(() => reset());

test("a matrix in a bucket is scored, and the answer has the types of the engine", async () => {
  await env.MATRICES.put(OBJECT.key, MATRIX);
  const answer = await client.v1.score.$post({ json: { source: OBJECT, signatures: ["rsi_eschrich2009"] } });
  if (answer.status !== 200) throw new Error("a small matrix is answered at once");
  const { samples, engine } = await answer.json();
  const path: "wasm" | "typescript" = engine.path;
  const scores = samples.map(({ id, scores }) => [id, scores.rsi_eschrich2009["rank-linear"].score]);
  expect([path, scores.map(([id]) => id)]).toEqual(["wasm", ["P1", "P2", "P3"]]);
  expect(scores.every(([, score]) => typeof score === "number")).toBe(true);
});

test("a file goes along as a form, or as the plain body with its settings in the query", async () => {
  const form = {
    matrix: new File([MATRIX], "small.tsv"),
    request: JSON.stringify({ signatures: ["rsi_eschrich2009"] }),
  };
  const query = { signatures: "rsi_eschrich2009", name: "small.tsv", format: "csv" } as const;
  const init = { body: MATRIX, headers: { "Content-Type": "text/tab-separated-values" } };
  const [asForm, asBody] = await Promise.all([
    client.v1.score.$post({ form }),
    client.v1.score.$post({ query }, { init }),
  ]);
  expect([asForm.status, asBody.status]).toEqual([200, 200]);
  expect(await asBody.text()).toContain("sample,radiation,chemo,cross,rsi_eschrich2009:rank-linear");
});

test("a mistake is a matter of types", async () => {
  // @ts-expect-error: there is no such policy
  const wrong = await client.v1.score.$post({ json: { source: OBJECT, duplicates: "last" } });
  expect(wrong.status).toBe(400);
  // @ts-expect-error: there is no such route
  expect(client.v1.scores.$url().pathname).toBe("/v1/scores");
});
