/** The sample sheet: what the sender knows of each sample, as tab-, comma- or semicolon-separated text with a header. */
import { Problem } from "../problem.ts";

/** What a sample had received before it was taken. */
export type Treatment = "none" | "RT" | "CT" | "CRT";

/** What a sample is of; classes are for tumours. */
export type SampleType = "tumour" | "normal" | "cell line";

/** One sample. `null` where the sheet has no such column or the cell is empty or says missing. */
export interface SheetRow {
  readonly sample: string;
  /** Line of the sheet, from 1. */
  readonly line: number;
  readonly subject: string | null;
  readonly treatment: Treatment | null;
  /** Days since the treatment, or since the subject's first sample: whatever zero the sender chose. */
  readonly day: number | null;
  /** In the sender's unit (Gy, uM); compared within one modality only. */
  readonly dose: number | null;
  readonly type: SampleType | null;
  /** Whether the patient was treated with radiotherapy at any time; not what the sample had received. */
  readonly radiotherapy: boolean | null;
  readonly tissue: string | null;
  readonly platform: string | null;
  readonly processing: string | null;
  readonly batch: string | null;
  /** Values of the other columns, in the order of {@link SampleSheet.covariates}. */
  readonly covariates: readonly (string | null)[];
}

/** What a sample sheet says, by sample. */
export interface SampleSheet {
  readonly rows: readonly SheetRow[];
  /** Names of the columns without a meaning of their own, as the sheet spells them. */
  readonly covariates: readonly string[];
}

/** Header names of each column, in lower case with single underscores; the first is ours. */
const COLUMNS = {
  sample: ["sample", "sample_id", "sampleid", "sample_name", "id"],
  subject: ["subject", "subject_id", "patient", "patient_id", "donor", "individual"],
  treatment: ["treatment", "modality"],
  day: ["day", "days"],
  dose: ["dose", "dose_gy"],
  type: ["type", "sample_type"],
  radiotherapy: ["radiotherapy", "received_rt", "rt", "radiation_therapy"],
  tissue: ["tissue", "site", "primary_site"],
  platform: ["platform", "array", "technology"],
  processing: ["processing", "normalisation", "normalization"],
  batch: ["batch", "batch_id"],
} as const;

type Column = keyof typeof COLUMNS;

const TREATMENTS: Readonly<Record<string, Treatment>> = {
  none: "none",
  untreated: "none",
  baseline: "none",
  rt: "RT",
  radiotherapy: "RT",
  ct: "CT",
  chemotherapy: "CT",
  crt: "CRT",
  chemoradiotherapy: "CRT",
};

const TYPES: Readonly<Record<string, SampleType>> = {
  tumour: "tumour",
  tumor: "tumour",
  normal: "normal",
  "cell line": "cell line",
  cell_line: "cell line",
  "cell-line": "cell line",
};

const ANSWERS: Readonly<Record<string, boolean>> = {
  yes: true,
  y: true,
  true: true,
  1: true,
  no: false,
  n: false,
  false: false,
  0: false,
};

const MISSING = new Set(["", "na", "nan", "null", "unknown", ".", "-"]);

/**
 * Reads a sample sheet.
 *
 * Quotes (RFC 4180), CRLF and a byte order mark are tolerated; header names and the words of `treatment`, `type` and
 * `radiotherapy` are read without regard to case. A row that repeats an earlier one word for word is dropped.
 *
 * @returns rows in the order of the sheet
 * @throws Problem `bad-sheet` with line and column (a cell, from 1)
 * @example parseSheet("sample\ttreatment\nS1\tnone\nS2\tRT\n").rows[1].treatment === "RT"
 */
