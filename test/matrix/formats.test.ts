import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import type { ScoredMatrix } from "../../worker/engine/scored.ts";
import { PATHS, score, scoreBoth } from "../support/score.ts";
import { memorySource } from "../support/source.ts";
import { join, MATRIX, OPTIONS, rowsOf, SIGNATURE, scoresOf, transpose } from "./small.ts";

const ROWS = rowsOf(MATRIX);
const [HEADER, ...BODY] = ROWS;
const PLAIN = join(ROWS);

type Request = Parameters<typeof scoreBoth>[1];

const read = (content: string | Uint8Array, request: Partial<Request> = {}): Promise<ScoredMatrix> =>
  scoreBoth(() => memorySource(content), { signatures: [SIGNATURE], options: OPTIONS, ...request });

let expected: Map<string, string>;

beforeAll(async () => {
  const plain = await read(PLAIN);
  expected = scoresOf(plain);
  // What everything is compared with has scores by every method; only rank-linear refuses S4, where JUN was not measured.
  expect(plain.columns.flatMap(({ reasons }) => [...reasons])).toEqual([...Array(19).fill(0), 1, 0, 0, 0, 0]);
});

async function expectSame(content: string | Uint8Array, format: string): Promise<void> {
  const scored = await read(content);
  expect(scoresOf(scored)).toEqual(expected);
  expect(scored.matrix).toMatchObject({ format, genes: 12, samples: 4, warnings: [] });
}

const quoted = (cell: string) => `"${cell}"`;
const lines = (text: string) => text.split("\n").slice(0, -1);

describe("the same matrix gives the same bits as", () => {
  const spellings: Record<string, [format: string, text: string]> = {
    "tab-separated text": ["tsv", PLAIN],
    "comma-separated text": ["csv", join(ROWS, ",")],
    "semicolon-separated text": ["csv", join(ROWS, ";")],
    "space-separated text": ["tsv", join(ROWS, " ")],
    "R's write.table, whose header leaves the corner out": ["tsv", join([HEADER.slice(1), ...BODY])],
    "R's write.table with its default quotes and blanks": [
      "tsv",
      join([HEADER.slice(1).map(quoted), ...BODY.map(([gene, ...cells]) => [quoted(gene), ...cells])], " "),
    ],
    "R's write.csv, whose corner is an empty quoted cell": [
      "csv",
      join([['""', ...HEADER.slice(1).map(quoted)], ...BODY.map(([gene, ...cells]) => [quoted(gene), ...cells])], ","),
    ],
    "quoted numbers": [
      "csv",
      join(
        ROWS.map((row) => row.map(quoted)),
        ",",
      ),
    ],
    "Windows line ends": ["tsv", PLAIN.replaceAll("\n", "\r\n")],
    "carriage returns as line ends": ["tsv", PLAIN.replaceAll("\n", "\r")],
    "carriage returns as line ends, none at the end": ["tsv", PLAIN.trimEnd().replaceAll("\n", "\r")],
    "no line feed at the end": ["tsv", PLAIN.trimEnd()],
    "Windows line ends, none at the end": ["csv", join(ROWS, ",").trimEnd().replaceAll("\n", "\r\n")],
    "a UTF-8 byte order mark": ["tsv", `\ufeff${PLAIN}`],
    "a byte order mark before a quoted header": [
      "csv",
      `\ufeff${join(
        ROWS.map((row) => row.map(quoted)),
        ",",
      )}`,
    ],
    "a tab at the end of the header": ["tsv", join([[...HEADER, ""], ...BODY])],
    "a tab at the end of every row": ["tsv", join([HEADER, ...BODY.map((row) => [...row, ""])])],
    "a tab at the end of every line": ["tsv", join(ROWS.map((row) => [...row, ""]))],
    "a tab and a carriage return at the end of every line": [
      "tsv",
      lines(PLAIN)
        .map((line) => `${line}\t\r\n`)
        .join(""),
    ],
    "a tab at the end of some rows": ["tsv", join([HEADER, ...BODY.map((row, i) => (i % 2 ? [...row, ""] : row))])],
    "comment lines before the header": ["tsv", `# made by hand\n#\n${PLAIN}`],
    "a header that begins with a number sign": ["tsv", `#${PLAIN}`],
    "comments before a header that begins with a number sign": ["tsv", `# by hand\n#${PLAIN}`],
    "blank lines anywhere": ["tsv", `\n  \n${PLAIN.replaceAll("\n", "\n\n")}\t\t\n \r\n`],
    "blanks around names and numbers": [
      "csv",
      join(
        ROWS.map((row) => row.map((cell) => ` ${cell}  `)),
        ",",
      ),
    ],
    "columns of annotation": [
      "tsv",
      join([
        ["gene", "name", "biotype", ...HEADER.slice(1)],
        ...BODY.map(([g, ...c], i) => [g, `gene, no. ${i}`, i % 4 ? "protein" : "", ...c]),
      ]),
    ],
    "annotation that is quoted and holds the separator": [
      "csv",
      join(
        [["gene", "name", ...HEADER.slice(1)], ...BODY.map(([g, ...c]) => [g, '"a ""long"" name, quoted"', ...c])],
        ",",
      ),
    ],
    "cBioPortal's symbol and Entrez number": [
      "tsv",
      join([
        ["Hugo_Symbol", "Entrez_Gene_Id", ...HEADER.slice(1)],
        ...BODY.map(([g, ...c], i) => [g, String(1000 + i), ...c]),
      ]),
    ],
    "featureCounts' locus": [
      "tsv",
      `# Program:featureCounts v2.0.3; Command:"featureCounts" "-a"\n${join([
        ["Geneid", "Chr", "Start", "End", "Strand", "Length", ...HEADER.slice(1)],
        ...BODY.map(([g, ...c], i) => [
          g,
          String(i),
          String(100 * i),
          String(100 * i + 50),
          i % 2 ? "+" : "-",
          "51",
          ...c,
        ]),
      ])}`,
    ],
    "samples in rows": ["tsv", join(transpose(ROWS))],
    "samples in rows, comma-separated and quoted": [
      "csv",
      join(
        transpose(ROWS).map((row) => row.map(quoted)),
        ",",
      ),
    ],
    "samples in rows, a tab at the end of every line": ["tsv", join(transpose(ROWS).map((row) => [...row, ""]))],
    "samples in rows, header without a corner": [
      "tsv",
      join([transpose(ROWS)[0].slice(1), ...transpose(ROWS).slice(1)]),
    ],
    "samples in rows, with columns of text": [
      "tsv",
      join(transpose(ROWS).map(([s, ...c], i) => [s, i === 0 ? "tissue" : "breast", i === 0 ? "batch" : "B, 1", ...c])),
    ],
    "GCT 1.2": ["gct-1.2", `#1.2\n12\t4\n${join(described(["Name", "Description"]))}`],
    "GCT 1.2 with padded lines, as spreadsheets write it": [
      "gct-1.2",
      `#1.2\t\t\t\t\t\n12\t4\t\t\t\t\n${join(described(["NAME", "Description"]))}`.replaceAll("\n", "\r\n"),
    ],
    "GCT 1.3 with metadata of rows and columns": ["gct-1.3", gct13()],
  };

  test.each(Object.entries(spellings))("%s", async (_, [format, text]) => {
    await expectSame(text, format);
  });
});

