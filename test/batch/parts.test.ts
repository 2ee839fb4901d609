/** Scoring in parts gives what scoring at once gives, whatever the layout of the matrix and whatever is asked for. */
import { reset } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { parquetReadObjects } from "hyparquet";
import { afterEach, describe, expect, it } from "vitest";
import { resultKey } from "../../worker/batch/publish/results.ts";
import type { SampleGaps } from "../../worker/results/gaps.ts";
import type { ResultDocument } from "../../worker/results/index.ts";
import { expression, gzip, matrixText, PANEL } from "../worker/matrix.ts";
import { published, settled } from "./support.ts";

afterEach(() => reset());

const SAMPLES = 50;
const NAMES = Array.from({ length: SAMPLES }, (_, sample) => `S${sample + 1}`);
const GENES = [...PANEL, ...PANEL.map((gene) => `NOT-${gene}`)];
/** Long enough to be scored in parts although it says nothing. */
const FILLER = "N\t".padEnd(5000, "0");

const ask = (path: string, request: unknown) =>
  exports.default.fetch(`https://crossresist.test${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/csv" },
    body: JSON.stringify(request),
  });

interface Told {
  readonly csv: string | null;
  readonly head: Record<string, unknown>;
  /** Name, genes measured, and which scores are missing, of each sample. */
  readonly gaps: readonly (readonly [id: string, measured: number, missing: readonly string[]])[];
}

async function atOnce(request: object): Promise<Told> {
  const csv = await (await ask("/v1/score", request)).text();
  const answer = await ask("/v1/score", { ...request, format: "json" });
  const { samples, ...head } = await answer.json<ResultDocument>();
  const gaps = samples.map(({ id, measured, scores }) => {
    const entries = Object.entries(scores).flatMap(([signature, methods]) =>
      Object.entries(methods).map(([method, entry]) => [`${signature}:${method}`, entry] as const),
    );
    return [id, measured, entries.flatMap(([name, { reason }]) => (reason === undefined ? [] : [name]))] as const;
  });
  return { csv, head, gaps };
}

async function inParts(request: object): Promise<Told> {
  await ask("/v1/jobs", request);
  const [job] = await settled(1);
  expect(job).toMatchObject({ state: "done", attempt: 1, samples: SAMPLES });
  expect(job.parts).toBeGreaterThan(1);
  const lines = ((await published(job, "samples")) ?? "").trimEnd().split("\n");
  return {
    csv: await published(job, "scores"),
    head: JSON.parse((await published(job, "summary")) ?? ""),
    gaps: lines.map((line) => {
      const { id, measured, missing }: SampleGaps = JSON.parse(line);
      return [id, measured, Object.keys(missing)] as const;
    }),
  };
}

/** All but the memory, which parts need less of. */
function comparable({ engine, ...head }: Record<string, unknown>) {
  const { heldBytes: _, ...made } = engine as Record<string, unknown>;
  return { ...head, engine: made };
}

async function expectSame(text: string | Uint8Array<ArrayBuffer>, request: object = {}, key = "m.tsv"): Promise<void> {
  await env.MATRICES.put(key, text);
  const asked = { source: { bucket: "matrices", key }, ...request };
  const [once, parts] = [await atOnce(asked), await inParts(asked)];
  expect(parts.csv).toBe(once.csv);
  expect(comparable(parts.head)).toEqual(comparable(once.head));
  expect(parts.gaps).toEqual(once.gaps);
}

const genesInRows = (line: (cells: readonly (string | number)[]) => string) =>
  [
    line(["gene", ...NAMES]),
    ...GENES.map((gene, at) => line([gene, ...NAMES.map((_, sample) => expression(at, sample))])),
  ].join("");

const sheet = [
  "sample\ttreatment\tbatch",
  ...NAMES.map((name, at) => `${name}\t${at < 4 ? "RT" : "none"}\t${at % 2}`),
].join("\n");

describe("a matrix with genes in rows", () => {
  const text = genesInRows((cells) => `${cells.join("\t")}\n`);

  it.each([
    ["by the core signatures", {}],
    ["by all signatures", { signatures: "all" }],
    [
      "by methods that compare with the cohort",
      { methods: ["zscore", "median-vote"], signatures: ["hypoxia_buffa2010"] },
    ],
    ["without classes", { classes: "none" }],
    [
      "with the second pass of ssGSEA and positions among random sets",
      {
        methods: ["ssgsea"],
        signatures: ["hypoxia_buffa2010", "isgrs_benci2019"],
        options: { "ssgsea.normalise": "gsva", "null.permutations": 10 },
      },
    ],
    ["with a sample sheet", { sheet }],
    ["by normalised ssGSEA", { methods: ["ssgsea"], options: { "ssgsea.normalise": "gsva" } }],
    ["by own sets", { gmt: `MY_SET\tnote\t${GENES.slice(0, 30).join("\t")}\n` }],
  ])("scored %s", async (_, request) => {
    await expectSame(text, request);
  });

  it.each([
    ["quoted, as CSV", genesInRows((cells) => `${cells.map((cell) => `"${cell}"`).join(",")}\r\n`)],
    ["with blank lines and comments", `# made up\n\n${genesInRows((cells) => `${cells.join("\t")}\n\n`)}`],
    ["with a delimiter at the end of each line", genesInRows((cells) => `${cells.join(",")},\n`)],
    ["without a line feed at the end", text.trimEnd()],
    ["with carriage returns alone", text.replaceAll("\n", "\r")],
    ["with missing values", text.replaceAll("\t0.5\t", "\tNA\t")],
  ])("%s", async (_, variant) => {
    await expectSame(variant);
  });

  it("as GCT", async () => {
    const rows = GENES.map((gene, at) => [gene, "na", ...NAMES.map((_, sample) => expression(at, sample))].join("\t"));
    await expectSame(
      `#1.2\n${GENES.length}\t${SAMPLES}\n${["NAME", "Description", ...NAMES].join("\t")}\n${rows.join("\n")}\n`,
    );
  });

  it("with genes on several rows that are merged", async () => {
    const repeated = [STAT1, "STAT1", ...GENES.filter((gene) => gene !== "STAT1")];
    await expectSame(matrixText(SAMPLES, repeated), { duplicates: "mean" });
  });
});

