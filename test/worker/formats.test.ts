/** Binary and sparse matrices in the real runtime: the fixtures of test/fixtures/formats, from bodies and from R2. */
import { reset } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, describe, expect, it } from "vitest";
import { openZip } from "../../worker/matrix/archive/zip.ts";
import { platform } from "../../worker/storage/platform.ts";
import triplet from "../fixtures/formats/10x-v3.zip?inline";
import zarrV2 from "../fixtures/formats/anndata-v2-csr.zarr.zip?inline";
import zarrV3 from "../fixtures/formats/anndata-v3-dense.zarr.zip?inline";
import zarrLayer from "../fixtures/formats/anndata-v3-layer.zarr.zip?inline";
import feather from "../fixtures/formats/columns-lz4.feather?inline";
import parquetZstd from "../fixtures/formats/columns-zstd.parquet?inline";
import counts from "../fixtures/formats/counts.tsv?inline";
import csr from "../fixtures/formats/csr.h5ad?inline";
import tenX from "../fixtures/formats/filtered_feature_bc_matrix.h5?inline";
import floats from "../fixtures/formats/floats.tsv?inline";
import blosc from "../fixtures/formats/plain-v2-blosc-zstd-bits.zarr.zip?inline";
import rows from "../fixtures/formats/rows.parquet?inline";

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

describe("a binary matrix in the body scores as its text does", () => {
  for (const engine of ["wasm", "typescript"]) {
    it(`counts, by ${engine}`, async () => {
      const query = `?engine=${engine}`;
      const expected = await samplesOf(await post(await bytesOf(counts), query));
      for (const file of [zarrV2, zarrV3, csr, tenX, triplet]) {
        expect(await samplesOf(await post(await bytesOf(file), query))).toBe(expected);
      }
      expect(await samplesOf(await post(await bytesOf(zarrLayer), `${query}&layer=counts`))).toBe(expected);
    });

    it(`continuous values, by ${engine}`, async () => {
      const query = `?engine=${engine}`;
      const expected = await samplesOf(await post(await bytesOf(floats), query));
      for (const file of [blosc, parquetZstd, rows, feather]) {
        expect(await samplesOf(await post(await bytesOf(file), query))).toBe(expected);
      }
    });
  }

  it("without its length being announced", async () => {
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
