import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parquetReadObjects } from "hyparquet";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demoCohort } from "../../scripts/demo/cohort.ts";
import { download, openExample, resultFile, useBrowser } from "./support.ts";

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
  expect(curl).toContain(`curl ${new URL(page.url()).origin}/v1/score -F matrix=@all_chiaretti.tsv.gz`);
  const run = (text: string) =>
    execFileSync("bash", ["-c", text], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 1e8,
      stdio: ["ignore", "pipe", "ignore"],
    });
  const shown = JSON.parse(await resultFile(page, "JSON"));
  for (const text of [curl.replace("curl ", "curl -s "), line]) {
    const answer = JSON.parse(run(text));
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
    execFileSync(process.execPath, ["scripts/crossresist.ts", ...again], { encoding: "utf8", stdio: "pipe" }),
  );
  await report.close();
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
    // The plane: 128 samples, and the one whose card is open is drawn once more, with a ring.
    if (svg.name.endsWith(".plane.svg")) expect(svg.bytes.toString().match(/<circle /g)).toHaveLength(128 + 2);
  }
  await fresh.close();
});
