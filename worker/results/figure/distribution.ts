/** The distribution of one score: bars of samples, cut-offs, the focused sample, the selected ones in colour. */
import type { Pen } from "./pen.ts";
import { extent, linear, ticks, tickText } from "./scale.ts";
import type { Theme } from "./theme.ts";

export interface Distribution {
  readonly title: string;
  readonly values: Float64Array;
  readonly cuts: readonly { readonly value: number; readonly name: string; readonly colour: string }[];
  readonly selected: Uint8Array | null;
  readonly focused: number | null;
}

export interface Bins {
  readonly from: number;
  readonly to: number;
  readonly counts: Uint32Array;
  readonly selected: Uint32Array;
  /** Samples without a score. */
  readonly missing: number;
}

const MARGIN = { left: 12, right: 12, top: 34, bottom: 22 };

/** Bins by the square root of the number of samples, 12 to 60 of them. */
export function binsOf(values: Float64Array, selected: Uint8Array | null): Bins {
  const [from, to] = extent(values, 0.02);
  const count = Math.min(60, Math.max(12, Math.round(Math.sqrt(values.length) * 1.6)));
  const bins = { from, to, counts: new Uint32Array(count), selected: new Uint32Array(count), missing: 0 };
  for (let sample = 0; sample < values.length; sample++) {
    const bin = binOf(bins, values[sample]);
    if (bin < 0) {
      bins.missing += 1;
      continue;
    }
    bins.counts[bin] += 1;
    if (selected?.[sample] === 1) bins.selected[bin] += 1;
  }
  return bins;
}

/** The bin of a value, or -1 for NaN. */
export function binOf({ from, to, counts }: Pick<Bins, "from" | "to" | "counts">, value: number): number {
  if (Number.isNaN(value)) return -1;
  return Math.min(counts.length - 1, Math.max(0, Math.floor(((value - from) / (to - from)) * counts.length)));
}

/** The bin under a pixel of a figure of this width, or -1. */
export function binAt(bins: Bins, width: number, pixel: number): number {
  const share = (pixel - MARGIN.left) / (width - MARGIN.left - MARGIN.right);
  return share < 0 || share >= 1 ? -1 : Math.floor(share * bins.counts.length);
}

/** Draws the histogram of one score with its cut-offs, and where the selected samples stand. */
export function drawDistribution(
  pen: Pen,
  width: number,
  height: number,
  { title, values, cuts, selected, focused }: Distribution,
  bins: Bins,
  theme: Theme,
): void {
  const bottom = height - MARGIN.bottom;
  const x = linear(bins.from, bins.to, MARGIN.left, width - MARGIN.right);
  const y = linear(0, Math.max(1, ...bins.counts), bottom, MARGIN.top);
  const step = (width - MARGIN.left - MARGIN.right) / bins.counts.length;
  const barOf = (count: number, bin: number, fill: string) => {
    if (count > 0) pen.rect(MARGIN.left + bin * step + 0.5, y(count), Math.max(step - 1, 0.5), bottom - y(count), fill);
  };
  for (const [bin, count] of bins.counts.entries()) barOf(count, bin, selected === null ? theme.bar : theme.line);
  if (selected !== null) for (const [bin, count] of bins.selected.entries()) barOf(count, bin, theme.accent);
  pen.line(MARGIN.left, bottom, width - MARGIN.right, bottom, { colour: theme.line, width: 1 });
  for (const { value, colour } of cuts) {
    pen.line(x(value), MARGIN.top - 4, x(value), bottom, { colour, width: 1.5, dash: [4, 3] });
  }
  if (focused !== null && !Number.isNaN(values[focused])) {
    const at = x(values[focused]);
    pen.line(at, MARGIN.top - 4, at, bottom, { colour: theme.ink, width: 2 });
    pen.dots([at, MARGIN.top - 4], 3.5, theme.ink);
  }
  const wanted = Math.max(2, Math.round(width / 45));
  for (const value of ticks(bins.from, bins.to, wanted)) {
    const words = tickText(value, bins.from, bins.to, wanted);
    pen.text(x(value), height - 10, words, { colour: theme.muted, size: 10.5, anchor: "middle" });
  }
  pen.text(MARGIN.left, 12, title, { colour: theme.ink, size: 12, weight: 600 });
  if (bins.missing > 0) {
    const words = `${bins.missing} without a score`;
    pen.text(width - MARGIN.right, 12, words, { colour: theme.muted, size: 10.5, anchor: "end" });
  }
}
