import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { download, openExample, resultFile, useBrowser } from "./support.ts";

const openPage = useBrowser();
let page: Page;

beforeAll(async () => {
  page = await openPage();
  await openExample(page);
});

afterAll(() => page.close());

test("CSV and TSV have a line a sample and end in a line feed", async () => {
  for (const [format, delimiter] of [
    ["CSV", ","],
    ["TSV", "\t"],
  ]) {
    const lines = (await resultFile(page, format)).split("\n");
    expect(lines).toHaveLength(130);
    expect(lines[0].split(delimiter).slice(0, 4)).toEqual(["sample", "radiation", "chemo", "cross"]);
    expect(lines[129]).toBe("");
  }
});

test("JSON and NDJSON hold the same head and the same samples", async () => {
  const { samples, ...head } = JSON.parse(await resultFile(page, "JSON"));
  const [first, ...rows] = (await resultFile(page, "NDJSON")).trimEnd().split("\n");
  expect(JSON.parse(first).head).toEqual(head);
  expect(rows.map((row) => JSON.parse(row))).toEqual(samples);
});

test("each kind of figure can be had as an SVG that parses and a PNG", async () => {
  // Chromium asks before the eleventh download of a page.
  const fresh = await openPage();
  await openExample(fresh);
  const figures = fresh.locator(".figure");
  for (const figure of [figures.first(), figures.nth(1), figures.last()]) {
    const svg = await download(fresh, () => figure.getByRole("button", { name: "SVG" }).click());
    const fault = await fresh.evaluate((text) => {
      const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
      const error = parsed.querySelector("parsererror");
      return error?.textContent ?? (parsed.querySelector("text") === null ? "no text" : "");
    }, svg.bytes.toString());
    expect(fault).toBe("");
    const png = await download(fresh, () => figure.getByRole("button", { name: "PNG" }).click());
    expect(png.bytes.subarray(1, 4).toString()).toBe("PNG");
    // Width in pixels, three for each of the screen's (PNG specification, IHDR).
    expect(png.bytes.readUInt32BE(16)).toBeGreaterThan(600);
  }
  await fresh.close();
});

test("the plane's SVG has a dot for every sample", async () => {
  const plane = page.locator(".plane .figure");
  const { bytes } = await download(page, () => plane.getByRole("button", { name: "SVG" }).click());
  // 128 samples, and the one whose card is open is drawn once more, with a ring.
  expect(bytes.toString().match(/<circle /g)).toHaveLength(128 + 2);
});

test("the report opens from disk, asks nothing of the network and says research use", async () => {
  const { name, bytes } = await download(page, () => page.getByRole("button", { name: "Report (HTML)" }).click());
  expect(name).toBe("all_chiaretti.report.html");
  const folder = mkdtempSync(join(tmpdir(), "crossresist-report-"));
  const file = join(folder, name);
  writeFileSync(file, bytes);
  const report = await openPage();
  const asked: string[] = [];
  report.on("request", (request) => asked.push(request.url()));
  await report.goto(pathToFileURL(file).href);
  expect(asked.filter((url) => !/^(file|data):/.test(url))).toEqual([]);
  expect(await report.locator("svg").count()).toBeGreaterThanOrEqual(5);
  expect(await report.locator("tbody tr").count()).toBeGreaterThan(128);
  await report.getByText("For research use only").waitFor();
  await report.close();
  rmSync(folder, { recursive: true });
});

test("the commands name the matrix, the sheet and this server", async () => {
  const commands = await page.locator(".command pre").allInnerTexts();
  expect(commands[0]).toBe(
    `curl ${new URL(page.url()).origin}/v1/score -F matrix=@all_chiaretti.tsv.gz \\\n  -F 'sheet=<labels.tsv'`,
  );
  expect(commands[1]).toBe("npx crossresist score all_chiaretti.tsv.gz --sheet labels.tsv");
});
