/** The scheduled batch in the real runtime: cron, queues, Workflow, registry and R2. */
import { reset } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, describe, expect, it } from "vitest";
import { gzip } from "../worker/matrix.ts";
import { jobs, keysBelow, LARGE, published, SMALL, settled, tick } from "./support.ts";

afterEach(() => reset());

/** Scores of the same bytes by one request, which knows no parts. */
async function scoredAtOnce(body: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const init = { method: "POST", body, headers: { Accept: "text/csv" } };
  const answer = await exports.default.fetch("https://crossresist.test/v1/score", init);
  return answer.text();
}

describe("an object in a source", () => {
  it("that fits one invocation is scored by the tick's queue alone", async () => {
    await env.MATRICES.put("inbox/small.tsv", SMALL);
    await tick();
    const [job] = await settled(1);
    expect(job).toMatchObject({ state: "done", key: "inbox/small.tsv", samples: 20, attempt: 1 });
    expect(await published(job, "scores")).toBe(await scoredAtOnce(SMALL));
    expect(await keysBelow("stage/")).toEqual([]);
  });

  it("that is larger is scored in parts, to the same bytes as at once", async () => {
    await env.MATRICES.put("inbox/large.tsv", LARGE);
    await tick();
    const [job] = await settled(1);
    expect(job).toMatchObject({ state: "done", samples: 50, parts: 4 });
    expect(await published(job, "scores")).toBe(await scoredAtOnce(LARGE));
    expect(await keysBelow("stage/")).toEqual([]);
  });

  it("is scored once in each version", async () => {
    await env.MATRICES.put("inbox/small.tsv", SMALL);
    await tick();
    await settled(1);
    await tick();
    expect(await jobs()).toHaveLength(1);
    await env.MATRICES.put("inbox/small.tsv", await gzip(SMALL));
    await tick();
    const [first, second] = await settled(2);
    expect(second.version).not.toBe(first.version);
    expect(await published(second, "scores")).toBe(await published(first, "scores"));
  });

  it("that cannot be read gets its problem, and holds no other up", async () => {
    await env.MATRICES.put("inbox/bad.tsv", SMALL.replace(/\t[\d.]+\n/, "\thigh\n"));
    await env.MATRICES.put("inbox/good.tsv", SMALL);
    await tick();
    const all = await settled(2);
    const bad = all.find(({ key }) => key.endsWith("bad.tsv"));
    expect(all.map(({ state }) => state).sort()).toEqual(["done", "failed"]);
    expect(JSON.parse((bad && (await published(bad, "error"))) ?? "")).toMatchObject({
      type: "/problems/not-a-number",
      line: 2,
      column: 21,
      text: "high",
    });
  });
});

it("an empty source makes no jobs, however often it is looked at", async () => {
  for (let round = 0; round < 3; round++) await tick();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await jobs()).toEqual([]);
});
