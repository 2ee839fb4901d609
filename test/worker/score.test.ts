/** `POST /v1/score` in the real runtime, through the Worker's own entry. */
import { reset } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, describe, expect, it } from "vitest";
import { RSI_WEIGHTS } from "../support/scoring.ts";
import { expression, gzip, joined, matrixText, PANEL } from "./matrix.ts";

const CORE = [
  "rsi_eschrich2009",
  "isgrs_benci2019",
  "ces_zhang2016",
  "ir_program_composite",
  "rss_cui2018",
  "ims_cui2018",
  "cin70_carter2006",
  "hypoxia_buffa2010",
];

afterEach(() => reset());

interface Answer {
  readonly matrix: { readonly name: string; readonly genes: number; readonly samples: number; readonly digest: string };
  readonly engine: { readonly path: string; readonly kernel: string | null; readonly heldBytes: number };
  readonly signatures: readonly { readonly id: string; readonly present: number; readonly total: number }[];
  readonly samples: readonly {
    readonly id: string;
    readonly measured: number;
    readonly scores: Record<string, Record<string, { readonly score: number; readonly percentile?: number }>>;
    readonly radiation?: { readonly class: string };
  }[];
}

function post(body: BodyInit, query = "", headers: Record<string, string> = {}): Promise<Response> {
  const type = { "Content-Type": "text/tab-separated-values" };
  return exports.default.fetch(`https://crossresist.test/v1/score${query}`, {
    method: "POST",
    headers: { ...type, ...headers },
    body,
  });
}

function postJson(request: unknown): Promise<Response> {
  return post(JSON.stringify(request), "", { "Content-Type": "application/json" });
}

async function answered(response: Response): Promise<Answer> {
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return JSON.parse(text);
}

