/** Which signatures speak for which class, by which method, and which way round. `docs/evidence.md` says why these. */
import type { ScoreColumn } from "../scored.ts";
import type { MethodName } from "../signature.ts";

export interface Member {
  readonly signature: string;
  readonly method: MethodName;
  /** 1: a high score goes with resistance; -1: a low one does. */
  readonly orientation: 1 | -1;
}

/** The radiation class follows this score alone. */
export const LEAD: Member = { signature: "rsi_eschrich2009", method: "rank-linear", orientation: 1 };

export const AXIS_NAMES = ["response", "persistence"] as const;

export type AxisName = (typeof AXIS_NAMES)[number];

/** Members of the chemo axes; an axis is the mean of their oriented percentiles. */
export const AXES: Readonly<Record<AxisName, readonly Member[]>> = {
  response: [
    { signature: "ces_zhang2016", method: "singscore", orientation: -1 },
    { signature: "ir_program_composite", method: "singscore", orientation: 1 },
  ],
  persistence: [{ signature: "isgrs_benci2019", method: "singscore", orientation: 1 }],
};

/** Shown beside the radiation class without a vote: Cui's pair, interferon, hypoxia, irradiation programme, proliferation. */
export const BESIDE_RADIATION = [
  "rss_cui2018",
  "ims_cui2018",
  "isgrs_benci2019",
  "hypoxia_buffa2010",
  "hypoxia_eustace2013",
  "ir_program_composite",
  "cin70_carter2006",
] as const;

/** All members that have a part in a class. */
export const MEMBERS: readonly Member[] = [LEAD, ...AXIS_NAMES.flatMap((axis) => AXES[axis])];

/** Columns by name, whether their scores are here or not. */
export interface ColumnNames {
  readonly columns: readonly Pick<ScoreColumn, "signature" | "method">[];
}

/** Index of a member's column, or -1. */
export function columnOf(scored: ColumnNames, member: Member): number {
  return scored.columns.findIndex((column) => column.signature === member.signature && column.method === member.method);
}

/** The first field of a column, one a sample: the score. */
export function scoresOf(column: ScoreColumn): Float64Array {
  const width = column.fields.length;
  if (width === 1) return column.values;
  const scores = new Float64Array(column.values.length / width);
  for (let sample = 0; sample < scores.length; sample++) scores[sample] = column.values[sample * width];
  return scores;
}
