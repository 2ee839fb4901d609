import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parquetReadObjects } from "hyparquet";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demoCohort } from "../../scripts/demo/cohort.ts";
import { CROSS_NAMES } from "../../worker/engine/cohort/index.ts";
import { classText } from "../../worker/results/words.ts";
import { type Drawing, takeFigure } from "../support/browser/figures.ts";
import { download, openExample, resultFile, shell, useBrowser } from "./support.ts";

const openPage = useBrowser();
/** Inside the project, so that its command line is found. */
mkdirSync("build", { recursive: true });
const folder = mkdtempSync(join("build", "exports-"));
const sheet = "scripts/demo/cohort/labels.tsv";
let page: Page;
let csv = "";

beforeAll(async () => {
  copyFileSync(demoCohort.file, join(folder, "all_chiaretti.tsv.gz"));
  copyFileSync(sheet, join(folder, "labels.tsv"));
  page = await openPage();
  await openExample(page);
  csv = await resultFile(page, "CSV");
});

afterAll(async () => {
  await page.close();
  rmSync(folder, { recursive: true });
});

test("CSV and TSV have a line a sample and end in a line feed", async () => {
  const tsv = await resultFile(page, "TSV");
  const lines = csv.split("\n");
  expect(lines).toHaveLength(130);
  expect(lines[0].split(",").slice(0, 4)).toEqual(["sample", "radiation", "chemo", "cross"]);
  expect(lines[129]).toBe("");
  expect(tsv.replaceAll("\t", ",")).toBe(csv);
});

test("JSON and NDJSON hold the same head and the same samples", async () => {
  const { samples, ...head } = JSON.parse(await resultFile(page, "JSON"));
  const [first, ...rows] = (await resultFile(page, "NDJSON")).trimEnd().split("\n");
  expect(JSON.parse(first).head).toEqual(head);
  expect(rows.map((row) => JSON.parse(row))).toEqual(samples);
});

test("Parquet and GCT hold the numbers of the CSV", async () => {
  const [header, first] = csv.split("\n").map((line) => line.split(","));
  const { bytes } = await download(page, () => page.getByRole("button", { name: "Parquet", exact: true }).click());
  const rows = await parquetReadObjects({ file: Uint8Array.from(bytes).buffer });
  expect(rows).toHaveLength(128);
  expect(header.map((name) => String(rows[0][name] ?? ""))).toEqual(first);
  const gct = (await resultFile(page, "GCT")).trimEnd().split("\n");
  const [scores, samples, rowMetadata, columnMetadata] = gct[1].split("\t").map(Number);
  expect([gct[0], samples, rowMetadata, columnMetadata]).toEqual(["#1.3", 128, 3, 3]);
  expect(gct).toHaveLength(3 + columnMetadata + scores);
  const rsi = gct.find((line) => line.startsWith("rsi_eschrich2009:rank-linear\t"))?.split("\t");
  expect(rsi?.[4]).toBe(first[header.indexOf("rsi_eschrich2009:rank-linear")]);
});

test("the commands that are shown give the same numbers", async () => {
  const [curl, line] = await page.locator(".command pre").allInnerTexts();
  expect(curl).toContain(`curl ${new URL(page.url()).origin}/v1/score \\\n  -F matrix=@all_chiaretti.tsv.gz`);
  const shown = JSON.parse(await resultFile(page, "JSON"));
  for (const text of [curl, line]) {
    const answer = JSON.parse(shell(text, folder));
    expect(answer.samples).toEqual(shown.samples);
    expect(answer.request).toEqual(shown.request);
  }
});

