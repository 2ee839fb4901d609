/** The plane: radiation across, chemotherapy upwards, every sample a dot, the class regions behind them. */
import type { Pen } from "./pen.ts";
import { linear, type Scale, ticks, tickText } from "./scale.ts";
import type { Theme } from "./theme.ts";

/** One direction of the plane. */
export interface PlaneAxis {
  readonly title: string;
  /** One a sample; NaN where a sample has no place. */
  readonly values: Float64Array;
  /** Sensitive at or below the first, resistant at or above the second; null where they differ between samples. */
  readonly cuts: readonly [sensitive: number, resistant: number] | null;
}

export interface PlaneAxes {
  readonly x: PlaneAxis;
  readonly y: PlaneAxis;
}

export interface PlaneDots extends PlaneAxes {
  /** Colour of each sample: an index into `colours`. */
  readonly code: Uint8Array;
  readonly colours: readonly string[];
  /** 1 for each selected sample; null if none is singled out. */
  readonly selected: Uint8Array | null;
  readonly focused: number | null;
}

/** Numbers of samples by cell, row by row from the least of both axes. */
export interface Density {
  readonly columns: number;
  readonly rows: number;
  readonly counts: readonly number[];
}

/** The part of the plane that is seen. */
export interface PlaneWindow {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

export interface PlaneLayout {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: Scale;
  readonly y: Scale;
}

const MARGIN = { left: 58, right: 26, top: 30, bottom: 46 };
const BAND_NAMES = ["sensitive", "intermediate", "resistant"] as const;

/** The longest name of a band needs so much room. */
const NAME_PIXELS = 64;

/** Where the plane lies in a figure of `width` x `height` pixels, and its axes for the values of `window`. */
export function layOutPlane(width: number, height: number, window: PlaneWindow): PlaneLayout {
  const { left, top } = MARGIN;
  const inner = { left, top, width: width - left - MARGIN.right, height: height - top - MARGIN.bottom };
  return {
    ...inner,
    x: linear(...window.x, left, left + inner.width),
    y: linear(...window.y, top + inner.height, top),
  };
}

/** Draws the plane with a dot a sample. */
export function drawPlane(pen: Pen, layout: PlaneLayout, dots: PlaneDots, theme: Theme): void {
  inPlane(pen, layout, dots, theme, () => drawDots(pen, layout, dots, theme));
}

/** Draws the plane with the number of samples in each cell of a grid over its window. */
export function drawDensity(pen: Pen, layout: PlaneLayout, axes: PlaneAxes, density: Density, theme: Theme): void {
  const { columns, rows, counts } = density;
  const [width, height] = [layout.width / columns, layout.height / rows];
  // Steps of a factor of two: a crowd may hold a thousand times what its edge does.
  const most = bitLength(Math.max(...counts));
  inPlane(pen, layout, axes, theme, () => {
    for (const [cell, count] of counts.entries()) {
      if (count === 0) continue;
      const x = layout.left + (cell % columns) * width;
      const y = layout.top + layout.height - (Math.floor(cell / columns) + 1) * height;
      pen.rect(x, y, width, height, theme.ink, Math.round((80 * bitLength(count)) / most) / 100);
    }
  });
}

const bitLength = (count: number) => 32 - Math.clz32(count);

/** Counts samples in the cells of a grid of `columns` x `rows` over a window; those outside or without a place are left out. */
export function densityOf({ x, y }: PlaneAxes, window: PlaneWindow, columns: number, rows: number): Density {
  const across = linear(...window.x, 0, columns);
  const up = linear(...window.y, 0, rows);
  const counts = Array.from({ length: columns * rows }, () => 0);
  for (let sample = 0; sample < x.values.length; sample++) {
    const column = Math.floor(across(x.values[sample]));
    const row = Math.floor(up(y.values[sample]));
    if (column >= 0 && column < columns && row >= 0 && row < rows) counts[row * columns + column] += 1;
  }
  return { columns, rows, counts };
}

function inPlane(pen: Pen, layout: PlaneLayout, axes: PlaneAxes, theme: Theme, draw: () => void): void {
  const { left, top, width, height } = layout;
  pen.clip(left, top, width, height, () => {
    drawRegions(pen, layout, axes, theme);
    draw();
  });
  drawFrame(pen, layout, axes, theme);
}

/** Dots shrink as they grow many, so that a crowd does not become a blot. */
export function dotRadius(samples: number): number {
  if (samples <= 400) return 4;
  return samples <= 4_000 ? 2.8 : samples <= 20_000 ? 1.8 : 1.1;
}

function drawRegions(pen: Pen, layout: PlaneLayout, { x, y }: PlaneAxes, theme: Theme): void {
  const { left, top, width, height } = layout;
  const dash = { colour: theme.line, width: 1, dash: [4, 4] };
  if (x.cuts !== null) {
    const [sensitive, resistant] = x.cuts.map(layout.x);
    pen.rect(left, top, sensitive - left, height, theme.sensitiveTint);
    pen.rect(resistant, top, left + width - resistant, height, theme.resistantTint);
    for (const at of [sensitive, resistant]) pen.line(at, top, at, top + height, dash);
  }
  if (y.cuts !== null) {
    const [sensitive, resistant] = y.cuts.map(layout.y);
    pen.rect(left, sensitive, width, top + height - sensitive, theme.sensitiveTint);
    pen.rect(left, top, width, resistant - top, theme.resistantTint);
    for (const at of [sensitive, resistant]) pen.line(left, at, left + width, at, dash);
  }
}

function drawDots(pen: Pen, layout: PlaneLayout, dots: PlaneDots, theme: Theme): void {
  const { x, y, code, colours, selected, focused } = dots;
  const count = x.values.length;
  const radius = dotRadius(count);
  const opacity = count > 4_000 ? 0.6 : 0.85;
  const xy: number[][] = colours.map(() => []);
  const dimmed: number[] = [];
  for (let sample = 0; sample < count; sample++) {
    const across = layout.x(x.values[sample]);
    const up = layout.y(y.values[sample]);
    if (!(across >= layout.left - radius && across <= layout.left + layout.width + radius)) continue;
    if (!(up >= layout.top - radius && up <= layout.top + layout.height + radius)) continue;
    (selected === null || selected[sample] === 1 ? xy[code[sample]] : dimmed).push(across, up);
  }
  pen.dots(dimmed, radius, theme.muted, 0.18);
  for (const [index, colour] of colours.entries()) pen.dots(xy[index], radius, colour, opacity);
  if (focused === null || Number.isNaN(x.values[focused]) || Number.isNaN(y.values[focused])) return;
  const at = [layout.x(x.values[focused]), layout.y(y.values[focused])] as const;
  pen.dots(at, Math.max(radius, 3.5), colours[code[focused]]);
  pen.ring(...at, 7.5, { colour: theme.ink, width: 2 });
}

function drawFrame(pen: Pen, layout: PlaneLayout, { x, y }: PlaneAxes, theme: Theme): void {
  const { left, top, width, height } = layout;
  const label = { colour: theme.muted, size: 11 };
  const across = Math.max(5, Math.round(width / 110));
  const upwards = Math.max(3, Math.round(height / 80));
  const edge = { colour: theme.line, width: 1 };
  pen.line(left, top + height, left + width, top + height, edge);
  pen.line(left, top, left, top + height, edge);
  for (const value of ticks(layout.x.from, layout.x.to, across)) {
    const words = tickText(value, layout.x.from, layout.x.to, across);
    pen.text(layout.x(value), top + height + 14, words, { ...label, anchor: "middle" });
  }
  for (const value of ticks(layout.y.from, layout.y.to, upwards)) {
    const words = tickText(value, layout.y.from, layout.y.to, upwards);
    pen.text(left - 8, layout.y(value), words, { ...label, anchor: "end" });
  }
  const title = { colour: theme.ink, size: 12, weight: 500, anchor: "middle" } as const;
  pen.text(left + width / 2, top + height + 34, x.title, title);
  pen.text(14, top + height / 2, y.title, { ...title, upwards: true });
  if (x.cuts !== null)
    nameBands(layout.x, x.cuts, left, left + width, (at, name) => {
      pen.text(at, top - 12, name, { ...label, anchor: "middle" });
    });
  if (y.cuts !== null)
    nameBands(layout.y, y.cuts, top + height, top, (at, name) => {
      pen.text(left + width + 12, at, name, { ...label, anchor: "middle", upwards: true });
    });
}

/** Calls `name` with the middle of each band that is wide enough for its name. */
function nameBands(
  scale: Scale,
  cuts: readonly [number, number],
  start: number,
  end: number,
  name: (at: number, name: string) => void,
): void {
  const inside = (pixel: number) => Math.min(Math.max(pixel, Math.min(start, end)), Math.max(start, end));
  const edges = [start, inside(scale(cuts[0])), inside(scale(cuts[1])), end];
  for (const [band, words] of BAND_NAMES.entries()) {
    if (Math.abs(edges[band + 1] - edges[band]) >= NAME_PIXELS) name((edges[band] + edges[band + 1]) / 2, words);
  }
}

/** The sample nearest to a point within `reach` pixels, or null. */
export function nearestSample(
  layout: PlaneLayout,
  { x, y }: PlaneAxes,
  across: number,
  up: number,
  reach: number,
): number | null {
  let nearest: number | null = null;
  let least = reach * reach;
  for (let sample = 0; sample < x.values.length; sample++) {
    const dx = layout.x(x.values[sample]) - across;
    const dy = layout.y(y.values[sample]) - up;
    const squared = dx * dx + dy * dy;
    if (squared > least || Number.isNaN(squared)) continue;
    least = squared;
    nearest = sample;
  }
  return nearest;
}

/** The samples within a rectangle of pixels: 1 for each of them. */
export function samplesWithin(
  layout: PlaneLayout,
  { x, y }: PlaneAxes,
  [left, right]: readonly [number, number],
  [top, bottom]: readonly [number, number],
): Uint8Array {
  return Uint8Array.from(x.values, (value, sample) => {
    const across = layout.x(value);
    const up = layout.y(y.values[sample]);
    return across >= left && across <= right && up >= top && up <= bottom ? 1 : 0;
  });
}
