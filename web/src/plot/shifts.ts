/** What a treatment shifted: a row a programme, its mean shift with the interval, and the false discovery rate in words. */
import type { Pen } from "../../../worker/results/figure/pen.ts";
import { extent, linear, ticks, tickText } from "../../../worker/results/figure/scale.ts";
import type { Theme } from "../../../worker/results/figure/theme.ts";

export interface ShiftRow {
  readonly name: string;
  /** Null where a sample has no score. */
  readonly shift: number | null;
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** On the right, such as "q 0.012". */
  readonly words: string;
  readonly isShifted: boolean;
}

const ROW = 24;
const TOP = 10;
const BOTTOM = 42;
const WORDS = 84;

export const shiftsHeight = (rows: number) => TOP + rows * ROW + BOTTOM;

export function drawShifts(pen: Pen, width: number, rows: readonly ShiftRow[], theme: Theme): void {
  const names = Math.min(260, Math.round(0.4 * width));
  const ends = rows.flatMap(({ shift, interval }) => [shift ?? 0, interval?.low ?? 0, interval?.high ?? 0, 0]);
  const [from, to] = extent(ends, 0.05);
  const x = linear(from, to, names, width - WORDS);
  const bottom = TOP + rows.length * ROW;
  pen.line(x(0), TOP, x(0), bottom, { colour: theme.muted, width: 1, dash: [3, 3] });
  for (const [at, { name, shift, interval, words, isShifted }] of rows.entries()) {
    const y = TOP + (at + 0.5) * ROW;
    const colour =
      !isShifted || shift === null ? theme.muted : shift > 0 ? theme.classes.resistant : theme.classes.sensitive;
    pen.text(names - 10, y, shortened(name, names - 14), { colour: theme.ink, size: 11.5, anchor: "end" });
    if (interval !== null) pen.line(x(interval.low), y, x(interval.high), y, { colour, width: 2 });
    if (shift !== null) pen.dots([x(shift), y], isShifted ? 5 : 4, colour);
    pen.text(width - WORDS + 10, y, words, {
      colour: isShifted ? theme.ink : theme.muted,
      size: 11,
      weight: isShifted ? 600 : 400,
    });
  }
  pen.line(names, bottom, width - WORDS, bottom, { colour: theme.line, width: 1 });
  const wanted = Math.max(2, Math.round((width - WORDS - names) / 70));
  for (const value of ticks(from, to, wanted)) {
    const words = tickText(value, from, to, wanted);
    pen.text(x(value), bottom + 12, words, { colour: theme.muted, size: 10.5, anchor: "middle" });
  }
  const title =
    width < 560 ? "Mean shift, 95% interval" : "Mean over subjects of treated minus untreated, 95% interval";
  pen.text((names + width - WORDS) / 2, bottom + 30, title, { colour: theme.ink, size: 11, anchor: "middle" });
}

/** Mean width of a capital letter, in pixels: most programmes are named in them. */
const LETTER = 7.6;

function shortened(name: string, width: number): string {
  const most = Math.max(4, Math.floor(width / LETTER));
  return name.length <= most ? name : `${name.slice(0, most - 1)}…`;
}