function described(header: [string, string]): string[][] {
  return [[...header, ...HEADER.slice(1)], ...BODY.map(([gene, ...cells], i) => [gene, `probe ${i}`, ...cells])];
}

/** Three columns of row metadata, of which one holds small numbers as chromosomes do; two rows of column metadata. */
function gct13(): string {
  const rows = [
    ["id", "symbol", "chromosome", "is landmark", ...HEADER.slice(1)],
    ["treatment", "na", "na", "na", "RT", "RT", "none", "none"],
    ["dose", "na", "na", "na", "2", "4", "0", "0"],
    ...BODY.map(([gene, ...cells], i) => [`id:${i}`, gene, String(367 - i), "1", ...cells]),
  ];
  return `#1.3\n12\t4\t3\t2\n${join(rows)}`;
}

describe("missing values and numbers", () => {
  test.each(["", "NA", "NaN", "nan", "na", "N/A", "#N/A", "null", "NULL", "None", ".", " ", '""', '"NA"'])(
    "%j stands for a missing value",
    async (word) => {
      await expectSame(join(ROWS.map((row) => row.map((cell) => (cell === "NA" ? word : cell)))), "tsv");
      await expectSame(join(transpose(ROWS).map((row) => row.map((cell) => (cell === "NA" ? word : cell)))), "tsv");
    },
  );

  /** Other ways to write numbers of the matrix; each is the same double. */
  test.each([
    [
      "5.25",
      ["5.250", "+5.25", "525e-2", "0.525E1", "5.25000000000000000000001", "0005.25", "52500000000000000000e-19"],
    ],
    ["0", ["-0", "0.0", "0e5", "-0.000", ".0", "0.", "1e-400"]],
    ["1e-3", ["0.001", ".001", "1E-3", "0.0010", "1000e-6", "+.1e-2"]],
    ["1e3", ["1000", "1000.", "1E+3", "1.0e03", "0.01e5"]],
    ["9007199254740993", ["9007199254740992", "9.007199254740993e15", "9007199254740993.0", "9007199254740991.99999"]],
    ["0.30000000000000004", ["0.300000000000000044408920985006", "3.0000000000000004e-1"]],
  ])("%s may be written otherwise", async (number, others) => {
    for (const other of others) {
      await expectSame(join(ROWS.map((row) => row.map((cell) => (cell === number ? other : cell)))), "tsv");
    }
  });
});

