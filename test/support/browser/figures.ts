/** The figures of the page as files: downloaded, opened, and looked at. */
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { download } from "../../browser/support.ts";

/** What an SVG draws. */
export interface Drawing {
  readonly name: string;
  /** Read out by screen readers. */
  readonly title: string;
  readonly texts: readonly string[];
  /** Number of elements by their name. */
  readonly marks: Readonly<Record<string, number>>;
}

/** Pixels of a PNG for each of the screen's. */
const SCALE = 3;
/** Most that the two may differ in brightness, of 255, on the mean of all squares: the typeface of the page is not in the SVG. */
const MOST_DIFFERENCE = 10;

const box = { width: 0, height: 0 };

/** Takes a figure away as SVG and PNG and holds them to each other. @returns what the SVG draws */
export async function takeFigure(page: Page, figure: Locator): Promise<Drawing> {
  const svg = await download(page, () => figure.getByRole("button", { name: "SVG" }).click());
  const png = await download(page, () => figure.getByRole("button", { name: "PNG" }).click());
  expect([svg.name, png.name].map((name) => name.split(".").pop())).toEqual(["svg", "png"]);
  expect(svg.name.replace(/svg$/, "png")).toBe(png.name);
  // PNG specification (third edition), 5.2 and 11.2.1: signature, then IHDR with width and height.
  expect(png.bytes.subarray(0, 8).toString("hex")).toBe("89504e470d0a1a0a");
  expect(png.bytes.subarray(12, 16).toString()).toBe("IHDR");
  const text = svg.bytes.toString();
  const { fault, size, ...drawing } = await page.evaluate(readSvg, text);
  expect(fault).toBe("");
  const wanted = { width: SCALE * size.width, height: SCALE * size.height };
  expect({ width: png.bytes.readUInt32BE(16), height: png.bytes.readUInt32BE(20) }).toEqual(wanted);
  const seen = await page.evaluate(look, [text, png.bytes.toString("base64")] as const);
  expect(seen.decoded).toEqual(wanted);
  expect(seen.colours).toBeGreaterThan(3);
  // Neither is blank, and both are the same drawing.
  for (const share of seen.drawn) expect(share).toBeGreaterThan(0.01);
  expect(seen.difference).toBeLessThan(MOST_DIFFERENCE);
  return { name: svg.name, ...drawing };
}

/** Runs in the page. */
function readSvg(text: string) {
  const { documentElement: root } = new DOMParser().parseFromString(text, "image/svg+xml");
  const marks: Record<string, number> = {};
  for (const { localName } of root.querySelectorAll("*")) marks[localName] = (marks[localName] ?? 0) + 1;
  return {
    fault: root.localName === "svg" ? "" : (root.textContent ?? "no SVG"),
    size: {
      width: Number(root.getAttribute("width")),
      height: Number(root.getAttribute("height")),
    } satisfies typeof box,
    title: root.querySelector("title")?.textContent ?? "",
    texts: [...root.querySelectorAll("text")].map(({ textContent }) => textContent ?? ""),
    marks,
  };
}

/** Runs in the page: both pictures in squares of twelve pixels of the PNG. */
async function look([svg, base64]: readonly [svg: string, png: string]) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  await image.decode();
  const pixels = (picture: CanvasImageSource, share: number) => {
    const [width, height] = [Math.round(bitmap.width / share), Math.round(bitmap.height / share)];
    const context = new OffscreenCanvas(width, height).getContext("2d");
    if (context === null) throw new Error("no canvas");
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, 0, 0, width, height);
    return context.getImageData(0, 0, width, height).data;
  };
  const [drawn, taken] = [pixels(image, 12), pixels(bitmap, 12)];
  let sum = 0;
  for (let at = 0; at < drawn.length; at++) sum += Math.abs(drawn[at] - taken[at]);
  const whole = new Uint32Array(pixels(bitmap, 1).buffer);
  const marked = (data: Uint8ClampedArray) => data.filter((value, at) => at % 4 === 1 && value < 250).length;
  return {
    decoded: { width: bitmap.width, height: bitmap.height },
    colours: new Set(whole).size,
    drawn: [drawn, taken].map((data) => marked(data) / (data.length / 4)),
    difference: sum / (0.75 * drawn.length),
  };
}
