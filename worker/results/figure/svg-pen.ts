/** Draws as the text of an SVG. */
import { FONT, type Pen, type Stroke } from "./pen.ts";

/** Hundredths of a pixel are finer than any screen or printer. */
const round = (length: number) => String(Math.round(length * 100) / 100);

export interface SvgFrame {
  readonly width: number;
  readonly height: number;
  /** Read out by screen readers. */
  readonly title: string;
  readonly background: string;
  /** Tells its clip paths from those of other figures in one document. */
  readonly id?: string;
}

/**
 * Draws a figure as an SVG document.
 *
 * @param picture an image of cells as a URL, where figures with {@link Pen.cells} are drawn
 */
export function svgOf(
  { width, height, title, background, id = "clip" }: SvgFrame,
  draw: (pen: Pen) => void,
  picture: (columns: number, rows: number, rgba: Uint8ClampedArray<ArrayBuffer>) => string = () => "",
): string {
  const parts: string[] = [];
  let clips = 0;
  const strokeOf = ({ colour, width: thick, dash = [] }: Stroke) =>
    `stroke="${colour}" stroke-width="${thick}"${dash.length > 0 ? ` stroke-dasharray="${dash.join(" ")}"` : ""}`;
  const pen: Pen = {
    rect(x, y, w, h, fill, opacity = 1) {
      const look = `fill="${fill}"${opacity === 1 ? "" : ` fill-opacity="${opacity}"`}`;
      parts.push(`<rect x="${round(x)}" y="${round(y)}" width="${round(w)}" height="${round(h)}" ${look}/>`);
    },
    line(x1, y1, x2, y2, stroke) {
      const ends = `x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}"`;
      parts.push(`<line ${ends} ${strokeOf(stroke)}/>`);
    },
    dots(xy, radius, fill, opacity = 1) {
      parts.push(`<g fill="${fill}" fill-opacity="${opacity}">`);
      for (let i = 0; i < xy.length; i += 2) {
        parts.push(`<circle cx="${round(xy[i])}" cy="${round(xy[i + 1])}" r="${round(radius)}"/>`);
      }
      parts.push("</g>");
    },
    ring(x, y, radius, stroke) {
      parts.push(`<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" fill="none" ${strokeOf(stroke)}/>`);
    },
    text(x, y, words, { colour, size, weight = 400, anchor = "start", upwards = false }) {
      const turn = upwards ? ` transform="rotate(-90 ${round(x)} ${round(y)})"` : "";
      const look = `fill="${colour}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}"`;
      // Not dominant-baseline: word processors and Illustrator ignore it.
      const lines = `x="${round(x)}" y="${round(y)}" dy="0.35em"`;
      parts.push(`<text ${lines} ${look}${turn}>${escapeXml(words)}</text>`);
    },
    cells(x, y, w, h, { columns, rows, rgba }) {
      const box = `x="${round(x)}" y="${round(y)}" width="${round(w)}" height="${round(h)}"`;
      const href = picture(columns, rows, rgba);
      parts.push(`<image ${box} preserveAspectRatio="none" image-rendering="pixelated" href="${href}"/>`);
    },
    clip(x, y, w, h, inner) {
      const clip = `${id}${clips++}`;
      const box = `x="${round(x)}" y="${round(y)}" width="${round(w)}" height="${round(h)}"`;
      parts.push(`<clipPath id="${clip}"><rect ${box}/></clipPath><g clip-path="url(#${clip})">`);
      inner();
      parts.push("</g>");
    },
  };
  draw(pen);
  const name = escapeXml(title);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `role="img" aria-label="${name}" font-family="${FONT.replaceAll('"', "'")}"><title>${name}</title>` +
    `<rect width="100%" height="100%" fill="${background}"/>${parts.join("")}</svg>\n`
  );
}

/** Text as character data or attribute of XML and HTML. */
export function escapeXml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}