describe("gzip", () => {
  const bytes = new TextEncoder().encode(PLAIN);
  const [front, back] = [bytes.subarray(0, 100), bytes.subarray(100)];
  const padded = Buffer.concat([gzipSync(bytes), new Uint8Array(512)]);
  const kinds: Record<string, Uint8Array> = {
    "one member": gzipSync(bytes),
    "several members": Buffer.concat([gzipSync(front), gzipSync(back), gzipSync("")]),
    "BGZF blocks": Buffer.concat([bgzfBlock(front), bgzfBlock(back), bgzfBlock(new Uint8Array(0))]),
    "zero bytes as padding": padded,
  };

  test.each(Object.entries(kinds))("of %s is inflated", async (_, stored) => {
    await expectSame(stored, "tsv.gz");
    for (const chunk of [1, 7]) {
      const scored = await scoreBoth(() => memorySource(stored, "matrix.tsv.gz", chunk), {
        signatures: [SIGNATURE],
        options: OPTIONS,
      });
      expect(scoresOf(scored)).toEqual(expected);
    }
  });

  test("of a GCT file is inflated", () => expectSame(gzipSync(gct13()), "gct-1.3.gz"));
});

/**
 * A block of BGZF: a gzip member whose extra field "BC" holds its size less one.
 * Source: SAM/BAM format specification, section 4.1.
 */
function bgzfBlock(content: Uint8Array): Uint8Array {
  const deflated = deflateRawSync(content);
  const block = new Uint8Array(18 + deflated.length + 8);
  const view = new DataView(block.buffer);
  block.set([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, 66, 67, 2, 0]);
  view.setUint16(16, block.length - 1, true);
  block.set(deflated, 18);
  view.setUint32(block.length - 8, crc32(content), true);
  view.setUint32(block.length - 4, content.length, true);
  return block;
}

describe("a gene on several rows", () => {
  const [header, tp53, ...rest] = ROWS;
  const twice = [header, tp53, ...rest, ["TP53", "6.25", "NA", "-1", "9"]];

  test("is an error unless the request says how to merge, with the gene and its lines", async () => {
    for (const path of PATHS) {
      const rows = score(memorySource(join(twice)), { signatures: [SIGNATURE] }, path);
      await expect(rows).rejects.toMatchObject({
        type: "duplicate-genes",
        message: expect.stringContaining("TP53 (lines 2, 14)"),
        details: { line: 14, genes: [{ gene: "TP53", lines: [2, 14] }] },
      });
      const columns = score(memorySource(join(transpose(twice))), { signatures: [SIGNATURE] }, path);
      await expect(columns).rejects.toMatchObject({
        type: "duplicate-genes",
        message: expect.stringContaining("TP53 (columns 2, 14)"),
        details: { line: 1, column: 14, genes: [{ gene: "TP53", columns: [2, 14] }] },
      });
    }
  });

  test.each([
    ["first", ["5.25", "0", "1.5", "7"]],
    ["mean", ["5.75", "0", "0.25", "8"]],
    ["max", ["6.25", "0", "1.5", "9"]],
  ] as const)("is merged by %s as if the matrix had held the merged row", async (duplicates, merged) => {
    const want = scoresOf(await read(join([header, ["TP53", ...merged], ...rest])));
    for (const rows of [twice, transpose(twice)]) {
      const scored = await read(join(rows), { duplicates });
      expect(scoresOf(scored)).toEqual(want);
      expect(scored.matrix).toMatchObject({ genes: 12, warnings: [{ type: "duplicate-genes", genes: ["TP53"] }] });
    }
  });

  test("outside the signatures is only reported", async () => {
    const scored = await read(join([...ROWS, ["G1", "1", "1", "1", "1"]]), {});
    expect(scored.matrix).toMatchObject({ genes: 13, warnings: [{ type: "repeated-names", count: 1 }] });
  });
});