test("the report opens from disk, asks nothing of the network, runs under its policy and says research use", async () => {
  const { name, bytes } = await download(page, () => page.getByRole("button", { name: "Report (HTML)" }).click());
  expect(name).toBe("all_chiaretti.report.html");
  const file = join(process.cwd(), folder, name);
  writeFileSync(file, bytes);
  const report = await openPage();
  const asked: string[] = [];
  const complaints: string[] = [];
  report.on("request", (request) => asked.push(request.url()));
  report.on("console", (message) => complaints.push(message.text()));
  await report.goto(pathToFileURL(file).href);
  expect(asked.filter((url) => !/^(file|data):/.test(url))).toEqual([]);
  expect(complaints).toEqual([]);
  expect(await report.locator("svg").count()).toBeGreaterThanOrEqual(5);
  expect(await report.locator("tbody tr").count()).toBeGreaterThan(128);
  await report.getByText("For research use only").waitFor();
  const again = ["score", join(folder, "all_chiaretti.tsv.gz"), "--sheet", sheet, "--accept", "html", "--quiet"];
  expect(bytes.toString()).toBe(
    execFileSync(process.execPath, ["scripts/library/crossresist.mjs", ...again], { encoding: "utf8", stdio: "pipe" }),
  );
  await report.close();
});

test("every figure can be had as an SVG and a PNG, which are the same drawing with the marks and words of the cohort", async () => {
  const [header] = csv.split("\n");
  const scores = header.split(",").filter((name) => /:[a-z-]+$/.test(name));
  const taken: Drawing[] = [];
  // Chromium asks before the eleventh download of a page.
  for (let at = 0, all = 1; at < all; at += 5) {
    const fresh = await openPage();
    await openExample(fresh);
    const figures = await fresh.locator(".figure").all();
    all = figures.length;
    for (const figure of figures.slice(at, at + 5)) taken.push(await takeFigure(fresh, figure));
    await fresh.close();
  }
  const [plane, heatmap, ...distributions] = [...taken.splice(0, 1), ...taken.splice(-1), ...taken];
  // 128 samples, the one whose card is open once more, with a ring, and a dot for each of five classes in the legend.
  expect(plane.name).toBe("all_chiaretti.plane.svg");
  expect(plane.marks.circle).toBe(128 + 2 + CROSS_NAMES.length);
  expect(plane.texts).toEqual(expect.arrayContaining(CROSS_NAMES.map(classText)));
  expect(plane.texts).toEqual(expect.arrayContaining(["sensitive", "intermediate", "resistant"]));
  expect(plane.texts.join()).toMatch(/Radiosensitivity index.*Chemo response axis/);
  expect(plane.title).toMatch(/^128 samples by .* 2 resistant in both classes/);
  expect(distributions).toHaveLength(scores.filter((name) => hasScores(name)).length);
  for (const { name, texts, marks, title } of distributions) {
    const [, signature, method] = /^all_chiaretti\.(\w+)\.([\w-]+)\.svg$/.exec(name) ?? [];
    expect(scores).toContain(`${signature}:${method}`);
    // The background, bars, axis and the sample whose card is open; RSI has two cut-offs.
    expect(marks.rect).toBeGreaterThan(10);
    expect(marks.line).toBe(signature === "rsi_eschrich2009" ? 4 : 2);
    const [words, spread] = title.split(": ");
    expect(texts).toContain(words);
    expect(spread).toMatch(new RegExp(`^median ${middle(`${signature}:${method}`).toFixed(3)} of 128 scores`));
  }
  expect(heatmap.name).toBe("all_chiaretti.heatmap.svg");
  // Strips of two classes and four labels of the sheet, and the map.
  expect(heatmap.marks.image).toBe(2 + 4 + 1);
  expect(heatmap.texts).toEqual(expect.arrayContaining(["radiation class", "chemo class", "sex", "RSI", "ISG.RS"]));
  expect(heatmap.texts).toEqual(
    expect.arrayContaining(["percentile", "100", "class", "conflicting", "remission", "not stated"]),
  );
});

/** The numbers of a column of the CSV. */
function numbersOf(column: string): number[] {
  const [header, ...rows] = csv.trimEnd().split("\n");
  const at = header.split(",").indexOf(column);
  return rows.map((row) => row.split(",")[at]).flatMap((cell) => (cell === "" ? [] : [Number(cell)]));
}

const hasScores = (column: string) => numbersOf(column).length > 0;

function middle(column: string): number {
  const sorted = numbersOf(column).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
