/** What the colours of a figure mean: on the page beside it, in a file that is taken away below it. */
import type { Pen } from "../../../worker/results/figure/pen.ts";
import type { Theme } from "../../../worker/results/figure/theme.ts";

/** Colours that belong together, such as the levels of a label. */
export interface LegendGroup {
  /** Empty where the figure says it. */
  readonly title: string;
  readonly entries: readonly { readonly name: string; readonly colour: string }[];
}

const LINE = 20;
const EDGE = 12;
const GAP = 16;
const DOT = 4.5;
/** Mean width of a letter, in pixels. */
const LETTER = 6.4;

/** Pixels that the legend takes below a figure of this width. */
export function legendHeight(width: number, groups: readonly LegendGroup[]): number {
  const lines = linesOf(width, groups);
  return lines === 0 ? 0 : lines * LINE + EDGE;
}

/** Draws the legend from `top` downwards. */
export function drawLegend(pen: Pen, top: number, width: number, groups: readonly LegendGroup[], theme: Theme): void {
  place(width, groups, (x, line, words, colour) => {
    const y = top + (line + 0.5) * LINE;
    if (colour !== null) pen.dots([x + DOT, y], DOT, colour);
    const left = colour === null ? x : x + 2 * DOT + 6;
    pen.text(left, y, words, { colour: colour === null ? theme.muted : theme.ink, size: 11.5 });
  });
}

const linesOf = (width: number, groups: readonly LegendGroup[]) => place(width, groups, () => undefined);

/** Sets groups one below the other, each in as many lines as it needs. @returns number of lines */
function place(
  width: number,
  groups: readonly LegendGroup[],
  put: (x: number, line: number, words: string, colour: string | null) => void,
): number {
  let line = 0;
  for (const { title, entries } of groups) {
    let x = EDGE;
    const add = (words: string, colour: string | null) => {
      const needed = words.length * LETTER + (colour === null ? 0 : 2 * DOT + 6);
      if (x > EDGE && x + needed > width - EDGE) {
        line += 1;
        x = EDGE;
      }
      put(x, line, words, colour);
      x += needed + GAP;
    };
    if (title !== "") add(title, null);
    for (const { name, colour } of entries) add(name, colour);
    line += 1;
  }
  return line;
}
