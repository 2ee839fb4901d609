import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, inject, test } from "vitest";
import { dropFile, resultFile, shell, useBrowser } from "./support.ts";

const openPage = useBrowser();
let page: Page;

beforeAll(async () => {
  page = await openPage();
});

const SMALL = "gene\tS1\tS2\nSTAT1\t8.1\t7.4\nAR\t2.5\t3.5\n";

test("a cell that is no number is shown with gene, sample and place", async () => {
  await page.goto("/");
  await dropFile(page, "bad.tsv", "gene\tS1\tS2\nSTAT1\t8.1\t7.4\nAR\t2.5\tbanana\n");
  const problem = page.getByRole("alert");
  await problem.waitFor();
  const words = await problem.innerText();
  expect(words).toContain("banana");
  expect(words).toMatch(/line 3, cell 3/);
  expect(await page.getByRole("button", { name: "Score on this computer" }).isDisabled()).toBe(true);
});

test("the server's problem is the same sentence", async () => {
  await page.goto("/");
  await dropFile(page, "bad.tsv", "gene\tS1\tS2\nSTAT1\t8.1\t7.4\nAR\t2.5\tbanana\n");
  const here = await page.getByRole("alert").innerText();
  await page.getByRole("button", { name: "Score on the server" }).click();
  await page.getByRole("alert").nth(1).waitFor();
  expect(await page.getByRole("alert").nth(1).innerText()).toBe(here);
});

test("a picture is said to be no matrix", async () => {
  await page.goto("/");
  await dropFile(page, "scan.png", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"));
  await page.getByRole("alert").waitFor();
  expect(await page.getByRole("alert").innerText()).toMatch(/not an expression matrix/i);
});

test("a sheet that names a stranger says which, and scoring goes on once it is removed", async () => {
  await page.goto("/?example");
  await page.locator(".coverage").waitFor();
  await page.getByRole("button", { name: "Remove sample sheet" }).click();
  const sheet = { name: "sheet.tsv", mimeType: "text/plain", buffer: Buffer.from("sample\ttreatment\nnobody\tnone\n") };
  await page.locator('input[type=file][aria-label="Add sample sheet"]').setInputFiles(sheet);
  await page.getByRole("alert").waitFor();
  expect(await page.getByRole("alert").innerText()).toContain('no sample "nobody"');
  await page.getByRole("button", { name: "Remove sample sheet" }).click();
  await page.locator(".coverage").waitFor();
});

test("a pasted table is scored like a file", async () => {
  await page.goto("/");
  await page.getByRole("button", { name: "Paste a table" }).click();
  const genes = ["AR", "JUN", "STAT1", "PRKCB", "RELA", "ABL1", "SUMO1", "PAK2", "HDAC1", "IRF1"];
  const rows = genes.map((gene, at) => `${gene}\t${at + 1}\t${10 - at}`);
  await page.getByLabel("A table with a header").fill(["gene\tUp\tDown", ...rows].join("\n"));
  await page.getByRole("button", { name: "Use this table" }).click();
  await page.getByRole("button", { name: "Score on this computer" }).click();
  // Eschrich 2009: ranks 1 to 10 in the order of the published formula give 0.0068218, 10 to 1 give 0.6071839.
  const table = page.getByRole("group", { name: /^Samples/ });
  await table.waitFor();
  expect(await table.getByRole("row", { name: /^Up/ }).innerText()).toContain("0.007");
  expect(await table.getByRole("row", { name: /^Down/ }).innerText()).toContain("0.607");
});

test("a service that asks for a token gets it, keeps nothing of it beyond the tab, and its curl line does without it", async () => {
  const { url, token } = inject("closed");
  const closed = await openPage({ baseURL: url });
  await closed.goto("/");
  await dropFile(closed, "small.tsv", SMALL);
  await closed.getByRole("button", { name: "Score on the server" }).click();
  await closed.getByLabel("Token of this service").fill("a token of another service");
  await closed.getByRole("button", { name: "Use this token" }).click();
  await closed.getByRole("alert").waitFor();
  await closed.getByLabel("Token of this service").fill(token);
  await closed.getByRole("button", { name: "Use this token" }).click();
  await closed.locator(".results").waitFor();
  const curl = await closed.locator(".command pre").first().innerText();
  expect(curl).toContain(`-H "Authorization: Bearer $TOKEN"`);
  const shown = JSON.parse(await resultFile(closed, "JSON"));
  const folder = mkdtempSync(join(tmpdir(), "crossresist-token-"));
  writeFileSync(join(folder, "small.tsv"), SMALL);
  expect(JSON.parse(shell(curl, folder, { TOKEN: token })).samples).toEqual(shown.samples);
  expect(JSON.parse(shell(curl, folder, { TOKEN: "" }))).toMatchObject({ status: 401 });
  rmSync(folder, { recursive: true });
  const kept = await closed.evaluate(() =>
    [JSON.stringify(localStorage), location.href, document.body.innerText].join(),
  );
  expect(kept).not.toContain(token);
  await closed.close();
});
