/** What the sample sheet says of each sample, as labels to colour by. */
import { type SampleSheet, type SheetRow, sheetRows } from "../../worker/engine/sheet.ts";
import type { LegendGroup } from "./plot/legend.ts";

/** Most levels of a label that can be told apart by colour. */
const MOST_LEVELS = 8;

/** Colours of levels: Okabe and Ito 2008, "Color Universal Design", in an order that starts with the most different. */
const LEVEL_COLOURS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a900", "#7f7f7f"];

/** One label of every sample. */
export interface Label {
  readonly name: string;
  readonly levels: readonly string[];
  /** Index into `levels`, the last colour for a sample without a value. */
  readonly code: Uint8Array;
  readonly colours: readonly string[];
}

/** What its colours mean; of samples that the sheet says nothing of only where there are some. */
export function legendOfLabel({ name, levels, code, colours }: Label): LegendGroup {
  const names = code.includes(levels.length) ? [...levels, "not stated"] : levels;
  return { title: name, entries: names.map((level, at) => ({ name: level, colour: colours[at] })) };
}

const NAMED = ["treatment", "type", "tissue", "platform", "batch", "radiotherapy"] as const;

/** Columns of the sheet with two to eight values. */
export function labelsOf(sheet: SampleSheet, samples: readonly string[], without: string): Label[] {
  const rows = sheetRows(sheet, samples);
  const named = NAMED.map((name) => label(name, rows, (row) => row[name]?.toString() ?? null, without));
  const others = sheet.covariates.map((name, at) => label(name, rows, (row) => row.covariates[at], without));
  return [...named, ...others].filter((one) => one !== null);
}

function label(
  name: string,
  rows: readonly (SheetRow | undefined)[],
  read: (row: SheetRow) => string | null,
  without: string,
): Label | null {
  const values = rows.map((row) => (row === undefined ? null : read(row)));
  const levels = [...new Set(values)].filter((value) => value !== null).sort();
  if (levels.length < 2 || levels.length > MOST_LEVELS) return null;
  const code = Uint8Array.from(values, (value) => (value === null ? levels.length : levels.indexOf(value)));
  return { name, levels, code, colours: [...LEVEL_COLOURS.slice(0, levels.length), without] };
}
