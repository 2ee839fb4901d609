/** `/v1/jobs` in the real runtime. */
import { reset } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { registryOf } from "../../worker/batch/job/registry.ts";
import { gzip } from "../worker/matrix.ts";
import { jobs, keysBelow, LARGE, published, SMALL, settled, tick } from "./support.ts";

const ORIGIN = "https://crossresist.test";
const SOURCE = { bucket: "matrices", key: "cohort.tsv" };

interface JobView {
  readonly id: string;
  readonly state: string;
  readonly samples: number | null;
  readonly problem: { readonly type: string } | null;
  readonly parts: { readonly done: number; readonly total: number } | null;
}

const get = (path: string, headers: Record<string, string> = {}) =>
  exports.default.fetch(`${ORIGIN}${path}`, { headers });
const post = (path: string, body: unknown) =>
  exports.default.fetch(ORIGIN + path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
const submit = async (body: unknown = { source: SOURCE }) => (await post("/v1/jobs", body)).json<JobView>();

beforeEach(async () => {
  await env.MATRICES.put("cohort.tsv", SMALL);
});
afterEach(() => reset());

describe("a submitted job", () => {
  it("is accepted with its place, and done a while later", async () => {
    const answer = await post("/v1/jobs", { source: SOURCE });
    const { id } = await answer.json<JobView>();
    expect([answer.status, answer.headers.get("Location")]).toEqual([202, `/v1/jobs/${id}`]);
    await settled(1);
    expect(await (await get(`/v1/jobs/${id}`)).json()).toMatchObject({ id, state: "done", samples: 20 });
  });

  it("is the same job for the same object and request, and another for another request", async () => {
    const [one, again] = [await submit(), await submit({ source: SOURCE, classes: "cohort" })];
    expect(again.id).toBe(one.id);
    const other = await submit({ source: SOURCE, classes: "none" });
    expect(other.id).not.toBe(one.id);
    const [first, second] = await settled(2);
    expect(first.result).not.toBe(second.result);
    expect((await published(second, "scores"))?.split("\n")[0]).not.toContain("percentile");
  });

  it("is refused at once where the request is wrong", async () => {
    const refusals = [
      [{ source: SOURCE, signatures: ["none"] }, 404],
      [{ source: { bucket: "matrices", key: "none.tsv" } }, 404],
      [{ source: { bucket: "matrices", key: "results/a" } }, 400],
      [{ source: { bucket: "elsewhere", key: "a" } }, 404],
    ] as const;
    for (const [request, status] of refusals) expect((await post("/v1/jobs", request)).status).toBe(status);
    expect(await jobs()).toEqual([]);
  });

  it("that was done is begun anew only if its results were removed", async () => {
    const { id } = await submit();
    const [job] = await settled(1);
    expect((await submit()).state).toBe("done");
    await env.MATRICES.delete(`${job.result}manifest.json`);
    expect((await submit()).state).not.toBe("done");
    expect((await settled(1))[0]).toMatchObject({ id, state: "done", attempt: 2 });
  });

  it("fails with the problem of a signature that is no longer there", async () => {
    await submit();
    const [job] = await settled(1);
    await env.MATRICES.delete(`${job.result}manifest.json`);
    const request = JSON.parse((await (await env.MATRICES.get(`${job.result}request.json`))?.text()) ?? "");
    await env.MATRICES.put(`${job.result}request.json`, JSON.stringify({ ...request, signatures: ["gone"] }));
    await registryOf(env).submit(job, true);
    await env.JOBS.send({ job: job.id });
    const [failed] = await settled(1);
    expect(failed.state).toBe("failed");
    expect(await (await get(`/v1/jobs/${job.id}`)).json()).toMatchObject({
      problem: { type: "/problems/unknown-signature" },
    });
    expect(await (await get(`/v1/jobs/${job.id}/result`)).json()).toMatchObject({
      status: 409,
      problem: { type: "/problems/unknown-signature" },
    });
  });

  it("restarts as the job of the new version where the object is replaced before it is read", async () => {
    await submit();
    await env.MATRICES.put("cohort.tsv", await gzip(SMALL));
    const all = await settled(2);
    const states = all.map(({ state, problem }) => [state, problem === null ? null : JSON.parse(problem).type]);
    expect(states.sort()).toEqual([
      ["done", null],
      ["failed", "/problems/source-changed"],
    ]);
  });
});

describe("jobs", () => {
  it("are listed by state, page by page", async () => {
    for (const classes of ["cohort", "none"]) await submit({ source: SOURCE, classes });
    await settled(2);
    const page = async (query: string) =>
      (await get(`/v1/jobs?${query}`)).json<{ jobs: readonly JobView[]; cursor: string | null }>();
    const first = await page("state=done&limit=1");
    const second = await page(`state=done&limit=1&cursor=${first.cursor}`);
    expect(new Set([...first.jobs, ...second.jobs].map(({ id }) => id)).size).toBe(2);
    expect((await page(`state=done&limit=1&cursor=${second.cursor}`)).jobs).toEqual([]);
    expect((await page("state=failed")).jobs).toEqual([]);
    expect((await get("/v1/jobs?state=lost")).status).toBe(400);
    expect((await get("/v1/jobs/none")).status).toBe(404);
  });

  it("tell their progress as events until they end", async () => {
    await env.MATRICES.put("cohort.tsv", LARGE);
    const { id } = await submit();
    const events = await (await get(`/v1/jobs/${id}/events`)).text();
    const told = [...events.matchAll(/^event: (\w+)\ndata: (.*)$/gm)].map(([, event, data]) => [
      event,
      JSON.parse(data).state,
    ]);
    expect(told.at(-1)).toEqual(["end", "done"]);
    expect(told.slice(0, -1).every(([event]) => event === "progress")).toBe(true);
  });

  it("are cancelled with all that they left behind", async () => {
    await env.MATRICES.put("cohort.tsv", LARGE);
    const { id } = await submit();
    const answer = await exports.default.fetch(`${ORIGIN}/v1/jobs/${id}`, { method: "DELETE" });
    expect(await answer.json()).toMatchObject({ id, state: "cancelled" });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await tick();
    expect(await keysBelow("stage/")).toEqual([]);
    expect(await keysBelow("results/")).toEqual([]);
    expect((await jobs())[0].state).toBe("cancelled");
  });
});

describe("a result", () => {
  it("streams out of the bucket with its etag, in ranges and on conditions", async () => {
    const { id } = await submit();
    const [job] = await settled(1);
    const text = (await published(job, "scores")) ?? "";
    const whole = await get(`/v1/jobs/${id}/result`);
    const etag = whole.headers.get("ETag") ?? "";
    expect(await whole.text()).toBe(text);
    expect(whole.headers.get("Content-Length")).toBe(String(text.length));
    const part = await get(`/v1/jobs/${id}/result`, { Range: "bytes=10-19" });
    expect([part.status, part.headers.get("Content-Range")]).toEqual([206, `bytes 10-19/${text.length}`]);
    expect(await part.text()).toBe(text.slice(10, 20));
    const tail = await get(`/v1/jobs/${id}/result`, { Range: "bytes=-5" });
    expect(await tail.text()).toBe(text.slice(-5));
    expect((await get(`/v1/jobs/${id}/result`, { "If-None-Match": etag })).status).toBe(304);
    expect((await get(`/v1/jobs/${id}/result`, { Range: `bytes=${text.length}-` })).status).toBe(416);
    const summary = await (await get(`/v1/jobs/${id}/result?file=summary`)).json();
    expect(summary).toMatchObject({ matrix: { samples: 20 } });
    expect(await (await get(`/v1/jobs/${id}/result?file=manifest`)).json()).toMatchObject({ job: id });
  });
});

describe("POST /v1/score", () => {
  it("answers 202 and a job where the object is too large for one request", async () => {
    const wide = `gene\t${Array.from({ length: 5000 }, (_, at) => `S${at}`).join("\t")}\n`;
    const row = `\t${Array.from({ length: 5000 }, (_, at) => at % 7).join("\t")}\n`;
    const rows = Array.from({ length: 4001 }, (_, at) => (at === 0 ? "STAT1" : `X${at}`) + row);
    await env.MATRICES.put("wide.tsv.gz", await gzip(wide + rows.join("")));
    const answer = await post("/v1/score", { source: { bucket: "matrices", key: "wide.tsv.gz" } });
    expect(answer.status).toBe(202);
    const { id } = await answer.json<JobView>();
    expect(answer.headers.get("Location")).toBe(`/v1/jobs/${id}`);
    await exports.default.fetch(`${ORIGIN}/v1/jobs/${id}`, { method: "DELETE" });
  });
});