describe("a matrix in the body", () => {
  it("is scored by the core signatures and classified", async () => {
    const answer = await answered(await post(matrixText(24), "?name=cohort.tsv"));
    expect(answer.matrix).toMatchObject({ name: "cohort.tsv", genes: 2 * PANEL.length, samples: 24 });
    expect(answer.matrix.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(answer.engine).toMatchObject({ path: "wasm", kernel: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
    expect(answer.signatures.map(({ id }) => id).sort()).toEqual([...CORE].sort());
    expect(answer.samples.map(({ id }) => id)).toEqual(Array.from({ length: 24 }, (_, at) => `S${at + 1}`));
    expect(answer.samples[0].radiation?.class).toMatch(/^(sensitive|intermediate|resistant|not-classifiable)$/);
  });

  it("gets the RSI of Eschrich et al. 2009: coefficients times ranks among its ten genes", async () => {
    const values = Object.keys(RSI_WEIGHTS).map((gene) => ({ gene, value: expression(PANEL.indexOf(gene), 0) }));
    const ranked = values.sort((a, b) => a.value - b.value);
    const rsi = ranked.reduce((sum, { gene }, below) => sum + RSI_WEIGHTS[gene] * (below + 1), 0);
    const answer = await answered(await post(matrixText(1)));
    expect(answer.samples[0].scores.rsi_eschrich2009["rank-linear"].score).toBeCloseTo(rsi, 12);
  });

  it("gets the same samples from the kernel and from plain TypeScript, to the last bit", async () => {
    const [kernel, typescript] = await Promise.all([
      post(matrixText(24), "?signatures=all").then(answered),
      post(matrixText(24), "?signatures=all&engine=typescript").then(answered),
    ]);
    expect(typescript.engine).toMatchObject({ path: "typescript", kernel: null });
    expect(typescript.samples).toEqual(kernel.samples);
  });

  it("may be gzip, of one member or several, with or without Content-Encoding", async () => {
    const text = matrixText(20);
    const half = text.length >> 1;
    const bgzf = await joined(await gzip(text.slice(0, half)), await gzip(text.slice(half)), await gzip(""));
    const plain = await answered(await post(text));
    for (const [body, headers] of [
      [await gzip(text), {}],
      [await gzip(text), { "Content-Encoding": "gzip" }],
      [bgzf, { "Content-Type": "application/gzip" }],
    ] as const) {
      expect((await answered(await post(body, "", headers))).samples).toEqual(plain.samples);
    }
  });

  it("may be larger than what is kept in memory, and leaves nothing in the bucket", async () => {
    const samples = 1200;
    const text = matrixText(samples, [...PANEL, ...Array.from({ length: 1800 }, (_, at) => `G${at}`)]);
    expect(text.length).toBeGreaterThan(17 * 1024 * 1024);
    const [spooled, object] = await Promise.all([
      post(text, "?classes=none&signatures=rsi_eschrich2009").then(answered),
      env.MATRICES.put("m.tsv", text)
        .then(() =>
          postJson({ source: { bucket: "matrices", key: "m.tsv" }, classes: "none", signatures: ["rsi_eschrich2009"] }),
        )
        .then(answered),
    ]);
    expect(spooled.matrix).toMatchObject({ samples, digest: object.matrix.digest });
    expect(spooled.samples).toEqual(object.samples);
    expect((await env.MATRICES.list({ prefix: "spool/" })).objects).toEqual([]);
  });

  it("does not disturb others that are scored at the same time", async () => {
    const sizes = [1, 20, 33, 50];
    const alone: Answer[] = [];
    for (const samples of sizes) alone.push(await answered(await post(matrixText(samples))));
    const together = await Promise.all(sizes.map((samples) => post(matrixText(samples)).then(answered)));
    expect(together.map(({ samples }) => samples)).toEqual(alone.map(({ samples }) => samples));
  });

  it("takes methods and their options from the query", async () => {
    const query = "?signatures=isgrs_benci2019&methods=ucell,ssgsea&ucell.maxRank=100";
    const answer = await answered(await post(matrixText(20), query));
    expect(Object.keys(answer.samples[0].scores.isgrs_benci2019)).toEqual(["ucell", "ssgsea"]);
    const fewer = await answered(await post(matrixText(20), query.replace("100", "50")));
    expect(fewer.samples[0].scores.isgrs_benci2019.ucell).not.toEqual(answer.samples[0].scores.isgrs_benci2019.ucell);
    expect(fewer.samples[0].scores.isgrs_benci2019.ssgsea).toEqual(answer.samples[0].scores.isgrs_benci2019.ssgsea);
  });
});

describe("a matrix in a bucket", () => {
  it("gives the same result as in the body, gzip or not", async () => {
    const text = matrixText(20);
    await env.MATRICES.put("cohort/m.tsv", text);
    await env.MATRICES.put("cohort/m.tsv.gz", await gzip(text));
    const body = await answered(await post(text));
    for (const key of ["cohort/m.tsv", "cohort/m.tsv.gz"]) {
      const answer = await answered(await postJson({ source: { bucket: "matrices", key } }));
      expect(answer.matrix.name).toBe(key);
      expect(answer.samples).toEqual(body.samples);
    }
  });

  it("has the digest of its stored bytes, whether they were put with it or not", async () => {
    const text = matrixText(20);
    for (const bytes of [new TextEncoder().encode(text), await gzip(text)]) {
      const sha256 = await crypto.subtle.digest("SHA-256", bytes);
      for (const options of [{}, { sha256 }]) {
        await env.MATRICES.put("m", bytes, options);
        const { matrix } = await answered(await postJson({ source: { bucket: "matrices", key: "m" } }));
        expect(matrix.digest).toBe(`sha256:${new Uint8Array(sha256).toHex()}`);
      }
    }
  });

  it("takes a sheet as text or from the bucket: treated samples get no class", async () => {
    const text = matrixText(24);
    const sheet = `sample\ttreatment\n${Array.from({ length: 24 }, (_, at) => `S${at + 1}\t${at === 0 ? "RT" : "none"}`).join("\n")}\n`;
    await env.MATRICES.put("m.tsv", text);
    await env.MATRICES.put("sheet.tsv", sheet);
    const source = { bucket: "matrices", key: "m.tsv" };
    for (const given of [sheet, { bucket: "matrices", key: "sheet.tsv" }]) {
      const { samples } = await answered(await postJson({ source, sheet: given }));
      expect(samples[0].radiation?.class).toBe("not-classifiable");
      expect(samples.slice(1).some(({ radiation }) => radiation?.class !== "not-classifiable")).toBe(true);
    }
  });

  it("is scored by sets that come along alone, matched letter by letter, without a class", async () => {
    await env.MATRICES.put("m.tsv", matrixText(20));
    const gmt = `MINE\tmine\t${PANEL.slice(0, 5).join("\t")}\n`;
    const answer = await answered(await postJson({ source: { bucket: "matrices", key: "m.tsv" }, gmt }));
    expect(answer.signatures).toMatchObject([{ id: "MINE", present: 5, total: 5 }]);
    expect(answer.samples[0]).not.toHaveProperty("radiation");
  });

  it("is scored at once by a signature whose genes are not open, when they come along under its id", async () => {
    await env.MATRICES.put("m.tsv", matrixText(20));
    const own = { id: "shen2022_11gene", genes: PANEL.slice(0, 11) };
    const answer = await answered(await postJson({ source: { bucket: "matrices", key: "m.tsv" }, own }));
    expect(answer.signatures).toMatchObject([{ id: own.id, present: 11, total: 11, citation: "Shen 2022" }]);
    expect(answer.samples[0].scores.shen2022_11gene.singscore.score).toBeTypeOf("number");
  });

  it("is not scored by other genes under the id of a signature that has its own", async () => {
    await env.MATRICES.put("m.tsv", matrixText(20));
    const own = [{ id: "rsi_eschrich2009", genes: PANEL.slice(0, 10) }];
    const response = await postJson({ source: { bucket: "matrices", key: "m.tsv" }, own });
    expect([response.status, await response.json()]).toMatchObject([400, { type: "/problems/bad-signature" }]);
  });

  it("is scored by catalogue and own signatures together when both are asked for", async () => {
    await env.MATRICES.put("m.tsv", matrixText(20));
    const own = [{ id: "mine", genes: PANEL.slice(0, 5) }];
    const request = { source: { bucket: "matrices", key: "m.tsv" }, signatures: ["rsi_eschrich2009"], own };
    const answer = await answered(await postJson(request));
    expect(answer.signatures.map(({ id }) => id)).toEqual(["rsi_eschrich2009", "mine"]);
  });
});

describe("a form", () => {
  it("carries matrix, sheet, sets and request as parts", async () => {
    const form = new FormData();
    form.set("matrix", new File([await gzip(matrixText(24))], "cohort.tsv.gz"));
    form.set("sheet", new File(["sample,treatment\nS1,RT\n"], "sheet.csv"));
    form.set("gmt", `MINE\tmine\t${PANEL.slice(0, 5).join("\t")}\n`);
    form.set(
      "request",
      JSON.stringify({ signatures: ["rsi_eschrich2009"], methods: ["rank-linear", "singscore"], partial: true }),
    );
    const response = await exports.default.fetch("https://crossresist.test/v1/score", { method: "POST", body: form });
    const answer = await answered(response);
    expect(answer.matrix.name).toBe("cohort.tsv.gz");
    expect(answer.signatures.map(({ id }) => id)).toEqual(["rsi_eschrich2009", "MINE"]);
    expect(answer.samples[0].radiation?.class).toBe("not-classifiable");
  });
});

describe("the result", () => {
  it("is NDJSON by Accept: a head, then a line a sample", async () => {
    const response = await post(matrixText(20), "", { Accept: "application/x-ndjson" });
    expect(response.headers.get("Content-Type")).toBe("application/x-ndjson; charset=utf-8");
    const lines = (await response.text())
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const json = await answered(await post(matrixText(20)));
    expect(lines[0].head).toMatchObject({ matrix: json.matrix, signatures: json.signatures });
    expect(lines.slice(1)).toEqual(json.samples);
  });

  it.each([
    ["text/csv", ","],
    ["text/tab-separated-values", "\t"],
  ])("is a table by Accept: %s", async (type, delimiter) => {
    const response = await post(matrixText(20), "?signatures=rsi_eschrich2009", { Accept: type });
    expect(response.headers.get("Content-Type")).toBe(`${type}; charset=utf-8`);
    const [header, ...rows] = (await response.text())
      .trimEnd()
      .split(/\r?\n/)
      .map((row) => row.split(delimiter));
    expect(header).toContain("rsi_eschrich2009:rank-linear");
    expect(rows.map(([sample]) => sample)).toEqual(Array.from({ length: 20 }, (_, at) => `S${at + 1}`));
  });

  it("is what format= says, whatever Accept says", async () => {
    const response = await post(matrixText(1), "?format=csv", { Accept: "text/html" });
    expect(response.headers.get("Content-Type")).toBe("text/csv; charset=utf-8");
    await response.body?.cancel();
  });

  it("is a report that is saved, not shown under the service's own address", async () => {
    const response = await post(matrixText(24), "?format=html&name=%3Cb%3E.tsv");
    expect(response.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("Content-Disposition")).toBe('attachment; filename="report.html"');
    expect(await response.text()).toContain("<h1>&lt;b&gt;.tsv</h1>");
  });

  it("is not stored or sniffed by anyone, and names its request", async () => {
    const response = await post(matrixText(1));
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    await response.body?.cancel();
  });
});
