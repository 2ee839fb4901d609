/** Figures as files. They are drawn on white whatever the screen shows, for paper. */
import type { Pen } from "../../../worker/results/figure/pen.ts";
import { svgOf } from "../../../worker/results/figure/svg-pen.ts";
import { LIGHT, type Theme } from "../../../worker/results/figure/theme.ts";
import { call } from "../engine/client.ts";
import { canvasPen } from "../plot/canvas-pen.ts";
import { save } from "./save.ts";

type Draw = (pen: Pen, width: number, height: number, theme: Theme) => void;

/** Pixels of a PNG for each pixel of the screen: enough for print at the usual figure widths. */
const PNG_SCALE = 3;

function svgText(title: string, width: number, height: number, draw: Draw): string {
  const frame = { width, height, title, background: LIGHT.paper };
  return svgOf(frame, (pen) => draw(pen, width, height, LIGHT), cellsUrl);
}

export function saveSvg(name: string, title: string, width: number, height: number, draw: Draw): void {
  save(new Blob([svgText(title, width, height, draw)], { type: "image/svg+xml" }), `${name}.svg`);
}

export async function savePng(name: string, width: number, height: number, draw: Draw): Promise<void> {
  const canvas = new OffscreenCanvas(width * PNG_SCALE, height * PNG_SCALE);
  const context = canvas.getContext("2d") as unknown as CanvasRenderingContext2D;
  context.scale(PNG_SCALE, PNG_SCALE);
  const pen = canvasPen(context);
  pen.rect(0, 0, width, height, LIGHT.paper);
  draw(pen, width, height, LIGHT);
  save(await call("png", [canvas.transferToImageBitmap()]), `${name}.png`);
}

/** Cells as a PNG in a URL. */
function cellsUrl(columns: number, rows: number, rgba: Uint8ClampedArray<ArrayBuffer>): string {
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = rows;
  canvas.getContext("2d")?.putImageData(new ImageData(rgba, columns, rows), 0, 0);
  return canvas.toDataURL("image/png");
}
