/**
 * What a figure is drawn with: a canvas on the screen and in a PNG, text in an SVG. A figure is drawn by one function for
 * all of them, so that what is taken away is what was seen.
 */
export interface Stroke {
  readonly colour: string;
  readonly width: number;
  /** Lengths of dashes and gaps. */
  readonly dash?: readonly number[];
}

export interface Lettering {
  readonly colour: string;
  /** Pixels. */
  readonly size: number;
  readonly weight?: number;
  /** Which point of the text stands at x; "start" where absent. */
  readonly anchor?: "start" | "middle" | "end";
  /** Turned by a quarter, reading upwards. */
  readonly upwards?: boolean;
}

/** Lengths in pixels, origin at the top left. */
export interface Pen {
  rect(x: number, y: number, width: number, height: number, fill: string, opacity?: number): void;
  line(x1: number, y1: number, x2: number, y2: number, stroke: Stroke): void;
  /** Dots of one colour and size; `xy` holds x and y by turns. */
  dots(xy: ArrayLike<number>, radius: number, fill: string, opacity?: number): void;
  ring(x: number, y: number, radius: number, stroke: Stroke): void;
  /** `y` is the middle of the letters. */
  text(x: number, y: number, words: string, lettering: Lettering): void;
  /** A picture of `columns x rows` cells stretched over a rectangle, `rgba` four bytes a cell, row by row. */
  cells(
    x: number,
    y: number,
    width: number,
    height: number,
    picture: { readonly columns: number; readonly rows: number; readonly rgba: Uint8ClampedArray<ArrayBuffer> },
  ): void;
  /** What `draw` draws is cut off outside the rectangle. */
  clip(x: number, y: number, width: number, height: number, draw: () => void): void;
}

export const FONT =
  '"Inter Variable", Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif';