export function parseSheet(text: string): SampleSheet {
  const records = parseRecords(text);
  const header = records[0];
  if (header === undefined) throw new Problem("bad-sheet", "The sample sheet is empty.", { expected: "a header line" });
  const layout = layOut(header);
  const seen = new Map<string, { row: SheetRow; cells: readonly string[] }>();
  for (const record of records.slice(1)) {
    if (record.cells.length !== header.cells.length) {
      throw new Problem(
        "bad-sheet",
        `Line ${record.line} of the sample sheet has ${record.cells.length} cells, the header ${header.cells.length}.`,
        { line: record.line, column: Math.min(record.cells.length, header.cells.length) + 1 },
      );
    }
    const row = readRow(record, layout);
    const earlier = seen.get(row.sample);
    if (earlier === undefined) {
      seen.set(row.sample, { row, cells: record.cells });
      continue;
    }
    const at = record.cells.findIndex((cell, column) => cell !== earlier.cells[column]);
    if (at >= 0) {
      throw new Problem(
        "bad-sheet",
        `Sample "${row.sample}" stands on lines ${earlier.row.line} and ${row.line} of the sample sheet, and they differ.`,
        { line: row.line, column: at + 1, text: record.cells[at], expected: earlier.cells[at] },
      );
    }
  }
  if (seen.size === 0) {
    throw new Problem("bad-sheet", "The sample sheet has a header but no samples.", { line: header.line });
  }
  return {
    rows: Array.from(seen.values(), (entry) => entry.row),
    covariates: layout.covariates.map((column) => header.cells[column]),
  };
}

/**
 * The row of each sample of a matrix, in the order of the matrix; undefined where the sheet leaves a sample out.
 *
 * @throws Problem `bad-sheet` for a sample that the matrix does not hold
 */
export function sheetRows(sheet: SampleSheet, samples: readonly string[]): (SheetRow | undefined)[] {
  const rows = new Map(sheet.rows.map((row) => [row.sample, row]));
  const inMatrix = new Set(samples);
  const stray = sheet.rows.find((row) => !inMatrix.has(row.sample));
  if (stray !== undefined) {
    throw new Problem(
      "bad-sheet",
      `Line ${stray.line} of the sample sheet: the matrix has no sample "${stray.sample}".`,
      {
        line: stray.line,
        text: stray.sample,
        expected: "sample names as in the header of the matrix",
      },
    );
  }
  return samples.map((sample) => rows.get(sample));
}

/** Whether a cell of a sheet stands for a missing value. */
export function isMissing(cell: string): boolean {
  return MISSING.has(cell.toLowerCase());
}

interface Layout {
  readonly columnOf: ReadonlyMap<Column, number>;
  readonly covariates: readonly number[];
}

function layOut(header: TextRecord): Layout {
  const names = header.cells.map((cell) => cell.toLowerCase().replace(/[\s_.-]+/g, "_"));
  const firstAt = new Map<string, number>();
  for (const [column, name] of names.entries()) if (!firstAt.has(name)) firstAt.set(name, column);
  const repeated = names.findIndex((name, column) => firstAt.get(name) !== column);
  if (repeated >= 0) {
    throw new Problem("bad-sheet", `The sample sheet has two columns "${header.cells[repeated]}".`, {
      line: header.line,
      column: repeated + 1,
      text: header.cells[repeated],
    });
  }
  const columnOf = new Map<Column, number>();
  for (const [column, spellings] of Object.entries(COLUMNS) as [Column, readonly string[]][]) {
    const at = spellings.map((name) => firstAt.get(name)).find((found) => found !== undefined);
    if (at !== undefined) columnOf.set(column, at);
  }
  // Spreadsheets and R's write.table leave the name of the first column empty.
  if (!columnOf.has("sample") && names[0] === "") columnOf.set("sample", 0);
  if (!columnOf.has("sample")) {
    throw new Problem("bad-sheet", 'The sample sheet has no column "sample".', {
      line: header.line,
      text: header.cells.join(", "),
      expected: `a column ${COLUMNS.sample.join(", ")}`,
    });
  }
  const known = new Set(columnOf.values());
  return { columnOf, covariates: names.map((_, column) => column).filter((column) => !known.has(column)) };
}

