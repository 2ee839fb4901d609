/** Lines in small panels side by side: a panel a programme, a line a subject. */
import type { Pen } from "../../../worker/results/figure/pen.ts";
import { extent, linear, ticks, tickText } from "../../../worker/results/figure/scale.ts";
import type { Theme } from "../../../worker/results/figure/theme.ts";
import type { LegendGroup } from "./legend.ts";
import { shortened } from "./shifts.ts";

export interface Panel {
  readonly title: string;
  /** Points of each line: across and upwards by turns. */
  readonly lines: readonly (readonly number[])[];
}

export interface PanelAxis {
  /** Places with a name; null for round numbers. */
  readonly names: readonly (readonly [at: number, name: string])[] | null;
  readonly title: string;
}

const HEIGHT = 170;
const LEAST_WIDTH = 165;
const MARGIN = { left: 42, right: 14, top: 28, bottom: 38 };

export function panelsHeight(width: number, panels: number): number {
  return HEIGHT * Math.ceil(panels / columnsIn(width, panels));
}

export function drawPanels(pen: Pen, width: number, panels: readonly Panel[], axis: PanelAxis, theme: Theme): void {
  const columns = columnsIn(width, panels.length);
  for (const [at, panel] of panels.entries()) {
    const left = ((at % columns) * width) / columns;
    drawPanel(pen, left, HEIGHT * Math.floor(at / columns), width / columns, panel, axis, theme);
  }
}

const columnsIn = (width: number, panels: number) => Math.max(1, Math.min(panels, 4, Math.floor(width / LEAST_WIDTH)));

function drawPanel(
  pen: Pen,
  left: number,
  top: number,
  width: number,
  { title, lines }: Panel,
  axis: PanelAxis,
  theme: Theme,
): void {
  const bottom = top + HEIGHT - MARGIN.bottom;
  const every = (offset: number) => lines.flatMap((line) => line.filter((_, at) => at % 2 === offset));
  const across = extent(every(0), axis.names === null ? 0.05 : 0.25);
  const upwards = extent(every(1), 0.08);
  const x = linear(...across, left + MARGIN.left, left + width - MARGIN.right);
  const y = linear(...upwards, bottom, top + MARGIN.top);
  const label = { colour: theme.muted, size: 10.5 };
  pen.text(left + 8, top + 12, shortened(title, width - 12), { colour: theme.ink, size: 11.5, weight: 600 });
  pen.line(left + MARGIN.left, bottom, left + width - MARGIN.right, bottom, { colour: theme.line, width: 1 });
  for (const value of ticks(...upwards, 4)) {
    pen.line(left + MARGIN.left, y(value), left + width - MARGIN.right, y(value), { colour: theme.line, width: 0.5 });
    pen.text(left + MARGIN.left - 6, y(value), tickText(value, ...upwards, 4), { ...label, anchor: "end" });
  }
  const places = axis.names ?? ticks(...across, 4).map((value) => [value, tickText(value, ...across, 4)] as const);
  for (const [value, name] of places) pen.text(x(value), bottom + 12, name, { ...label, anchor: "middle" });
  pen.text(left + (MARGIN.left + width) / 2, bottom + 27, axis.title, { ...label, anchor: "middle" });
  for (const line of lines)
    drawLine(
      pen,
      line.map((value, at) => (at % 2 === 0 ? x(value) : y(value))),
      theme,
    );
}

/** What the colours of the lines mean. */
export function panelsLegend(theme: Theme): LegendGroup {
  return {
    title: "",
    entries: [
      { name: "rises", colour: theme.classes.resistant },
      { name: "does not rise", colour: theme.classes.sensitive },
    ],
  };
}

function drawLine(pen: Pen, points: readonly number[], theme: Theme): void {
  const rises = points[points.length - 1] < points[1];
  const colour = rises ? theme.classes.resistant : theme.classes.sensitive;
  for (let at = 2; at < points.length; at += 2) {
    pen.line(points[at - 2], points[at - 1], points[at], points[at + 1], { colour, width: 1.4 });
  }
  pen.dots(points, 2.6, colour);
}
