/** Cutting a text matrix into blocks of samples. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitCells } from "../../worker/matrix/text/layout/delimited.ts";
import type { TextLayout } from "../../worker/matrix/text/layout/layout.ts";
import { eachRawLine } from "../../worker/matrix/text/raw-lines.ts";
import { lineSplitter } from "../../worker/matrix/text/split.ts";

const layout = (samples: number, sampleMajor = false): TextLayout => ({
  format: "csv",
  delimiter: ",",
  skip: 1,
  columns: Array.from({ length: samples }, (_, sample) => `S${sample}`),
  sampleMajor,
  nameHeaders: ["gene"],
  dataLine: 2,
  declaredRows: null,
  longestLine: 100,
  returns: false,
});

function cut(text: string, shape: TextLayout, perBlock: number): string[] {
  const blocks: string[] = [];
  const split = lineSplitter(shape, perBlock, (block, bytes) => {
    blocks[block] = (blocks[block] ?? "") + new TextDecoder().decode(bytes);
  });
  for (const [at, line] of text.split("\n").entries()) split(new TextEncoder().encode(line), at + 1);
  return blocks;
}

describe("genes in rows", () => {
  it("every row goes to every block, with the block's share of its values", () => {
    expect(cut("gene,S0,S1,S2\nA,1,2,3\n\nB,4,5,6", layout(3), 2)).toEqual(["A,1,2\n\nB,4,5\n", "A,3\n\nB,6\n"]);
  });

  it("blocks side by side are the matrix again, whatever the names and the size of a block", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "1", ".", '"', ",", " ", "é"), minLength: 1, maxLength: 6 });
    const quoted = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const row = fc
      .integer({ min: 1, max: 9 })
      .chain((width) => fc.tuple(cell, fc.array(cell, { minLength: width, maxLength: width })));
    fc.assert(
      fc.property(row, fc.integer({ min: 1, max: 10 }), ([name, values], perBlock) => {
        const line = [name, ...values].map(quoted).join(",");
        const blocks = cut(`header\n${line}`, layout(values.length), perBlock);
        const cells = blocks.map((block) => splitCells(block.slice(0, -1), ","));
        expect(cells.every(([first]) => first === name)).toBe(true);
        expect(cells.flatMap(([, ...rest]) => rest)).toEqual(values);
      }),
    );
  });

  it.each(["A,1,2", "A,1,2,3,4", "A"])("a row with a wrong number of cells is refused with its line (%s)", (row) => {
    expect(() => cut(`gene,S0,S1,S2\n${row}`, layout(3), 2)).toThrow(
      expect.objectContaining({ type: "ragged-row", details: expect.objectContaining({ line: 2 }) }),
    );
  });
});

it("samples in rows: each row goes to one block as it is", () => {
  expect(cut("sample,A,B\nS1,1,2\n\nS2,3,4\nS3,5,6", layout(2, true), 2)).toEqual(["S1,1,2\nS2,3,4\n", "S3,5,6\n"]);
});

describe("lines of a stream", () => {
  it("are the same however the stream is cut", async () => {
    const text = "one\ntwo\r\n\nfour";
    for (let size = 1; size <= text.length; size++) {
      const lines: [string, number][] = [];
      const pieces = async function* () {
        for (let at = 0; at < text.length; at += size) yield new TextEncoder().encode(text.slice(at, at + size));
      };
      await eachRawLine(
        pieces(),
        (line, number) => lines.push([new TextDecoder().decode(line), number]),
        async () => undefined,
      );
      expect(lines).toEqual([["one", 1], ["two\r", 2], ["", 3], ["four", 4]]); // biome-ignore format: a table
    }
  });
});