function readRow(record: TextRecord, layout: Layout): SheetRow {
  const column = (name: Column) => layout.columnOf.get(name);
  const cell = (name: Column): string | null => {
    const at = column(name);
    return at === undefined || isMissing(record.cells[at]) ? null : record.cells[at];
  };
  const refuse = (name: Column, text: string, expected: string): never => {
    throw new Problem(
      "bad-sheet",
      `Line ${record.line} of the sample sheet: "${text}" is no ${name}; expected ${expected}.`,
      {
        line: record.line,
        column: (column(name) ?? 0) + 1,
        text,
        expected,
      },
    );
  };
  const word = <Value>(name: Column, words: Readonly<Record<string, Value>>, expected: string): Value | null => {
    const at = column(name);
    const text = at === undefined ? "" : record.cells[at];
    const key = text.toLowerCase();
    // Looked up before missing values: "none" is a treatment.
    if (Object.hasOwn(words, key)) return words[key];
    return isMissing(text) ? null : refuse(name, text, expected);
  };
  const number = (name: Column): number | null => {
    const text = cell(name);
    if (text === null) return null;
    const value = Number(text);
    return Number.isFinite(value) ? value : refuse(name, text, "a number");
  };
  const sample = record.cells[column("sample") ?? 0];
  if (sample === "") {
    throw new Problem("bad-sheet", `Line ${record.line} of the sample sheet names no sample.`, {
      line: record.line,
      column: (column("sample") ?? 0) + 1,
    });
  }
  return {
    sample,
    line: record.line,
    subject: cell("subject"),
    treatment: word("treatment", TREATMENTS, "none, RT, CT or CRT"),
    day: number("day"),
    dose: number("dose"),
    type: word("type", TYPES, "tumour, normal or cell line"),
    radiotherapy: word("radiotherapy", ANSWERS, "yes or no"),
    tissue: cell("tissue"),
    platform: cell("platform"),
    processing: cell("processing"),
    batch: cell("batch"),
    covariates: layout.covariates.map((at) => (isMissing(record.cells[at]) ? null : record.cells[at])),
  };
}

interface TextRecord {
  /** Line on which the record starts, from 1. */
  readonly line: number;
  /** Trimmed cells. */
  readonly cells: readonly string[];
}

/** Records of delimited text; lines of empty cells are left out. The delimiter is the tab, semicolon or comma of the first line. */
function parseRecords(text: string): TextRecord[] {
  const body = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const firstLine = body.slice(0, Math.max(body.search(/[\r\n]/), 0) || body.length);
  const delimiter = ["\t", ";"].find((candidate) => firstLine.includes(candidate)) ?? ",";
  // A cell, quoted (a quote inside is doubled) or plain, and what ends it.
  const cell = new RegExp(
    `(?:"([^"]*(?:""[^"]*)*)"|((?!")[^\\r\\n${delimiter}]*))(${delimiter}|\\r\\n|\\r|\\n|$)`,
    "y",
  );
  const records: TextRecord[] = [];
  let cells: string[] = [];
  let line = 1;
  let start = 1;
  while (cell.lastIndex < body.length || cells.length > 0) {
    const found = cell.exec(body);
    if (found === null) {
      throw new Problem(
        "bad-sheet",
        `Line ${line} of the sample sheet has a quoted cell that does not close, or goes on after its closing quote.`,
        {
          line,
          column: cells.length + 1,
        },
      );
    }
    const [, quoted, plain = "", end] = found;
    cells.push((quoted?.replaceAll('""', '"') ?? plain).trim());
    line += quoted?.match(/\r\n|\r|\n/g)?.length ?? 0;
    if (end === delimiter) continue;
    if (cells.some((text) => text !== "")) records.push({ line: start, cells });
    cells = [];
    line += 1;
    start = line;
    if (end === "") break;
  }
  return records;
}
