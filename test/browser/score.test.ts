import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { demoCohort } from "../../scripts/demo/cohort.ts";
import { command, dropFile, openExample, resultFile, scoreHere, scoreThere, useBrowser } from "./support.ts";

const openPage = useBrowser();
let page: Page;

beforeAll(async () => {
  page = await openPage();
});

test("a dropped matrix is recognised at once: format, size, identifiers, values, coverage", async () => {
  await page.goto("/");
  await dropFile(page, "cohort.tsv.gz", readFileSync(demoCohort.file));
  const facts = page.locator(".recognised");
  await facts.waitFor();
  // PROVENANCE.md of the cohort: 9,054 genes x 128 patients, current symbols, log2 RMA.
  expect((await facts.innerText()).split("\n")).toEqual(
    expect.arrayContaining(["TSV, gzip", "128", "9,054", "HGNC symbols", "continuous"]),
  );
  expect(await page.locator(".coverage").innerText()).toMatch(/Radiosensitivity index \(RSI\)\s+10 of 10/);
});

test("scored here and on the server, a matrix gives the same table, byte for byte, as on the command line", async () => {
  await page.goto("/");
  await dropFile(page, "cohort.tsv.gz", readFileSync(demoCohort.file));
  await scoreHere(page);
  const here = { table: await resultFile(page, "CSV"), json: JSON.parse(await resultFile(page, "JSON")) };
  await page.getByRole("button", { name: "Change settings" }).click();
  await scoreThere(page);
  const there = { table: await resultFile(page, "CSV"), json: JSON.parse(await resultFile(page, "JSON")) };
  expect(here.table.split("\n")).toHaveLength(130);
  expect(there.table).toBe(here.table);
  expect(here.table).toBe(command("score", demoCohort.file, "--accept", "csv"));
  // JSON says how much memory was held, which differs.
  const withoutMemory = (json: { engine: object }) => ({ ...json, engine: { ...json.engine, heldBytes: 0 } });
  expect(here.json.samples).toHaveLength(128);
  expect(withoutMemory(there.json)).toEqual(withoutMemory(here.json));
});

test("the TypeScript engine, chosen in the settings, gives the same table", async () => {
  await openExample(page);
  const wasm = await resultFile(page, "CSV");
  await page.goto("/?example&where=here&engine=typescript");
  await page.getByText("by the TypeScript engine").waitFor();
  expect(await resultFile(page, "CSV")).toBe(wasm);
});

test("an object in the server's bucket is scored by its address", async () => {
  await page.goto(`/?bucket=matrices&key=${encodeURIComponent(demoCohort.key)}&where=server`);
  await page.getByText("scored on the server").waitFor();
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe(demoCohort.key);
});

test("a long run shows how far it is and can be cancelled", async () => {
  const folder = mkdtempSync(join(tmpdir(), "crossresist-large-"));
  const file = join(folder, "large.tsv");
  writeLarge(file, 900, 20_000);
  // The slower path, so that there is time to see it.
  await page.goto("/?engine=typescript");
  await page.locator("input[type=file]").first().setInputFiles(file);
  await page.getByText("This is a large file").waitFor();
  await page.getByRole("button", { name: "Score on this computer" }).click();
  await page.getByText(/MB of \d+ MB read in two passes/).waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Score on this computer" }).waitFor();
  expect(await page.locator(".results").count()).toBe(0);
  rmSync(folder, { recursive: true });
});

/** A matrix of more than the 64 MB that are read unasked. */
function writeLarge(file: string, samples: number, genes: number): void {
  const values = Array.from({ length: samples }, (_, sample) => (sample % 97) / 10);
  const to = openSync(file, "w");
  writeSync(to, `gene\t${values.map((_, sample) => `S${sample}`).join("\t")}\n`);
  const row = `\t${values.join("\t")}\n`;
  for (let gene = 0; gene < genes; gene += 500) {
    writeSync(to, Array.from({ length: 500 }, (_, at) => `G${gene + at}${row}`).join(""));
  }
  closeSync(to);
}