it("all files say what scoring at once says", async () => {
  await env.MATRICES.put("m.tsv", matrixText(SAMPLES));
  const source = { bucket: "matrices", key: "m.tsv" };
  await ask("/v1/jobs", { source });
  const [job] = await settled(1);
  expect(job.parts).toBeGreaterThan(1);
  const csv = (await published(job, "scores")) ?? "";
  const report = await ask("/v1/score", { source, format: "html" });
  expect(await published(job, "report")).toBe(await report.text());
  const file = await env.MATRICES.get(resultKey(job, "parquet"));
  const rows = await parquetReadObjects({ file: (await file?.arrayBuffer()) as ArrayBuffer });
  const lines = rows.map((row) => Object.values(row).map((value) => value ?? ""));
  expect([Object.keys(rows[0]), ...lines].map((line) => `${line.join(",")}\n`).join("")).toBe(csv);
});

const STAT1 = "STAT1";

it("a matrix with samples in rows", async () => {
  const rows = NAMES.map((name, sample) => [name, ...GENES.map((_, at) => expression(at, sample))].join(","));
  await expectSame(`${["sample", ...GENES].join(",")}\n${rows.join("\n")}\n`);
});

describe("a problem found in a part", () => {
  const failure = async (text: string | Uint8Array<ArrayBuffer>) => {
    await env.MATRICES.put("m.tsv", text);
    const source = { bucket: "matrices", key: "m.tsv" };
    const once = await (await ask("/v1/score", { source })).json();
    await ask("/v1/jobs", { source });
    const [job] = await settled(1);
    expect(job.state).toBe("failed");
    expect(JSON.parse((await published(job, "error")) ?? "")).toEqual(once);
  };

  it.each([
    ["a word for a number", (text: string) => text.replace(/\t[\d.]+\n$/, "\thigh\n")],
    ["an infinite number", (text: string) => text.replace(/\t[\d.]+\n$/, "\tInf\n")],
    ["a row that is too short", (text: string) => text.replace(/\t[\d.]+\n$/, "\n")],
    ["no gene of the signatures", (text: string) => text.replace(/^(?!gene)(?=.)/gm, "UNKNOWN-")],
  ])("is the one that scoring at once finds: %s", async (_, damage) => {
    await failure(damage(matrixText(SAMPLES)));
  });

  it("is the one that scoring at once finds: damaged gzip", async () => {
    const whole = await gzip(matrixText(200) + FILLER);
    await failure(whole.slice(0, whole.length - 100));
  });

  it("is found where two samples of different parts have one name", async () => {
    const rows = NAMES.map((_, sample) =>
      [`S${sample % 40}`, ...GENES.map((_, at) => expression(at, sample))].join(","),
    );
    await env.MATRICES.put("m.csv", `${["sample", ...GENES].join(",")}\n${rows.join("\n")}\n`);
    await ask("/v1/jobs", { source: { bucket: "matrices", key: "m.csv" } });
    const [job] = await settled(1);
    expect(JSON.parse((await published(job, "error")) ?? "")).toMatchObject({
      type: "/problems/duplicate-samples",
      text: "S0",
    });
  });
});
