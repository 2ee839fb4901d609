/** What a treatment shifted: a row a programme, its mean shift with the interval, and the false discovery rate in words. */
import type { Pen } from "../../../worker/results/figure/pen.ts";
import { extent, linear, ticks, tickText } from "../../../worker/results/figure/scale.ts";
import type { Theme } from "../../../worker/results/figure/theme.ts";
import type { LegendGroup } from "./legend.ts";

export interface ShiftRow {
  readonly name: string;
  /** Null where a sample has no score. */
  readonly shift: number | null;
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** On the right, such as "q 0.012". */
  readonly words: string;
  readonly isShifted: boolean;
}

const TOP = 10;
const BOTTOM = 42;
/** Pixels of a tick's number and the room around it. */
const TICK = 70;

interface ShiftsLayout {
  /** Of a row. */
  readonly row: number;
  /** Where the axis begins and ends. */
  readonly from: number;
  readonly to: number;
  /** On a phone a name stands above its interval: beside it there would be room for the beginning of the name only. */
  readonly isStacked: boolean;
}

function layOutShifts(width: number): ShiftsLayout {
  if (width < 480) return { row: 38, from: 10, to: width - 10, isStacked: true };
  return { row: 24, from: Math.min(260, Math.round(0.4 * width)), to: width - 84, isStacked: false };
}

export const shiftsHeight = (width: number, rows: number) => TOP + rows * layOutShifts(width).row + BOTTOM;

/** What the colours mean, programmes at q up to `level` counted as shifted. */
export function shiftsLegend(level: number, theme: Theme): LegendGroup {
  return {
    title: "",
    entries: [
      { name: `up at q up to ${level}`, colour: theme.classes.resistant },
      { name: `down at q up to ${level}`, colour: theme.classes.sensitive },
      { name: "not shifted, or not tested", colour: theme.muted },
    ],
  };
}

export function drawShifts(pen: Pen, width: number, rows: readonly ShiftRow[], theme: Theme): void {
  const layout = layOutShifts(width);
  const ends = rows.flatMap(({ shift, interval }) => [shift ?? 0, interval?.low ?? 0, interval?.high ?? 0, 0]);
  const [from, to] = extent(ends, 0.05);
  const x = linear(from, to, layout.from, layout.to);
  const bottom = TOP + rows.length * layout.row;
  // Where names stand above their intervals, the line of no shift leaves them out.
  const stretches = layout.isStacked ? rows.map((_, at) => TOP + (at + 0.5) * layout.row) : [TOP];
  const length = layout.isStacked ? 0.5 * layout.row : bottom - TOP;
  for (const top of stretches) pen.line(x(0), top, x(0), top + length, { colour: theme.muted, width: 1, dash: [3, 3] });
  for (const [at, row] of rows.entries()) drawRow(pen, TOP + at * layout.row, width, layout, x, row, theme);
  pen.line(layout.from, bottom, layout.to, bottom, { colour: theme.line, width: 1 });
  const wanted = Math.max(4, Math.round((layout.to - layout.from) / TICK));
  for (const value of ticks(from, to, wanted)) {
    const words = tickText(value, from, to, wanted);
    pen.text(x(value), bottom + 12, words, { colour: theme.muted, size: 10.5, anchor: "middle" });
  }
  const title = layout.isStacked
    ? "Mean shift, 95% interval"
    : "Mean over subjects of treated minus untreated, 95% interval";
  pen.text((layout.from + layout.to) / 2, bottom + 30, title, { colour: theme.ink, size: 11, anchor: "middle" });
}

function drawRow(
  pen: Pen,
  top: number,
  width: number,
  { row, from, to, isStacked }: ShiftsLayout,
  x: (value: number) => number,
  { name, shift, interval, words, isShifted }: ShiftRow,
  theme: Theme,
): void {
  const y = isStacked ? top + 0.72 * row : top + 0.5 * row;
  const colour =
    !isShifted || shift === null ? theme.muted : shift > 0 ? theme.classes.resistant : theme.classes.sensitive;
  const lettering = { colour: isShifted ? theme.ink : theme.muted, size: 11, weight: isShifted ? 600 : 400 };
  if (isStacked) {
    pen.text(from, top + 0.3 * row, shortened(name, width - 110), { colour: theme.ink, size: 11.5 });
    pen.text(to, top + 0.3 * row, words, { ...lettering, anchor: "end" });
  } else {
    pen.text(from - 10, y, shortened(name, from - 14), { colour: theme.ink, size: 11.5, anchor: "end" });
    pen.text(to + 10, y, words, lettering);
  }
  if (interval !== null) pen.line(x(interval.low), y, x(interval.high), y, { colour, width: 2 });
  if (shift !== null) pen.dots([x(shift), y], isShifted ? 5 : 4, colour);
}

/** Mean widths of letters, in pixels: many programmes are named in capitals. */
const CAPITAL = 7.8;
const SMALL = 5.9;

/** A name cut to what fits into a width; an ellipsis for the rest. */
export function shortened(name: string, width: number): string {
  let taken = 0;
  for (let at = 0; at < name.length; at++) {
    taken += /[A-Z_]/.test(name[at]) ? CAPITAL : SMALL;
    if (taken > width) return `${name.slice(0, Math.max(4, at - 1))}…`;
  }
  return name;
}
