/** The heatmap: a row a score, a column a sample, colour the percentile; strips of classes and labels above. */
import type { Pen } from "../../../worker/results/figure/pen.ts";
import { shade, type Theme } from "../../../worker/results/figure/theme.ts";

export interface HeatmapRow {
  readonly name: string;
  /** One a sample in the order of the matrix, 0 to 1; NaN where there is none. */
  readonly percentiles: Float64Array;
}

/** A strip above the map: one colour a sample. */
export interface HeatmapStrip {
  readonly name: string;
  readonly code: Uint8Array;
  readonly colours: readonly string[];
}

export interface Heatmap {
  readonly rows: readonly HeatmapRow[];
  readonly strips: readonly HeatmapStrip[];
  /** Sample at each column. */
  readonly order: Uint32Array;
  readonly selected: Uint8Array | null;
  readonly focused: number | null;
}

export interface HeatmapLayout {
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly strips: number;
  readonly map: number;
}

const STRIP = 12;
const ROW = 22;
const TOP = 8;
const GAP = 4;
const BOTTOM = 14;
/** Mean width of a letter of the names, in pixels. */
export const LETTER = 6.2;

/** @param names pixels for the names on the left */
export function layOutHeatmap(width: number, { rows, strips }: Heatmap, names: number): HeatmapLayout {
  const map = TOP + strips.length * (STRIP + 2) + (strips.length > 0 ? GAP : 0);
  return { left: names, width: width - names - 8, strips: TOP, map, height: map + rows.length * ROW + BOTTOM };
}

export function drawHeatmap(pen: Pen, layout: HeatmapLayout, heatmap: Heatmap, theme: Theme): void {
  const { rows, strips, order, selected, focused } = heatmap;
  const { left, width } = layout;
  const dimmed = (sample: number) => selected !== null && selected[sample] !== 1;
  for (const [index, strip] of strips.entries()) {
    const y = layout.strips + index * (STRIP + 2);
    const colours = strip.colours.map(rgbOf);
    const rgba = paint(order, 1, (sample) => ({ rgb: colours[strip.code[sample]], alpha: dimmed(sample) ? 60 : 255 }));
    pen.cells(left, y, width, STRIP, { columns: order.length, rows: 1, rgba });
    pen.text(left - 8, y + STRIP / 2, strip.name, { colour: theme.muted, size: 11, anchor: "end" });
  }
  const rgba = paint(order, rows.length, (sample, row) => ({
    rgb: shade(theme, rows[row].percentiles[sample]),
    alpha: dimmed(sample) ? 60 : 255,
  }));
  pen.cells(left, layout.map, width, rows.length * ROW, { columns: order.length, rows: rows.length, rgba });
  for (const [index, { name }] of rows.entries()) {
    const y = layout.map + (index + 0.5) * ROW;
    pen.text(left - 8, y, shortened(name, left - 8), { colour: theme.ink, size: 11.5, anchor: "end" });
    if (index > 0) pen.line(left, y - ROW / 2, left + width, y - ROW / 2, { colour: theme.paper, width: 1 });
  }
  if (focused === null) return;
  const column = order.indexOf(focused);
  const at = left + ((column + 0.5) / order.length) * width;
  pen.line(at, layout.strips - 4, at, layout.height - BOTTOM + 4, { colour: theme.ink, width: 1.5 });
}

/** A name cut to what fits into a width; an ellipsis for the rest. */
function shortened(name: string, width: number): string {
  const most = Math.max(4, Math.floor(width / LETTER));
  return name.length <= most ? name : `${name.slice(0, most - 1)}…`;
}

/** The column under a pixel, or -1. */
export function columnAt({ left, width }: HeatmapLayout, samples: number, pixel: number): number {
  const share = (pixel - left) / width;
  return share < 0 || share >= 1 ? -1 : Math.floor(share * samples);
}

function paint(
  order: Uint32Array,
  rows: number,
  cell: (sample: number, row: number) => { rgb: readonly [number, number, number]; alpha: number },
): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(4 * order.length * rows);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (const sample of order) {
      const { rgb, alpha } = cell(sample, row);
      rgba[at++] = rgb[0];
      rgba[at++] = rgb[1];
      rgba[at++] = rgb[2];
      rgba[at++] = alpha;
    }
  }
  return rgba;
}

function rgbOf(colour: string): readonly [number, number, number] {
  const number = Number.parseInt(colour.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}
