/** `POST /v1/crosstalk` in the real runtime. */
import { reset } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, describe, expect, it } from "vitest";
import { findSignature } from "../../worker/catalogue/index.ts";
import type { CrosstalkReport } from "../../worker/crosstalk.ts";
import { crosstalkSignatures } from "../../worker/engine/crosstalk/index.ts";
import { panelGenes } from "../../worker/engine/panel.ts";
import { gzip, matrixText } from "./matrix.ts";

const GENES = panelGenes(crosstalkSignatures(findSignature));
const MATRIX = matrixText(12, [...GENES, ...GENES.map((gene) => `NOT-${gene}`)]);
/** Four subjects, each with one sample before and two after radiotherapy. */
const SHEET = `sample\tsubject\ttreatment\tdose\n${Array.from({ length: 12 }, (_, at) =>
  [`S${at + 1}`, `P${Math.floor(at / 3) + 1}`, at % 3 === 0 ? "none" : "RT", 2 * (at % 3)].join("\t"),
).join("\n")}\n`;

afterEach(() => reset());

function post(body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  return exports.default.fetch("https://crossresist.test/v1/crosstalk", { method: "POST", headers, body });
}

function postJson(request: object): Promise<Response> {
  return post(JSON.stringify(request), { "Content-Type": "application/json" });
}

async function postForm(parts: Readonly<Record<string, string>>): Promise<Response> {
  const form = new FormData();
  form.set("matrix", new File([await gzip(MATRIX)], "treated.tsv.gz"));
  for (const [name, text] of Object.entries(parts)) form.set(name, text);
  return post(form);
}

async function answered(response: Response): Promise<CrosstalkReport> {
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return JSON.parse(text);
}

describe("POST /v1/crosstalk", () => {
  it("tells from a form of matrix and sheet what the treatment shifted, with its test, genes and reading", async () => {
    const report = await answered(await postForm({ sheet: SHEET }));
    expect(report.matrix).toMatchObject({ name: "treated.tsv.gz", samples: 12 });
    expect(report.programmes.filter(({ core }) => core)).toHaveLength(8);
    expect(report.programmes[0]).toMatchObject({
      id: "ir_program_composite",
      modality: "RT",
      n: 12,
      subjects: 4,
      smallestP: 1 / 3 ** 4,
    });
    expect(report.genes[0].shifts.length).toBeGreaterThan(1000);
    expect(report.courses[0].doses.map(({ at }) => at)).toEqual([2, 4]);
    expect(report.reading).toMatchObject({ class: expect.any(String), rule: expect.any(String) });
    expect(report.sharing).toEqual([]);
    expect(report.notice).toContain("research use only");
  });

  it("gives the same from a bucket, the sheet as text or beside it, on either path", async () => {
    await env.MATRICES.put("treated.tsv", MATRIX);
    await env.MATRICES.put("sheet.tsv", SHEET);
    const source = { bucket: "matrices", key: "treated.tsv" };
    const form = await answered(await postForm({ sheet: SHEET, request: '{"engine":"typescript"}' }));
    for (const sheet of [SHEET, { bucket: "matrices", key: "sheet.tsv" }]) {
      const report = await answered(await postJson({ source, sheet }));
      expect(report.engine.path).toBe("wasm");
      for (const part of ["programmes", "genes", "courses", "readings"] as const)
        expect(report[part]).toEqual(form[part]);
    }
  });

  it.each([
    ["names a sample that the matrix lacks", `${SHEET}S13\tP5\tRT\t2\n`, 'no sample "S13"'],
    ["has no baseline for any subject", SHEET.replaceAll("none", "RT"), "both an untreated sample"],
    ["contradicts itself", `${SHEET}S1\tP1\tRT\t2\n`, "and they differ"],
    ["names a treatment nobody knows", SHEET.replace("none", "surgery"), '"surgery" is no treatment'],
    ["has no subjects", SHEET.replace("subject", "person"), "both an untreated sample"],
  ])("refuses a sheet that %s", async (_fault, sheet, words) => {
    const response = await postForm({ sheet });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { type: "/problems/bad-sheet", detail: expect.stringContaining(words) },
    ]);
  });

  it.each([
    ["a form without a sheet", () => postForm({}), "bad-request", "no sample sheet"],
    ["a matrix alone", () => post(MATRIX, { "Content-Type": "text/plain" }), "bad-request", "A matrix alone"],
    ["gene sets", () => postForm({ sheet: SHEET, gmt: "A\t\tB\n" }), "unknown-option", 'part "gmt"'],
    ["an unknown member", () => postForm({ sheet: SHEET, request: '{"sede":1}' }), "unknown-option", '"sede"'],
    ["a seed of the wrong kind", () => postForm({ sheet: SHEET, request: '{"seed":-1}' }), "bad-request", '"seed"'],
  ])("refuses %s", async (_what, send, type, words) => {
    const response = await send();
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { type: `/problems/${type}`, detail: expect.stringContaining(words) },
    ]);
  });
});
