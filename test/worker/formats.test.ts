/** Binary and sparse matrices in the real runtime: the fixtures of test/fixtures/formats, from bodies and from R2. */
import { reset } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, describe, expect, it } from "vitest";
import { openZip } from "../../worker/matrix/archive/zip.ts";
import { platform } from "../../worker/storage/platform.ts";
import zarrV2 from "../fixtures/formats/anndata-v2-csr.zarr.zip?inline";
import zarrLayer from "../fixtures/formats/anndata-v3-layer.zarr.zip?inline";
import counts from "../fixtures/formats/counts.tsv?inline";
import csr from "../fixtures/formats/csr.h5ad?inline";
import manifest from "../fixtures/formats/manifest.json?raw";
import { type Manifest, scoresDigest } from "../support/manifest.ts";

afterEach(() => reset());

/** The bytes of a file that was bundled as a data URL. */
async function bytesOf(url: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

function post(body: BodyInit, query = "", type = "application/octet-stream"): Promise<Response> {
  const request = { method: "POST", headers: { "Content-Type": type }, body };
  return exports.default.fetch(`https://crossresist.test/v1/score${query}`, request);
}

const postJson = (request: unknown) => post(JSON.stringify(request), "", "application/json");

/** Scores of all samples as text, which must not depend on the format. */
async function samplesOf(response: Response): Promise<string> {
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return JSON.stringify(JSON.parse(text).samples);
}

/** Lays the files of a zip archive into the bucket, below a prefix. */
async function unpackInto(prefix: string, archive: Uint8Array): Promise<void> {
  const read = async (offset: number, length: number) => archive.slice(offset, offset + length);
  const open = async () => new Blob([archive.slice()]).stream();
  const folder = await openZip({ name: "archive", size: archive.length, open, read }, platform);
  for (const path of await folder.list()) {
    const bytes = await folder.read(path, 1e9);
    if (bytes !== null) await env.MATRICES.put(prefix + path, bytes);
  }
}

/** By its name below test/fixtures/formats: the fixture as a data URL. */
const fixtures = Object.fromEntries(
  Object.entries(
    import.meta.glob<string>("../fixtures/formats/**", { query: "?inline", import: "default", eager: true }),
  ).map(([path, url]) => [path.slice("../fixtures/formats/".length), url]),
);

describe("every fixture gives the scores of its matrix", () => {
  const { files, matrices, columns }: Manifest = JSON.parse(manifest);

  for (const engine of ["wasm", "typescript"]) {
    it(`by ${engine}`, async () => {
      const found: Record<string, string> = {};
      for (const [name, { layer }] of Object.entries(files)) {
        const query = `?format=csv&engine=${engine}${layer === undefined ? "" : `&layer=${layer}`}`;
        found[name] = await scoresDigest(await (await post(await bytesOf(fixtures[name]), query)).text(), columns);
      }
      const expected = Object.entries(files).map(([name, { matrix }]) => [name, matrices[matrix]]);
      expect(found).toEqual(Object.fromEntries(expected));
    });
  }
});

describe("a binary matrix in the body", () => {
  it("scores alike without its length being announced", async () => {
    const bytes = await bytesOf(csr);
    const expected = await samplesOf(await post(bytes));
    const stream = new ReadableStream({
      start(controller) {
        for (let at = 0; at < bytes.length; at += 10_000) controller.enqueue(bytes.slice(at, at + 10_000));
        controller.close();
      },
    });
    expect(await samplesOf(await post(stream))).toBe(expected);
  });
});

describe("a matrix in a bucket", () => {
  it("is a folder where its key ends in a slash", async () => {
    await unpackInto("cohort.zarr/", await bytesOf(zarrV2));
    const answer = await postJson({ source: { bucket: "matrices", key: "cohort.zarr/" } });
    expect(await samplesOf(answer)).toBe(await samplesOf(await post(await bytesOf(counts))));
  });

  it("gives some of its samples", async () => {
    await env.MATRICES.put("cells.h5ad", await bytesOf(csr));
    const source = { bucket: "matrices", key: "cells.h5ad" };
    const whole = await (await postJson({ source, classes: "none" })).json<{ samples: unknown[] }>();
    const part = await (await postJson({ source, classes: "none", samples: "3-5" })).json<{ samples: unknown[] }>();
    expect(part.samples).toEqual(whole.samples.slice(2, 5));
  });

  it("names the layers that there are", async () => {
    const answer = await post(await bytesOf(zarrLayer), "?layer=scaled");
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ type: "/problems/unknown-layer", expected: "counts" });
  });
});

it("a result as Parquet can be read again", async () => {
  const response = await post(await bytesOf(counts), "?format=parquet&classes=none");
  expect(response.headers.get("Content-Type")).toBe("application/vnd.apache.parquet");
  const file = new Uint8Array(await response.arrayBuffer());
  expect(new TextDecoder().decode(file.subarray(0, 4))).toBe("PAR1");
  expect(new TextDecoder().decode(file.subarray(-4))).toBe("PAR1");
});
