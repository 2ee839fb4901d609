/** The columns of the sample table, and samples in the order of one of them. */
import { CLASS_NAMES } from "../../../../worker/engine/cohort/calls.ts";
import { CROSS_NAMES } from "../../../../worker/engine/cohort/cross.ts";
import { classText, percentileText, scoreText } from "../../../../worker/results/words.ts";
import type { CohortView } from "../../cohort.ts";
import { fullName, scoreName } from "../../signatures.ts";

export interface TableColumn {
  readonly name: string;
  readonly title: string;
  readonly numeric: boolean;
  /** Whether the first click sorts from the largest. */
  readonly down: boolean;
  text(sample: number): string;
  /** Name of the class that colours the dot before the text. */
  mark?(sample: number): string;
  /** What is sorted by: numbers with NaN last, or text. */
  key(sample: number): number | string;
}

export interface Sorting {
  readonly column: number;
  readonly down: boolean;
}

/** From sensitive to resistant; what cannot be classified last. */
const CLASS_ORDER = ["sensitive", "intermediate", "conflicting", "resistant", "not-classifiable"];
const CROSS_ORDER = ["neither", "indeterminate", "chemo-only", "radiation-only", "both"];

export function columnsOf(view: CohortView): TableColumn[] {
  const name: TableColumn = {
    name: "Sample",
    title: "Name in the matrix",
    numeric: false,
    down: false,
    text: (sample) => view.samples[sample],
    key: (sample) => view.samples[sample],
  };
  return [name, ...classColumns(view), ...view.scores.flatMap((score) => scoreColumns(view, score))];
}

/** Samples in the order of a column, equal ones as in the matrix; all as in the matrix where no column is chosen. */
export function sortedSamples(view: CohortView, columns: readonly TableColumn[], sorting: Sorting | null): Uint32Array {
  const order = Uint32Array.from(view.samples.keys());
  if (sorting === null) return order;
  const { column, down } = sorting;
  const { key, numeric } = columns[column];
  const sign = down ? -1 : 1;
  if (!numeric) {
    const keys = view.samples.map((_, sample) => key(sample));
    return order.sort((a, b) => sign * compare(keys[a], keys[b]) || a - b);
  }
  const keys = Float64Array.from(view.samples, (_, sample) => Number(key(sample)));
  return order.sort((a, b) => missingLast(keys[a], keys[b]) || sign * (keys[a] - keys[b]) || a - b);
}

const names = new Intl.Collator("en", { numeric: true });

function compare(a: number | string, b: number | string): number {
  return typeof a === "number" && typeof b === "number" ? a - b : names.compare(String(a), String(b));
}

function missingLast(a: number, b: number): number {
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

function classColumns({ classes }: CohortView): TableColumn[] {
  if (classes === null) return [];
  const ofClass = (name: string, title: string, codes: Uint8Array): TableColumn => ({
    name,
    title,
    numeric: false,
    down: true,
    text: (sample) => classText(CLASS_NAMES[codes[sample]]),
    mark: (sample) => CLASS_NAMES[codes[sample]],
    key: (sample) => CLASS_ORDER.indexOf(CLASS_NAMES[codes[sample]]),
  });
  const ofPercentile = (name: string, title: string, values: Float64Array): TableColumn => ({
    name,
    title,
    numeric: true,
    down: true,
    text: (sample) => percentileText(values[sample]),
    key: (sample) => values[sample],
  });
  return [
    ofClass("Radiation", "Radiation class, relative to its reference", classes.radiation),
    ofClass("Chemo", "Chemo class from both axes", classes.chemo),
    {
      name: "Both",
      title: "Cross-resistance: both classes together",
      numeric: false,
      down: true,
      text: (sample) => classText(CROSS_NAMES[classes.cross[sample]]),
      mark: (sample) => `cross-${CROSS_NAMES[classes.cross[sample]]}`,
      key: (sample) => CROSS_ORDER.indexOf(CROSS_NAMES[classes.cross[sample]]),
    },
    ofPercentile("Response", "Percentile of the chemo response axis, high = resistant", classes.response),
    ofPercentile("Persistence", "Percentile of the chemo persistence axis, high = resistant", classes.persistence),
  ];
}

function scoreColumns(view: CohortView, score: CohortView["scores"][number]): TableColumn[] {
  const name = scoreName(score, view.scores);
  return [
    {
      name,
      title: `${fullName(score.signature)}, ${score.method}`,
      numeric: true,
      down: true,
      text: (sample) => scoreText(score.scores[sample]),
      key: (sample) => score.scores[sample],
    },
  ];
}
