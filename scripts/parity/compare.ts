/** Scores the matrix behind a reference table as a request would, and measures how far the answer is from the table. */
import { join } from "node:path";
import { memorySource } from "../../test/support/source.ts";
import { ByteBudget } from "../../worker/engine/budget.ts";
import type { Ranker } from "../../worker/engine/ranker/ranker.ts";
import type { Signature, SignatureGene } from "../../worker/engine/signature.ts";
import { LIMITS } from "../../worker/limits.ts";
import { scoreMatrix } from "../../worker/score.ts";
import { platform } from "../../worker/storage/platform.ts";
import { type Counterpart, counterpartOf, type Without } from "./counterpart.ts";
import { type DataSet, type ReferenceEntry, type ReferenceTable, readDataSet, readTable } from "./reference.ts";

interface Reference {
  readonly entry: ReferenceEntry;
  readonly file: string;
  readonly dataSet: string;
}

/** A reference file that a method of ours answers. */
export interface Compared extends Reference {
  readonly counterpart: Counterpart;
  /** Cells compared, nulls included. */
  readonly cells: number;
  /** Largest |ours - theirs| / max(1, |theirs|); Infinity where only one of the two has a number. */
  readonly difference: number;
  /** Rows left out, see `Counterpart.except`. */
  readonly skipped: readonly string[];
}

/** A reference file that none of our methods answers. */
export interface Unanswered extends Reference {
  readonly counterpart: Without;
}

export type Comparison = Compared | Unanswered;

export const isCompared = (comparison: Comparison): comparison is Compared =>
  comparison.counterpart.kind === "counterpart";

/** Compares every manifest entry of the data sets that `root` holds, in the manifests' order. */
export async function compareAll(
  root: string,
  entries: readonly ReferenceEntry[],
  ranker: Ranker,
): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  const dataSets = new Map<string, DataSet | null>();
  for (const entry of entries) {
    if (entry.file === null) continue;
    const name = entry.file.split("/")[0];
    if (!dataSets.has(name)) dataSets.set(name, readDataSet(root, name));
    const dataSet = dataSets.get(name);
    if (!dataSet) continue;
    const counterpart = counterpartOf(entry, entry.file);
    const reference = { entry, file: entry.file, dataSet: name };
    if (counterpart.kind === "without") comparisons.push({ ...reference, counterpart });
    else {
      const measured = await compare(root, entry.file, dataSet, counterpart, ranker);
      comparisons.push({ ...reference, counterpart, ...measured });
    }
  }
  return comparisons;
}

/** The matrix that a counterpart scores: the expression, or a stored ranking in which 1 is the highest. */
function matrixText(root: string, dataSet: DataSet, { ranking }: Counterpart): string {
  if (ranking === null) return dataSet.text;
  const { columns, rows, cells } = readTable(join(root, dataSet.name, ranking));
  const lines = rows.map((gene, row) => [gene, ...cells[row].map((rank) => (Number.isNaN(rank) ? "NA" : -rank))]);
  return [["gene", ...columns], ...lines].map((cells) => `${cells.join(",")}\n`).join("");
}

async function compare(root: string, file: string, dataSet: DataSet, counterpart: Counterpart, ranker: Ranker) {
  const table = readTable(join(root, file));
  const series = seriesOf(table, dataSet, counterpart).filter(({ label }) => !(label in counterpart.except));
  const skipped = table.rows.filter((row) => row in counterpart.except);
  const signatures = series.map(({ genes }, at): Signature => {
    // No floor: peers score samples without a value, and the formulas are what is compared.
    return { id: `series ${at}`, version: 1, genes, methods: [counterpart.method], coverage: { total: 0 } };
  });
  const source = memorySource(matrixText(root, dataSet, counterpart), "expr.csv");
  const { columns } = await scoreMatrix(
    source,
    { signatures, options: counterpart.options, duplicates: "error", literalIdentifiers: true },
    { ranker, platform, budget: new ByteBudget(LIMITS.isolateBytes, 0) },
  );
  let difference = 0;
  let cells = 0;
  for (const [at, { field, theirs }] of series.entries()) {
    const { fields, values } = columns[at];
    for (const [sample, their] of theirs.entries()) {
      cells++;
      const ours = values[sample * fields.length + fields.indexOf(field)];
      difference = Math.max(difference, relativeDifference(ours, their));
    }
  }
  return { cells, difference, skipped };
}

function relativeDifference(ours: number, theirs: number): number {
  if (Number.isNaN(ours) && Number.isNaN(theirs)) return 0;
  const difference = Math.abs(ours - theirs) / Math.max(1, Math.abs(theirs));
  return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
}

interface Series {
  readonly label: string;
  readonly genes: readonly SignatureGene[];
  readonly field: Counterpart["field"];
  /** One number a sample. */
  readonly theirs: readonly number[];
}

/** The score series that a table holds: a set a row, or one signature's fields as columns. */
function seriesOf(table: ReferenceTable, dataSet: DataSet, counterpart: Counterpart): Series[] {
  const { field, arm, repeats } = counterpart;
  if (table.rowKind === "set") {
    return table.rows.map((label, row) => {
      const genes =
        label === "BIDIR"
          ? arms(dataSet, "up", "down")
          : label in dataSet.sets
            ? plain(dataSet, label, arm, repeats)
            : [];
      if (genes.length === 0) throw new Error(`${dataSet.name} has no set ${label}`);
      return { label, genes, field, theirs: table.cells[row] };
    });
  }
  return table.columns.map((label, column) => ({
    label,
    genes: label.startsWith("Up")
      ? arms(dataSet, "up")
      : label.startsWith("Down")
        ? arms(dataSet, "down")
        : arms(dataSet, "up", "down"),
    field: label.endsWith("Dispersion") ? "dispersion" : field,
    theirs: table.cells.map((row) => row[column]),
  }));
}

function plain(dataSet: DataSet, name: string, arm: "up" | "down", repeats: boolean): SignatureGene[] {
  const genes = dataSet.sets[name];
  return (repeats ? genes : [...new Set(genes)]).map((symbol) => ({
    symbol,
    direction: arm === "up" ? 1 : -1,
    weight: 1,
  }));
}

/** The sets that the references were made with as up and down arms, by data set. */
const ARMS: Readonly<Record<string, { up: string; down: string }>> = {
  counts: { up: "S20", down: "S50" },
  tgfb: { up: "TGFB_UP", down: "TGFB_DN" },
  all: { up: "TOPVAR_A", down: "TOPVAR_B" },
};

function arms(dataSet: DataSet, ...which: ("up" | "down")[]): SignatureGene[] {
  const names = ARMS[dataSet.name] ?? { up: "UP8", down: "DN6" };
  return which.flatMap((arm) => plain(dataSet, names[arm], arm, false));
}
