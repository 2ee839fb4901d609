/** Cuts a text matrix into blocks of samples that are text matrices themselves, without reading its numbers. */
import { readRow } from "./cell.ts";
import { splitCells } from "./layout/delimited.ts";
import type { TextLayout } from "./layout/layout.ts";

const QUOTE = 34;
const RETURN = 13;
const LINE_FEED = Uint8Array.of(10);

/** Takes the bytes of a block in order; they are a view that is valid during the call. */
export type BlockSink = (block: number, bytes: Uint8Array) => void;

/** Takes a line without its line feed; `number` counts from 1. */
export type LineSplitter = (line: Uint8Array, number: number) => void;

/**
 * A splitter of the rows of a matrix.
 *
 * Genes in rows: every row goes to every block, its names with the block's share of its values, so that line numbers stay
 * what they are. Samples in rows: each row goes to one block as it is.
 *
 * @param perBlock samples of a block; the last one may have fewer
 * @param onRow told of each row of a matrix with samples in rows: its block, and its line
 * @throws Problem `ragged-row` (from the splitter)
 */
export function lineSplitter(
  layout: TextLayout,
  perBlock: number,
  emit: BlockSink,
  onRow: (block: number, line: number) => void = () => undefined,
): LineSplitter {
  let rows = 0;
  const rowSplitter: LineSplitter = (line, number) => {
    const block = Math.floor(rows++ / perBlock);
    onRow(block, number);
    emit(block, line);
    emit(block, LINE_FEED);
  };
  const split = layout.sampleMajor ? rowSplitter : geneSplitter(layout, perBlock, emit);
  return (line, number) => {
    if (number < layout.dataLine) return;
    if (!isBlank(line)) split(line, number);
    else if (!layout.sampleMajor)
      for (let block = 0; block < blocksOf(layout, perBlock); block++) emit(block, LINE_FEED);
  };
}

/** Blocks of a matrix with genes in rows. */
export function blocksOf({ columns }: TextLayout, perBlock: number): number {
  return Math.ceil(columns.length / perBlock);
}

function geneSplitter(layout: TextLayout, perBlock: number, emit: BlockSink): LineSplitter {
  const delimiter = layout.delimiter.charCodeAt(0);
  const blocks = blocksOf(layout, perBlock);
  /** Where each block's values begin in the line; one more for the end. */
  const starts = new Uint32Array(blocks + 1);
  return (line, number) => {
    const end = line[line.length - 1] === RETURN ? line.length - 1 : line.length;
    const names = line.includes(QUOTE) ? -1 : afterCells(line, end, delimiter, layout.skip);
    if (names < 0 || valueStarts(line, names, end, delimiter, perBlock, starts) !== layout.columns.length) {
      splitSlowly(line, number);
      return;
    }
    const head = line.subarray(0, names);
    for (let block = 0; block < blocks; block++) {
      emit(block, head);
      emit(block, line.subarray(starts[block], starts[block + 1] - 1));
      emit(block, LINE_FEED);
    }
  };

  /** Quotes, a delimiter at the end of the line, or a wrong number of cells, which is an error. */
  function splitSlowly(line: Uint8Array, number: number): void {
    const text = new TextDecoder().decode(line);
    readRow(text, number, layout, 0, 0);
    const cells = splitCells(text, layout.delimiter).map((cell) => quoted(cell, layout.delimiter));
    const encoder = new TextEncoder();
    for (let block = 0; block < blocks; block++) {
      const from = layout.skip + block * perBlock;
      const to = Math.min(from + perBlock, layout.skip + layout.columns.length);
      const row = [...cells.slice(0, layout.skip), ...cells.slice(from, to)];
      emit(block, encoder.encode(`${row.join(layout.delimiter)}\n`));
    }
  }
}

/** Offset behind `count` cells and their delimiters, or -1 if there are fewer. */
function afterCells(line: Uint8Array, end: number, delimiter: number, count: number): number {
  let at = 0;
  for (let cell = 0; cell < count; cell++) {
    const next = line.indexOf(delimiter, at);
    if (next < 0 || next >= end) return -1;
    at = next + 1;
  }
  return at;
}

/**
 * Notes where every `perBlock`-th value begins, and behind the last one where another would.
 *
 * @returns number of values in the line
 */
function valueStarts(
  line: Uint8Array,
  from: number,
  end: number,
  delimiter: number,
  perBlock: number,
  starts: Uint32Array,
): number {
  let values = 1;
  let block = 0;
  let left = perBlock;
  starts[block++] = from;
  for (let at = from; at < end; at++) {
    if (line[at] !== delimiter) continue;
    values++;
    if (--left === 0) {
      if (block < starts.length) starts[block] = at + 1;
      block++;
      left = perBlock;
    }
  }
  starts[starts.length - 1] = end + 1;
  return values;
}

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte <= 32);
}

function quoted(cell: string, delimiter: string): string {
  return cell.includes(delimiter) || cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : cell;
}
