/** Figures as files. They are drawn on white whatever the screen shows, for paper. */
import type { Pen } from "../../../worker/results/figure/pen.ts";
import { svgOf } from "../../../worker/results/figure/svg-pen.ts";
import { LIGHT, type Theme } from "../../../worker/results/figure/theme.ts";
import { call } from "../engine/client.ts";
import { canvasPen } from "../plot/canvas-pen.ts";
import { drawLegend, type LegendGroup, legendHeight } from "../plot/legend.ts";
import { save } from "./save.ts";

export type Draw = (pen: Pen, width: number, height: number, theme: Theme) => void;

/** A figure as it stands on the page, and what its colours mean. */
export interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly draw: Draw;
  readonly legend: readonly LegendGroup[];
}

/** Pixels of a PNG for each pixel of the screen: enough for print at the usual figure widths. */
const PNG_SCALE = 3;

export function saveSvg(name: string, title: string, drawn: Drawn): void {
  const frame = { width: drawn.width, height: wholeHeight(drawn), title, background: LIGHT.paper };
  const text = svgOf(frame, (pen) => drawWhole(pen, drawn), cellsUrl);
  save(new Blob([text], { type: "image/svg+xml" }), `${name}.svg`);
}

export async function savePng(name: string, drawn: Drawn): Promise<void> {
  const [width, height] = [drawn.width, wholeHeight(drawn)];
  const canvas = new OffscreenCanvas(width * PNG_SCALE, height * PNG_SCALE);
  const context = canvas.getContext("2d") as unknown as CanvasRenderingContext2D;
  context.scale(PNG_SCALE, PNG_SCALE);
  const pen = canvasPen(context);
  pen.rect(0, 0, width, height, LIGHT.paper);
  drawWhole(pen, drawn);
  save(await call("png", [canvas.transferToImageBitmap()]), `${name}.png`);
}

const wholeHeight = ({ width, height, legend }: Drawn) => height + legendHeight(width, legend);

function drawWhole(pen: Pen, { width, height, draw, legend }: Drawn): void {
  draw(pen, width, height, LIGHT);
  drawLegend(pen, height, width, legend, LIGHT);
}

/** Cells as a PNG in a URL. */
function cellsUrl(columns: number, rows: number, rgba: Uint8ClampedArray<ArrayBuffer>): string {
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = rows;
  canvas.getContext("2d")?.putImageData(new ImageData(rgba, columns, rows), 0, 0);
  return canvas.toDataURL("image/png");
}
