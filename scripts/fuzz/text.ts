/** Text matrices as people write them, and as nobody should: an arbitrary of whole files. */
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { join, MATRIX, rowsOf, transpose } from "../../test/matrix/small.ts";
import { HARMS, type Harm, harmed, joined } from "./harm.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);

const ROWS = rowsOf(MATRIX);
const QUOTED = ROWS.map((row) => row.map((cell) => `"${cell}"`));
const DESCRIBED = ROWS.map(([gene, ...cells]) => [gene, `about ${gene}`, ...cells]);
const SIZES = `${MATRIX.genes.length}\t${MATRIX.samples.length}`;

/** The same small matrix in every spelling. */
export const TEXTS: readonly Uint8Array[] = [
  join(ROWS),
  join(ROWS, ","),
  join(QUOTED, ";").replaceAll("\n", "\r\n"),
  join([ROWS[0].slice(1), ...ROWS.slice(1)], " "),
  join(transpose(ROWS)),
  join(transpose(QUOTED), ","),
  `# comment\n\n${join(DESCRIBED)}`,
  `#1.2\n${SIZES}\n${join(DESCRIBED)}`,
  `#1.3\n${SIZES}\t1\t1\n${join([DESCRIBED[0], ["batch", "NA", "a", "a", "b", "b"], ...DESCRIBED.slice(1)])}`,
  `!Series_title\t"x"\n!series_matrix_table_begin\n${join(QUOTED)}!series_matrix_table_end\n`,
  gzipSync(join(ROWS)),
  joined(gzipSync(join(ROWS.slice(0, 4))), gzipSync(join(ROWS.slice(4)))),
].map((file) => (typeof file === "string" ? utf8(file) : new Uint8Array(file)));

/** Names that have surprised some program: formulas, members of every object, directions of writing, dates, blanks. */
export const ODD_NAMES = [
  ..."=1+1 +1 -1 @SUM(A1) =HYPERLINK(0) __proto__ constructor toString hasOwnProperty then 1-Mar 2020-03-01 NA NaN # ! %".split(
    " ",
  ),
  ...[
    "",
    " ",
    " TP53",
    "TP53 ",
    "tp53",
    "TP53.1",
    "a b",
    'a"b',
    "a,b",
    "a;b",
    "a\u2028b",
    "a\u0085b",
    "'",
    "-",
    "0",
    "1e5",
  ],
  ...[
    "\u202eevil",
    "\u2066x\u2069",
    "\u200bTP53",
    "e\u0301",
    "\ufeffS1",
    "😀",
    "ß",
    "x".repeat(300),
    "../../etc",
    "C:\\x",
  ],
  ...[
    "<script>alert(1)</script>",
    "&lt;",
    "$\u007bjndi:x}",
    "%s%n",
    "\u001b[31m",
    "\u0000",
    "\u0007",
    "\ufffd",
    "null",
    "undefined",
  ],
] as const;

const goodGene = fc.constantFrom(...MATRIX.genes);
const gene = fc.oneof({ weight: 30, arbitrary: goodGene }, { weight: 2, arbitrary: fc.constantFrom(...ODD_NAMES) });
const sample = fc.oneof(
  { weight: 12, arbitrary: fc.nat(500).map((at) => `S${at}`) },
  { weight: 1, arbitrary: fc.constantFrom(...ODD_NAMES) },
);

const cell = fc.oneof(
  { weight: 240, arbitrary: fc.nat(40).map(String) },
  { weight: 120, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) },
  { weight: 120, arbitrary: fc.integer({ min: -999, max: 9999 }).map((value) => (value / 64).toString()) },
  {
    weight: 40,
    arbitrary: fc.constantFrom("NA", "", "NaN", "null", ".", "nan", "-0", "0.0", "1e-320", "+3", "1.", ".5"),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "high",
      "1,5",
      "Inf",
      "1e999",
      "=1",
      "0x1F",
      "1 2",
      "--1",
      "1e",
      "\u00a0",
      "TRUE",
      '"',
      "٣",
    ),
  },
);

/** Letters of a number in any order, long ones among them: where a parser of numbers goes wrong. */
const digits = fc
  .array(fc.constantFrom(..."0123456789.eE+-"), { minLength: 1, maxLength: 40 })
  .map((all) => all.join(""));

interface Table {
  readonly genes: readonly string[];
  readonly samples: readonly string[];
  readonly cells: readonly string[];
  readonly digits: readonly string[];
  readonly delimiter: string;
  readonly lineEnd: string;
  readonly shape: number;
  readonly gzip: number;
}

const table: fc.Arbitrary<Table> = fc.record({
  genes: fc.uniqueArray(gene, { minLength: 1, maxLength: 12 }),
  samples: fc.uniqueArray(sample, { minLength: 1, maxLength: 6 }),
  cells: fc.array(cell, { minLength: 1, maxLength: 72 }),
  digits: fc.oneof(
    { weight: 5, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(digits, { maxLength: 3 }) },
  ),
  delimiter: fc.constantFrom("\t", "\t", ",", ";", " ", "|"),
  lineEnd: fc.constantFrom("\n", "\n", "\r\n", "\r"),
  shape: fc.nat(11),
  gzip: fc.nat(19),
});

function written({ genes, samples, cells, digits, delimiter, lineEnd, shape, gzip }: Table): Uint8Array {
  const all = [...digits, ...cells];
  const rows = genes.map((name, row) => [
    name,
    ...samples.map((_, at) => all[(row * samples.length + at) % all.length]),
  ]);
  let table = [["gene", ...samples], ...rows];
  if (shape === 1) table = transpose(table);
  if (shape === 2) table = [table[0].slice(1), ...table.slice(1)];
  if (shape === 3 || shape === 4) table = table.map(([name, ...rest]) => [name, `about ${name}`, ...rest]);
  if (shape === 5 || shape === 6) table = table.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`));
  const lines = table.map((row) => row.join(shape === 3 || shape === 6 ? "\t" : delimiter) + lineEnd).join("");
  const text =
    shape === 3
      ? `#1.2${lineEnd}${genes.length}\t${samples.length}${lineEnd}${lines}`
      : shape === 6
        ? `!Sample_title\t"x"${lineEnd}!series_matrix_table_begin${lineEnd}${lines}!series_matrix_table_end${lineEnd}`
        : shape === 7
          ? `# made by hand${lineEnd}${lineEnd}\ufeff${lines}`
          : lines;
  const bytes = utf8(shape === 8 ? text.slice(0, -lineEnd.length) : text);
  return gzip === 0 ? new Uint8Array(gzipSync(bytes)) : bytes;
}

/** A file and how it arrives: bytes of each piece. */
export interface TextCase {
  readonly bytes: Uint8Array;
  readonly chunk: number;
}

const chunk = fc.oneof(
  { weight: 3, arbitrary: fc.constant(1 << 16) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 200 }) },
);

/** A known file with damage, or a table made up from nothing, with damage in one of four. */
export const TEXT_CASES: fc.Arbitrary<TextCase> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...TEXTS), HARMS, fc.constantFrom(...TEXTS), chunk)
    .map(([file, harms, other, chunk]) => ({ bytes: harmed(file, harms, other), chunk })),
  fc
    .tuple(
      table,
      fc.oneof({ weight: 3, arbitrary: fc.constant<readonly Harm[]>([]) }, { weight: 1, arbitrary: HARMS }),
      chunk,
    )
    .map(([made, harms, chunk]) => ({ bytes: harmed(written(made), harms, TEXTS[0]), chunk })),
);
