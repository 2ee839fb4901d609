/** Reading the reference outputs: tables as CSV, gene sets as JSON, manifests that say which function made what. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** One output file and the call that made it. */
export interface ReferenceEntry {
  /** `data set/file.csv`; null where the call failed. */
  readonly file: string | null;
  readonly tool: string;
  readonly version: string;
  readonly call: string;
}

/** A CSV with a name column: `set`, `sample` or `gene` (the header's first cell) by samples, fields or samples. */
export interface ReferenceTable {
  readonly rowKind: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** NaN for NA. */
  readonly cells: readonly (readonly number[])[];
}

export interface DataSet {
  readonly name: string;
  /** The expression matrix as it stands in its file: CSV, genes x samples. */
  readonly text: string;
  /** Gene names as they stand in sets.json: some sets name a gene twice, some name genes that the matrix lacks. */
  readonly sets: Readonly<Record<string, readonly string[]>>;
}

/** All entries of all manifests in `root`, in the order of file names. */
export function readManifests(root: string): ReferenceEntry[] {
  const files = readdirSync(root).filter((name) => /^manifest.*\.json$/.test(name));
  return files.sort().flatMap((name): ReferenceEntry[] => JSON.parse(readFileSync(join(root, name), "utf8")));
}

/** Reads `path` or `path.gz`. */
function readText(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : gunzipSync(readFileSync(`${path}.gz`)).toString("utf8");
}

/** Reads a table from `path` or `path.gz`. */
export function readTable(path: string): ReferenceTable {
  const [header, ...lines] = readText(path)
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  const number = (cell: string) => (cell === "NA" || cell === "" ? Number.NaN : Number(cell));
  return {
    rowKind: header[0],
    columns: header.slice(1),
    rows: lines.map(([name]) => name),
    cells: lines.map(([, ...cells]) => cells.map(number)),
  };
}

/** A data set of `root`, or null where it is not there. */
export function readDataSet(root: string, name: string): DataSet | null {
  if (!existsSync(join(root, name, "sets.json"))) return null;
  return {
    name,
    text: readText(join(root, name, "expr.csv")),
    sets: JSON.parse(readFileSync(join(root, name, "sets.json"), "utf8")),
  };
}
