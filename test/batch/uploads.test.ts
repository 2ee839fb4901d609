/** `/v1/uploads` in the real runtime. */
import { reset } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, describe, expect, it } from "vitest";
import { registryOf } from "../../worker/batch/job/registry.ts";
import type { UploadState } from "../../worker/batch/uploads.ts";
import { keysBelow, SMALL, tick } from "./support.ts";

const ORIGIN = "https://crossresist.test";
const PART = 16 * 1024 * 1024;

const call = (method: string, path: string, body?: BodyInit) =>
  exports.default.fetch(`${ORIGIN}/v1/uploads${path}`, { method, body });
const begin = async (name = "cohort.tsv") => (await call("POST", "", JSON.stringify({ name }))).json<UploadState>();

afterEach(() => reset());

describe("an upload", () => {
  it("arrives in parts, in any order, and is then scored under its name", async () => {
    const { id, partBytes } = await begin();
    expect(partBytes).toBe(PART);
    const values = "\t1.5".repeat(20);
    const rows = Array.from({ length: PART / 80 }, (_, at) => `N${at}${values}\n`);
    const matrix = SMALL + rows.join("");
    expect((await call("PUT", `/${id}/parts/2`, matrix.slice(PART))).status).toBe(204);
    expect((await call("PUT", `/${id}/parts/1`, matrix.slice(0, PART))).status).toBe(204);
    const done = await (await call("POST", `/${id}/complete`)).json<UploadState>();
    expect(done).toMatchObject({ complete: true, source: { bucket: "uploads", key: `${id}/cohort.tsv` } });
    const answer = await exports.default.fetch(`${ORIGIN}/v1/score`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ source: done.source }),
    });
    const genes = SMALL.split("\n").length - 2 + rows.length;
    expect(await answer.json()).toMatchObject({ matrix: { name: `${id}/cohort.tsv`, genes, samples: 20 } });
  });

  it("is resumed from the parts that are there", async () => {
    const { id } = await begin();
    await call("PUT", `/${id}/parts/3`, "c");
    const there = await (await call("GET", `/${id}`)).json<UploadState>();
    expect(there.parts).toEqual([{ part: 3, size: 1 }]);
    const early = await call("POST", `/${id}/complete`);
    expect(await early.json()).toMatchObject({ type: "/problems/bad-part", missing: [1, 2] });
  });

  it("takes the later of a part that is sent twice, and a second completion", async () => {
    const { id } = await begin();
    await call("PUT", `/${id}/parts/1`, "earlier");
    await call("PUT", `/${id}/parts/1`, "later");
    for (let round = 0; round < 2; round++) expect((await call("POST", `/${id}/complete`)).status).toBe(200);
    const [key] = await keysBelow("uploads/");
    expect(await (await env.MATRICES.get(key))?.text()).toBe("later");
  });

  it.each([
    ["too large", PART + 1, "1", 413, "body-too-large"],
    ["empty", 0, "1", 413, "body-too-large"],
    ["numbered 0", 1, "0", 409, "bad-part"],
    ["numbered by a word", 1, "one", 409, "bad-part"],
  ])("refuses a part that is %s", async (_, size, part, status, type) => {
    const { id } = await begin();
    const answer = await call("PUT", `/${id}/parts/${part}`, new Uint8Array(size));
    expect([answer.status, (await answer.json<{ type: string }>()).type]).toEqual([status, `/problems/${type}`]);
  });

  it.each(["../../results/a", "a/../../b", "/a", "a\nb"])("refuses the name %j", async (name) => {
    expect((await call("POST", "", JSON.stringify({ name }))).status).toBe(400);
  });

  it("that is removed or was never there is not known", async () => {
    const { id } = await begin();
    await call("PUT", `/${id}/parts/1`, "a");
    expect((await call("DELETE", `/${id}`)).status).toBe(204);
    for (const path of [`/${id}`, "/none"]) expect((await call("GET", path)).status).toBe(404);
    expect((await call("PUT", `/${id}/parts/2`, "b")).status).toBe(404);
  });

  it("that has expired is not known, and the next tick removes it", async () => {
    const key = "old/cohort.tsv";
    const { uploadId } = await env.MATRICES.createMultipartUpload(`uploads/${key}`);
    await registryOf(env).addUpload({ id: "old", key, upload: uploadId, expires: Date.now() - 1 });
    expect((await call("PUT", "/old/parts/1", "a")).status).toBe(404);
    await tick();
    expect(await registryOf(env).expiredUploads(10)).toEqual([]);
    const resumed = env.MATRICES.resumeMultipartUpload(`uploads/${key}`, uploadId);
    await expect(resumed.uploadPart(1, "a")).rejects.toThrow();
  });
});
