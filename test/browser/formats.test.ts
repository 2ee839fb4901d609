import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { csvOnPage, openEngine } from "../support/browser/engine.ts";
import { sharedData } from "../support/formats.ts";
import { type Manifest, scoresDigest } from "../support/manifest.ts";
import { useBrowser } from "./support.ts";

const openPage = useBrowser();
const FOLDER = "test/fixtures/formats";
const shared = sharedData();
let page: Page;

beforeAll(async () => {
  page = await openPage();
  await page.goto("/");
  await openEngine(page);
});

afterAll(() => page.close());

test("every fixture of every format scores in Chromium as it does in Node and in workerd, to the last bit", async () => {
  const { files, matrices, columns }: Manifest = JSON.parse(readFileSync(`${FOLDER}/manifest.json`, "utf8"));
  // The page has no choice of layers.
  const plain = Object.entries(files).filter(([, { layer }]) => layer === undefined);
  const found: Record<string, string> = {};
  for (const [name] of plain) {
    found[name] = await scoresDigest(await csvOnPage(page, name, readFileSync(`${FOLDER}/${name}`)), columns);
  }
  expect(plain.length).toBeGreaterThan(80);
  expect(found).toEqual(Object.fromEntries(plain.map(([name, { matrix }]) => [name, matrices[matrix]])));
});

test.skipIf(shared === null)("real matrices score in Chromium as on the server, byte for byte", async () => {
  const names = [
    "nci60_u133a/expr.tsv.gz",
    "irradiated_molt4_rhvdm/expr.tsv.gz",
    "formats/nci60_u133a.h5ad",
    "formats/10x_pbmc68k_reduced.zarr.zip",
  ];
  for (const name of names) {
    const bytes = readFileSync(join(shared ?? "", name));
    const answer = await fetch(`${inject("url")}/v1/score?format=csv&name=${basename(name)}`, {
      method: "POST",
      body: new Uint8Array(bytes),
      headers: { "Content-Type": "application/octet-stream" },
    });
    const there = await answer.text();
    expect(answer.status, there).toBe(200);
    expect(await csvOnPage(page, name, bytes), name).toBe(there);
  }
});
