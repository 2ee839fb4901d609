/** Text as a reader of numbers, so that it can be converted like the other formats. */
import { type IdentifierIndex, identifierIndex } from "../../worker/catalogue/identifiers.ts";
import { defaultSignatures } from "../../worker/catalogue/index.ts";
import { panelGenes } from "../../worker/engine/panel.ts";
import type { Ranker } from "../../worker/engine/ranker/ranker.ts";
import type { DenseBlock, MatrixReader, NameColumn } from "../../worker/matrix/reader.ts";
import type { MatrixSource, Platform } from "../../worker/matrix/source.ts";
import { isGzip, readBytes } from "../../worker/matrix/stream/bytes.ts";
import { readRow } from "../../worker/matrix/text/cell.ts";
import { fillColumns } from "../../worker/matrix/text/gene-major.ts";
import { splitCells } from "../../worker/matrix/text/layout/delimited.ts";
import { isBlank } from "../../worker/matrix/text/layout/head.ts";
import type { TextLayout } from "../../worker/matrix/text/layout/layout.ts";
import { recognise } from "../../worker/matrix/text/layout/recognise.ts";
import { eachRawLine } from "../../worker/matrix/text/raw-lines.ts";
import { windowBytes } from "../../worker/matrix/text/window.ts";

/** Memory for samples that are turned round together: each pass over gene-major text fills it once. */
const HELD_BYTES = 256 * 1024 * 1024;

interface Text {
  readonly layout: TextLayout;
  readonly ranker: Ranker;
  read(): AsyncIterable<Uint8Array>;
}

/** What tells genes from samples: the genes of the core signatures. */
export function coreIndex(): { readonly index: IdentifierIndex; readonly panel: number } {
  const panel = panelGenes(defaultSignatures());
  return { index: identifierIndex(panel), panel: panel.length };
}

/** @throws Problem as scoring the text does */
export async function openText(source: MatrixSource, platform: Platform, ranker: Ranker): Promise<MatrixReader> {
  const gzip = await isGzip(source);
  const { index, panel } = coreIndex();
  const layout = await recognise(source, platform, gzip, index, panel);
  const text: Text = { layout, ranker, read: () => readBytes(source, platform, gzip) };
  const { columns, sampleMajor, format } = layout;
  const names = await rowNames(text);
  const [first] = names;
  const across: NameColumn = { header: "", values: columns };
  const shape = {
    format,
    genes: sampleMajor ? [across] : names,
    samples: sampleMajor ? first.values : columns,
    layout: "dense" as const,
    blockBytes: HELD_BYTES,
    warnings: [],
  };
  const blocks = (from: number, to: number) =>
    sampleMajor ? rowBlocks(text, from, to) : columnBlocks(text, first.values.length, from, to);
  return { describe: () => shape, columns: blocks };
}

/** The name cells of all rows, by column. */
async function rowNames({ layout, read }: Text): Promise<NameColumn[]> {
  const names = layout.nameHeaders.map((header) => ({ header, values: [] as string[] }));
  await eachRow({ layout, read }, (text) => {
    const cells = splitCells(text, layout.delimiter);
    for (const [at, { values }] of names.entries()) values.push((cells[at] ?? "").trim());
  });
  return names;
}

async function eachRow(
  { layout, read }: Pick<Text, "layout" | "read">,
  visit: (text: string, line: number) => void,
  between: () => Promise<void> = async () => undefined,
): Promise<void> {
  const decoder = new TextDecoder();
  const visitLine = (bytes: Uint8Array, line: number) => {
    if (line < layout.dataLine) return;
    const text = decoder.decode(bytes);
    if (!isBlank(text)) visit(text, line);
  };
  await eachRawLine(read(), visitLine, between);
}

/** Samples in rows: those [first, last), as the pieces of the text bring them. */
async function* rowBlocks(text: Text, first: number, last: number): AsyncGenerator<DenseBlock, void> {
  const genes = text.layout.columns.length;
  const atOnce = Math.max(1, Math.floor(HELD_BYTES / (8 * genes)));
  for (let from = first; from < last; from += atOnce) {
    const to = Math.min(last, from + atOnce);
    const block = new Float64Array((to - from) * genes);
    let row = 0;
    await eachRow(text, (line, number) => {
      const at = row++;
      if (at >= from && at < to) block.set(readRow(line, number, text.layout, 0, genes), (at - from) * genes);
    });
    yield { samples: to - from, values: block };
  }
}

/** Genes in rows: the samples [first, last), some in each pass over the text. */
async function* columnBlocks(text: Text, rows: number, first: number, last: number): AsyncGenerator<DenseBlock, void> {
  const { layout, ranker } = text;
  const atOnce = Math.max(1, Math.floor(HELD_BYTES / (8 * rows)));
  for (let from = first; from < last; from += atOnce) {
    const to = Math.min(last, from + atOnce);
    const run = ranker.open({ samples: 1, panel: 1, rowOrder: false, windowBytes: windowBytes(layout) });
    try {
      run.setTile({ columns: to - from, rows, whole: true });
      await fillColumns(text.read(), run, layout, rows, [from, to]);
      for (let at = 0; at < to - from; at++) yield { samples: 1, values: run.column(rows, at) };
    } finally {
      run.close();
    }
  }
}
