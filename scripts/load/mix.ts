/** The requests of a load: what is sent, how often among the others, and how its sender behaves. */
import { gzipSync } from "node:zlib";
import { matrixText, PANEL } from "../../test/worker/matrix.ts";
import { ODD_NAMES } from "../fuzz/text.ts";
import { matrixLines } from "../memory/matrix.ts";
import type { Sent } from "../node/runtime.ts";

export interface Kind {
  readonly name: string;
  /** Of a thousand requests. */
  readonly share: number;
  readonly sent: Sent;
  /** The status that it must have; 503 is possible always. */
  readonly status: number;
  /** `slow`: the body comes in pieces with waits between; `gone`: the sender leaves before the answer. */
  readonly sender?: "slow" | "gone";
  /** When it leaves after the last byte, in milliseconds; 20 by default. */
  readonly leavesMs?: number;
}

/** What the requests name: key and bytes. */
export const OBJECTS = {
  cohort: { key: "load/cohort.tsv.gz", body: () => new Uint8Array(gzipSync(matrixText(24))) },
  large: { key: "load/large.tsv", body: () => largeText() },
};

const utf8 = (text: string) => new TextEncoder().encode(text);
const zip = (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes));

function post(path: string, body: Uint8Array, type = "text/tab-separated-values", more: Sent["headers"] = []): Sent {
  return { method: "POST", path, headers: [["Content-Type", type], ...more], body };
}

const json = (path: string, value: unknown) => post(path, utf8(JSON.stringify(value)), "application/json");
const get = (path: string): Sent => ({ method: "GET", path });

const SOURCE = { bucket: "matrices", key: OBJECTS.cohort.key };
const SHEET = [
  "sample\tsubject\ttreatment",
  ...Array.from({ length: 24 }, (_, at) => `S${at + 1}\tP${at >> 1}\t${at % 2 ? "RT" : "none"}`),
];

/** Genes x samples of the large ones: a million cells, some seven megabytes of text. */
const LARGE = { genes: 5_000, samples: 200 };

function largeText(): Uint8Array {
  return utf8([...matrixLines(LARGE.genes, LARGE.samples)].join(""));
}

export function kinds(): readonly Kind[] {
  const cohort = utf8(matrixText(24));
  const few = utf8(matrixText(6));
  const large = largeText();
  const odd = utf8(
    `gene\t${ODD_NAMES.slice(0, 12).join("\t")}\n${PANEL.map((gene, at) => `${gene}${`\t${at}`.repeat(12)}`).join("\n")}\n`,
  );
  const cut = zip(cohort).subarray(0, 5_000);
  return [
    { name: "small, CSV", share: 300, status: 200, sent: post("/v1/score?format=csv", cohort) },
    { name: "small, JSON", share: 110, status: 200, sent: post("/v1/score", cohort) },
    {
      name: "small, TypeScript path",
      share: 40,
      status: 200,
      sent: post("/v1/score?format=csv&engine=typescript", cohort),
    },
    { name: "small, Parquet", share: 40, status: 200, sent: post("/v1/score?format=parquet", cohort) },
    { name: "small, gzip body", share: 100, status: 200, sent: post("/v1/score?format=csv", zip(cohort)) },
    {
      name: "gzip by Content-Encoding",
      share: 50,
      status: 200,
      sent: post("/v1/score?format=ndjson", zip(few), "text/csv", [["Content-Encoding", "gzip"]]),
    },
    { name: "odd names", share: 20, status: 200, sent: post("/v1/score?format=csv&classes=none", odd) },
    {
      name: "object in the bucket",
      share: 60,
      status: 200,
      sent: json("/v1/score", { source: SOURCE, format: "gct" }),
    },
    {
      name: "crosstalk",
      share: 10,
      status: 200,
      sent: json("/v1/crosstalk", { source: SOURCE, sheet: SHEET.join("\n") }),
    },
    { name: "large", share: 8, status: 200, sent: post("/v1/score?format=csv", large) },
    { name: "large, gzip body", share: 8, status: 200, sent: post("/v1/score?format=csv", zip(large)) },
    { name: "catalogue", share: 40, status: 200, sent: get("/v1/signatures/rsi_eschrich2009") },
    {
      name: "broken: a word for a number",
      share: 40,
      status: 422,
      sent: post("/v1/score", utf8(matrixText(6).replace(/\d\n$/, "high\n"))),
    },
    { name: "broken: gzip cut off", share: 30, status: 422, sent: post("/v1/score", cut) },
    { name: "broken: unknown option", share: 30, status: 400, sent: post("/v1/score?singscore.tie=x", few) },
    { name: "broken: not JSON", share: 20, status: 400, sent: post("/v1/score", utf8("{"), "application/json") },
    {
      name: "broken: no such object",
      share: 14,
      status: 404,
      sent: json("/v1/score", { source: { ...SOURCE, key: "none" } }),
    },
    { name: "slow sender", share: 40, status: 200, sent: post("/v1/score?format=csv", few), sender: "slow" },
    { name: "sender gone half-way", share: 30, status: 200, sent: post("/v1/score", cohort), sender: "gone" },
    { name: "large, sender gone", share: 10, status: 200, sent: post("/v1/score", large), sender: "gone" },
    {
      name: "object, sender gone while it is scored",
      share: 10,
      status: 200,
      // Random sets are drawn for a second: the sender leaves long before the end.
      sent: json("/v1/score", {
        source: { ...SOURCE, key: OBJECTS.large.key },
        signatures: ["cin70_carter2006"],
        options: { "null.permutations": 5_000 },
      }),
      sender: "gone",
      leavesMs: 200,
    },
  ];
}
