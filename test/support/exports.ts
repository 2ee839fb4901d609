/** Reads every representation of a result back, and holds it to what was scored. */
import { parquetReadObjects } from "hyparquet";
import type { ClassifiedResult } from "../../worker/engine/cohort/index.ts";
import { RESULT_FORMATS } from "../../worker/results/index.ts";

const TEXTS = ["json", "ndjson", "csv", "tsv", "gct"] as const;

/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r\n]/;

export function textOf(result: ClassifiedResult, format: (typeof TEXTS)[number]): string {
  return [...RESULT_FORMATS[format].chunks(result)].join("");
}

/** The cells of a table by RFC 4180; a cell that stands in quotes may hold anything. */
export function csvCells(text: string, delimiter: string): string[][] {
  const rows: string[][] = [[]];
  for (let at = 0; at < text.length; ) {
    let cell = "";
    if (text[at] === '"') {
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at += text[at] === '"' ? 2 : 1) {
        if (at >= text.length) throw new Error("a quote is left open");
        cell += text[at];
      }
      at++;
    } else {
      const start = at;
      while (at < text.length && text[at] !== delimiter && text[at] !== "\n" && text[at] !== "\r") at++;
      cell = text.slice(start, at);
    }
    rows[rows.length - 1].push(cell);
    if (text[at] !== delimiter && text[at] !== "\n") throw new Error(`after ${JSON.stringify(cell)} the row breaks`);
    if (text[at] === "\n" && at + 1 < text.length) rows.push([]);
    at++;
  }
  return rows;
}

function same(what: string, found: unknown, expected: unknown): void {
  const [one, other] = [JSON.stringify(found), JSON.stringify(expected)];
  if (one !== other) throw new Error(`${what}: ${one?.slice(0, 300)} instead of ${other?.slice(0, 300)}`);
}

/** Names as tables show them: what a spreadsheet would run is marked as text. */
const marked = (name: string) => (FORMULA.test(name) ? `'${name}` : name);

/**
 * Fails unless every format can be read, has every sample once and in order, no cell that a spreadsheet runs, and the same numbers.
 */
export async function checkExports(result: ClassifiedResult): Promise<void> {
  const { samples, columns } = result.scored;
  const scores = samples.map((_, at) => columns.map(({ fields, values }) => values[at * fields.length]));
  const shown = scores.map((row) => row.map((value) => (Number.isFinite(value) ? value : null)));

  const document = JSON.parse(textOf(result, "json"));
  same(
    "json",
    document.samples.map((row: { id: string }) => row.id),
    samples,
  );
  const own = (row: { scores: object }) =>
    columns.map(({ signature, method }) => Object.getOwnPropertyDescriptor(row.scores, signature)?.value[method].score);
  same("json scores", document.samples.map(own), shown);
  const [, ...lines] = textOf(result, "ndjson").trimEnd().split("\n");
  same(
    "ndjson",
    lines.map((line) => JSON.parse(line).id),
    samples,
  );

  for (const [format, delimiter] of [
    ["csv", ","],
    ["tsv", "\t"],
  ] as const) {
    const [header, ...rows] = csvCells(textOf(result, format), delimiter);
    same(
      format,
      rows.map(([name]) => name),
      samples.map(marked),
    );
    for (const row of rows) same(`${format} row`, row.length, header.length);
    for (const cell of [...header, ...rows.map(([name]) => name)]) {
      if (FORMULA.test(cell)) throw new Error(`${format}: a spreadsheet runs ${JSON.stringify(cell)}`);
    }
    const at = columns.map(({ signature, method }) => header.indexOf(marked(`${signature}:${method}`)));
    same(
      `${format} scores`,
      rows.map((row) => at.map((i) => (row[i] === "" ? null : Number(row[i])))),
      shown,
    );
  }

  const [version, sizes, names, ...rest] = textOf(result, "gct").trimEnd().split("\n");
  const [height, width, texts, kinds] = sizes.split("\t").map(Number);
  same("gct", [version, width, rest.length], ["#1.3", samples.length, height + kinds]);
  for (const line of [names, ...rest]) same("gct row", line.split("\t").length, 1 + texts + width);

  const pieces = [...RESULT_FORMATS.parquet.chunks(result)];
  const file = new Uint8Array(Buffer.concat(pieces)).buffer;
  const table = await parquetReadObjects({ file });
  same(
    "parquet",
    table.map((row) => row.sample),
    // UTF-8 has no lone surrogates, and the reader takes a leading U+FEFF for a byte order mark.
    samples.map((name) => name.toWellFormed().replace(/^\ufeff/, "")),
  );
}
