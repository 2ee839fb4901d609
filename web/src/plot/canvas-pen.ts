/** Draws on a canvas. */
import { FONT, type Lettering, type Pen, type Stroke } from "../../../worker/results/figure/pen.ts";

/** Dots smaller than this are squares: no eye sees the corners, and they are drawn several times as fast. */
const SQUARE_BELOW = 2.2;

/** A pen on a canvas context whose unit is the CSS pixel. */
export function canvasPen(context: CanvasRenderingContext2D): Pen {
  const stroke = ({ colour, width, dash = [] }: Stroke) => {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash([...dash]);
    context.stroke();
  };
  return {
    rect(x, y, width, height, fill, opacity = 1) {
      context.globalAlpha = opacity;
      context.fillStyle = fill;
      context.fillRect(x, y, width, height);
      context.globalAlpha = 1;
    },
    line(x1, y1, x2, y2, style) {
      context.beginPath();
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
      stroke(style);
    },
    dots(xy, radius, fill, opacity = 1) {
      context.globalAlpha = opacity;
      context.fillStyle = fill;
      if (radius < SQUARE_BELOW) {
        const side = 2 * radius;
        for (let i = 0; i < xy.length; i += 2) context.fillRect(xy[i] - radius, xy[i + 1] - radius, side, side);
      } else {
        context.beginPath();
        for (let i = 0; i < xy.length; i += 2) {
          context.moveTo(xy[i] + radius, xy[i + 1]);
          context.arc(xy[i], xy[i + 1], radius, 0, 2 * Math.PI);
        }
        context.fill();
      }
      context.globalAlpha = 1;
    },
    ring(x, y, radius, style) {
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      stroke(style);
    },
    text: (x, y, words, lettering) => write(context, x, y, words, lettering),
    cells(x, y, width, height, { columns, rows, rgba }) {
      const picture = new OffscreenCanvas(columns, rows);
      picture.getContext("2d")?.putImageData(new ImageData(rgba, columns, rows), 0, 0);
      context.imageSmoothingEnabled = columns > 2 * width;
      context.drawImage(picture, x, y, width, height);
    },
    clip(x, y, width, height, draw) {
      context.save();
      context.beginPath();
      context.rect(x, y, width, height);
      context.clip();
      draw();
      context.restore();
    },
  };
}

function write(context: CanvasRenderingContext2D, x: number, y: number, words: string, lettering: Lettering): void {
  const { colour, size, weight = 400, anchor = "start", upwards = false } = lettering;
  context.save();
  context.translate(x, y);
  if (upwards) context.rotate(-Math.PI / 2);
  context.fillStyle = colour;
  context.font = `${weight} ${size}px ${FONT}`;
  context.textAlign = anchor === "middle" ? "center" : anchor;
  context.textBaseline = "middle";
  context.fillText(words, 0, 0);
  context.restore();
}
