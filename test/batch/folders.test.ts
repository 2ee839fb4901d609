/** Matrices of many objects, Zarr hierarchies, as sources of jobs and of the schedule. */
import { reset } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { LIMITS } from "../../worker/limits.ts";
import type { JobView } from "../../worker/routes/jobs.ts";
import { expression, gzip, PANEL } from "../worker/matrix.ts";
import { keysBelow, published, settled, tick } from "./support.ts";

const SAMPLES = Array.from({ length: 50 }, (_, sample) => `S${sample + 1}`);
const CHUNK = 8;
const FOLDER = "inbox/cohort.zarr/";
const SOURCE = { bucket: "matrices", key: FOLDER };

const ask = (path: string, request: unknown) =>
  exports.default.fetch(`https://crossresist.test${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/csv" },
    body: JSON.stringify(request),
  });

/** A chunk of whole samples; `seed` makes other values. */
function chunk(number: number, seed = 0): Uint8Array<ArrayBuffer> {
  const values = new Float32Array(CHUNK * PANEL.length);
  for (let at = 0; at < values.length; at++) {
    values[at] = expression(at % PANEL.length, number * CHUNK + Math.floor(at / PANEL.length) + seed);
  }
  return new Uint8Array(values.buffer);
}

/** Zarr 3, core specification: an array of samples x genes, uncompressed. */
const METADATA = {
  zarr_format: 3,
  node_type: "array",
  shape: [SAMPLES.length, PANEL.length],
  data_type: "float32",
  chunk_grid: { name: "regular", configuration: { chunk_shape: [CHUNK, PANEL.length] } },
  chunk_key_encoding: { name: "default", configuration: { separator: "/" } },
  fill_value: 0,
  codecs: [{ name: "bytes", configuration: { endian: "little" } }],
  attributes: { samples: SAMPLES, genes: PANEL },
};

beforeEach(async () => {
  await env.MATRICES.put(`${FOLDER}zarr.json`, JSON.stringify(METADATA));
  for (let number = 0; number * CHUNK < SAMPLES.length; number++) {
    await env.MATRICES.put(`${FOLDER}c/${number}/0`, chunk(number));
  }
});
afterEach(() => reset());

it("a folder is scored in parts, to the same bytes as at once", async () => {
  const answer = await ask("/v1/jobs", { source: SOURCE });
  expect(answer.status).toBe(202);
  const [job] = await settled(1);
  expect(job).toMatchObject({ state: "done", samples: SAMPLES.length, key: FOLDER });
  expect(await published(job, "scores")).toBe(await (await ask("/v1/score", { source: SOURCE })).text());
  expect(await keysBelow("stage/")).toEqual([]);
});

it("a folder with more values than one request may have is answered with 202 and a job", async () => {
  const rows = 250;
  const genes = PANEL.concat(Array.from({ length: 20_000 - PANEL.length }, (_, at) => `X${at}`));
  const samples = Array.from({ length: LIMITS.cells / genes.length + 1 }, (_, at) => `S${at}`);
  const metadata = {
    ...METADATA,
    shape: [samples.length, genes.length],
    data_type: "uint8",
    chunk_grid: { name: "regular", configuration: { chunk_shape: [rows, genes.length] } },
    codecs: [{ name: "bytes" }, { name: "gzip", configuration: { level: 1 } }],
    attributes: { samples, genes },
  };
  const key = "large.zarr/";
  await env.MATRICES.put(`${key}zarr.json`, JSON.stringify(metadata));
  const same = await gzip(Uint8Array.from({ length: rows * genes.length }, (_, at) => at % 7));
  for (let at = 0; at * rows < samples.length; at++) await env.MATRICES.put(`${key}c/${at}/0`, same);
  const source = { bucket: "matrices", key };
  const answer = await ask("/v1/score", { source });
  const { id } = await answer.json<JobView>();
  expect([answer.status, answer.headers.get("Location")]).toEqual([202, `/v1/jobs/${id}`]);
  const [job] = await settled(1, 50_000);
  expect(job).toMatchObject({ id, state: "done", key, samples: samples.length, genes: genes.length });
  expect((await published(job, "scores"))?.split("\n")).toHaveLength(samples.length + 2);
  const some = await ask("/v1/score", { source, samples: "501-520" });
  expect((await some.text()).split("\n")[1]).toMatch(/^S500,/);
});

it("the tick makes one job of a folder, and another one once an object in it changed", async () => {
  await tick();
  await settled(1);
  await tick();
  const [first, ...others] = await settled(1);
  expect([first.state, first.key, others]).toEqual(["done", FOLDER, []]);
  await env.MATRICES.put(`${FOLDER}c/1/0`, chunk(1, 7));
  await tick();
  const [, second] = await settled(2);
  expect(second.state).toBe("done");
  expect(await published(second, "scores")).not.toBe(await published(first, "scores"));
});

it("a folder that is not there is refused", async () => {
  const answer = await ask("/v1/jobs", { source: { bucket: "matrices", key: "inbox/none.zarr/" } });
  expect([answer.status, (await answer.json<{ type: string }>()).type]).toEqual([404, "/problems/unknown-key"]);
});

it("a folder that changes after it was submitted ends that job, and its new version gets one", async () => {
  await ask("/v1/jobs", { source: SOURCE });
  await env.MATRICES.put(`${FOLDER}c/0/0`, chunk(0, 3));
  const all = await settled(2);
  const states = all.map(({ state, problem }) => [state, problem === null ? null : JSON.parse(problem).type]);
  expect(states.sort()).toEqual([
    ["done", null],
    ["failed", "/problems/source-changed"],
  ]);
});
