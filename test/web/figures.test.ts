import { expect, test } from "vitest";
import { binOf, binsOf } from "../../worker/results/figure/distribution.ts";
import { layOutPlane, nearestSample, samplesWithin } from "../../worker/results/figure/plane.ts";
import { linear, ticks, tickText } from "../../worker/results/figure/scale.ts";
import { svgOf } from "../../worker/results/figure/svg-pen.ts";
import { LIGHT, shade } from "../../worker/results/figure/theme.ts";

test("ticks are round numbers within the range", () => {
  expect(ticks(0.07, 0.93, 5)).toEqual([0.2, 0.4, 0.6, 0.8]);
  expect(ticks(-0.31, 0.02, 3)).toEqual([-0.2, 0]);
  expect(tickText(-0.2, -0.31, 0.02, 3)).toBe("\u22120.2");
});

test("a scale and its inverse undo each other, downwards too", () => {
  const scale = linear(-1, 3, 200, 0);
  expect(scale(1)).toBe(100);
  expect(scale.invert(scale(0.7))).toBeCloseTo(0.7, 12);
});

test("every score is in one bin, missing ones are counted apart", () => {
  const values = Float64Array.from([0, 0.1, 0.5, 1, Number.NaN]);
  const bins = binsOf(values, Uint8Array.from([1, 0, 0, 1, 1]));
  expect(bins.counts.reduce((sum, count) => sum + count, 0)).toBe(4);
  expect(bins.selected.reduce((sum, count) => sum + count, 0)).toBe(2);
  expect(bins.missing).toBe(1);
  expect(binOf(bins, 1)).toBe(bins.counts.length - 1);
});

test("the plane finds the sample at a point and those within a rectangle, never one without a place", () => {
  const x = { title: "", values: Float64Array.from([0, 1, Number.NaN]), cuts: null };
  const y = { title: "", values: Float64Array.from([0, 1, 0.5]), cuts: null };
  const layout = layOutPlane(400, 300, { x: [-0.5, 1.5], y: [-0.5, 1.5] });
  expect(nearestSample(layout, { x, y }, layout.x(1) + 3, layout.y(1), 10)).toBe(1);
  expect(nearestSample(layout, { x, y }, layout.x(0.5), layout.y(0.5), 10)).toBeNull();
  const upper = samplesWithin(layout, { x, y }, [0, 400], [0, layout.y(0.5)]);
  expect([...upper]).toEqual([0, 1, 0]);
});

test("an SVG keeps names that look like markup as text", () => {
  const write = (pen: Parameters<Parameters<typeof svgOf>[1]>[0]) =>
    pen.text(1, 2, "<S&1>", { colour: "#000000", size: 10 });
  const svg = svgOf({ width: 100, height: 50, title: 'A "title"', background: "#ffffff" }, write);
  expect(svg).toContain("&lt;S&amp;1&gt;");
  expect(svg).toContain("<title>A &quot;title&quot;</title>");
});

test("a heatmap's colours run from low to high, and a missing value has one of its own", () => {
  expect(shade(LIGHT, 0)).toEqual(LIGHT.ramp[0]);
  expect(shade(LIGHT, 0.5)).toEqual(LIGHT.ramp[1]);
  expect(shade(LIGHT, 1)).toEqual(LIGHT.ramp[2]);
  expect(shade(LIGHT, Number.NaN)).toEqual(LIGHT.missing);
});
