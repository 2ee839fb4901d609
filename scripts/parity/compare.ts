/** Computes our answer to a reference table from sorted columns and measures how far it is. */
import { join } from "node:path";
import { oracleRanks } from "../../test/support/oracle.ts";
import { findMethod, type MethodOptions, parseMethodOptions } from "../../worker/engine/methods/index.ts";
import { normaliseSsgsea } from "../../worker/engine/methods/ssgsea-normalise.ts";
import { type PanelRanks, type PanelSet, panelSet } from "../../worker/engine/panel.ts";
import type { MethodName, Signature, SignatureGene } from "../../worker/engine/signature.ts";
import { type Counterpart, counterpartOf, type Without } from "./counterpart.ts";
import {
  type DataSet,
  type ReferenceEntry,
  type ReferenceTable,
  readDataSet,
  readTable,
  sampleColumns,
} from "./reference.ts";

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
export function* compareAll(root: string, entries: readonly ReferenceEntry[]): Generator<Comparison> {
  const dataSets = new Map<string, DataSet | null>();
  const ranks = new Map<string, PanelRanks[]>();
  for (const entry of entries) {
    if (entry.file === null) continue;
    const name = entry.file.split("/")[0];
    if (!dataSets.has(name)) dataSets.set(name, readDataSet(root, name));
    const dataSet = dataSets.get(name);
    if (!dataSet) continue;
    const counterpart = counterpartOf(entry, entry.file);
    if (counterpart.kind === "without") {
      yield { entry, file: entry.file, dataSet: name, counterpart };
      continue;
    }
    const key = `${name}/${counterpart.ranking}`;
    let columns = ranks.get(key);
    if (columns === undefined) {
      columns = rankedColumns(root, dataSet, counterpart.ranking);
      ranks.set(key, columns);
    }
    yield {
      entry,
      file: entry.file,
      dataSet: name,
      counterpart,
      ...compare(root, entry.file, dataSet, counterpart, columns),
    };
  }
}

/** Ranks of whole columns: of the values, or of a stored ranking in which 1 is the highest. */
function rankedColumns(root: string, dataSet: DataSet, ranking: string | null): PanelRanks[] {
  if (ranking === null) return dataSet.columns.map((column) => oracleRanks(column));
  const table = readTable(join(root, dataSet.name, ranking));
  return sampleColumns(table).map((column) => oracleRanks(column.map((rank) => -rank)));
}

function compare(root: string, file: string, dataSet: DataSet, counterpart: Counterpart, ranks: readonly PanelRanks[]) {
  const table = readTable(join(root, file));
  const series = seriesOf(table, dataSet, counterpart).filter(({ label }) => !(label in counterpart.except));
  const skipped = table.rows.filter((row) => row in counterpart.except);
  const scored = series.map(({ genes, field }) => score(dataSet, counterpart, genes, field, ranks));
  const ours = counterpart.normalise === "none" ? scored : normaliseSsgsea(scored, counterpart.normalise);
  let difference = 0;
  let cells = 0;
  series.forEach(({ theirs }, i) => {
    theirs.forEach((their, sample) => {
      cells++;
      difference = Math.max(difference, relativeDifference(ours[i][sample], their));
    });
  });
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
  readonly field: "score" | "dispersion";
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
    field: label.endsWith("Dispersion") ? "dispersion" : "score",
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

/** One field of a signature in every sample, NaN for null. */
function score(
  dataSet: DataSet,
  { method: name, options: values }: Counterpart,
  genes: readonly SignatureGene[],
  field: string,
  ranks: readonly PanelRanks[],
): Float64Array {
  const options = parseMethodOptions(values);
  const set = layOut(dataSet, genes, options);
  const method = findMethod(name);
  const scores = new Float64Array(ranks.length);
  if (method.scope === "cohort") {
    const values = Float64Array.from(dataSet.columns.flatMap((column) => [...column]));
    const cohort = {
      samples: dataSet.samples.length,
      genes: dataSet.genes.length,
      values,
      columnOf: (gene: number) => gene,
    };
    method.score(cohort, set, options[name], scores, new Uint8Array(scores.length));
    return scores;
  }
  const out = new Float64Array(method.fields.length);
  ranks.forEach((sample, i) => {
    method.score(sample, set, options[name], out, 0);
    scores[i] = out[method.fields.indexOf(field)];
  });
  return scores;
}

/** Panel index = row; genes that the matrix lacks get indices beyond it. */
function layOut(dataSet: DataSet, genes: readonly SignatureGene[], options: MethodOptions): PanelSet {
  const rows = new Map(dataSet.genes.map((gene, row) => [gene, row]));
  for (const { symbol } of genes) if (!rows.has(symbol)) rows.set(symbol, rows.size);
  const methods: readonly MethodName[] = [];
  const signature: Signature = { id: dataSet.name, version: 1, genes, methods, coverage: { total: 1 } };
  return panelSet(signature, rows, (row) => row < dataSet.genes.length, options.singscore.stable);
}
