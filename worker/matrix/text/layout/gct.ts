/**
 * GCT, versions 1.2 (Name, Description, samples) and 1.3 (id, row metadata, samples; then rows of column metadata).
 * Source: "GCT file format" of the Broad Institute's GenePattern and CMap documentation.
 */
import { Problem } from "../../../problem.ts";
import { counted } from "../cell.ts";
import { splitCells } from "./delimited.ts";
import { headRows, longestLine } from "./head.ts";
import type { TextTable } from "./layout.ts";

/** Version of a GCT file as its first line tells it ("1.2"); null where that is another file's. */
export function gctVersion(firstLine: string): string | null {
  return /^#(1\.\d)$/.exec(firstLine.trim())?.[1] ?? null;
}

/**
 * @param lines the first lines
 * @param whole whether these are all lines there are
 * @returns the layout; null if more bytes are needed
 * @throws Problem `bad-gct`, `header-only`
 */
export function recogniseGct(lines: readonly string[], whole: boolean, version: string): TextTable | null {
  if (version !== "1.2" && version !== "1.3") {
    const detail = `GCT version ${version} is not known. Expected #1.2 or #1.3 in line 1.`;
    throw new Problem("bad-gct", detail, { line: 1, text: `#${version}`, expected: "#1.2 or #1.3" });
  }
  if (lines.length < 3) {
    if (!whole) return null;
    throw new Problem("header-only", "The GCT file ends before its header in line 3.", { line: lines.length });
  }
  const { rows, samples, rowMetadata, columnMetadata } = announced(lines[1], version);
  const skip = 1 + rowMetadata;
  const names = splitCells(lines[2], "\t").map((cell) => cell.trim());
  while (names.length > skip + samples && names.at(-1) === "") names.pop();
  if (names.length !== skip + samples) {
    const detail =
      `Line 3 has ${counted(names.length, "cell")}; line 2 announces ${counted(samples, "sample")} after ` +
      `${counted(skip, "name column")}, which makes ${skip + samples}.`;
    throw new Problem("bad-gct", detail, { line: 3, found: names.length, expected: `${skip + samples} cells` });
  }
  if (headRows({ lines, whole, header: 2 + columnMetadata, delimiter: "\t" }) === null) return null;
  return {
    format: `gct-${version}`,
    delimiter: "\t",
    skip,
    nameHeaders: names.slice(0, skip),
    columns: names.slice(skip),
    sampleMajor: false,
    dataLine: 4 + columnMetadata,
    declaredRows: rows,
    longestLine: longestLine(lines),
  };
}

interface Announced {
  readonly rows: number;
  readonly samples: number;
  readonly rowMetadata: number;
  readonly columnMetadata: number;
}

function announced(line: string, version: "1.2" | "1.3"): Announced {
  const sizes = line.trim().split(/\s+/).map(Number);
  const isCount = (size: number) => Number.isInteger(size) && size >= 0;
  const [rows, samples, rowMetadata = 1, columnMetadata = 0] = version === "1.2" ? sizes.slice(0, 2) : sizes;
  if (sizes.length < (version === "1.2" ? 2 : 4) || !sizes.every(isCount) || samples === 0) {
    const counts =
      version === "1.2" ? "rows and samples" : "rows, samples, row metadata columns and column metadata rows";
    const expected = `the numbers of ${counts}`;
    const detail = `Line 2 of a GCT ${version} file should hold ${expected}; found "${line.trim().slice(0, 80)}".`;
    throw new Problem("bad-gct", detail, { line: 2, text: line.trim(), expected });
  }
  return { rows, samples, rowMetadata, columnMetadata };
}
