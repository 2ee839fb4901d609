import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { defaultSignatures } from "../../worker/catalogue/index.ts";
import { cohortText, command, resultFile, shell, useBrowser, writeText } from "./support.ts";

const openPage = useBrowser();
const folder = mkdtempSync(join(tmpdir(), "crossresist-jobs-"));
/** Two parts: more than a form may hold. */
const matrix = join(folder, "large.tsv");
const sheet = join(folder, "sheet.tsv");
const SAMPLES = 60;
let page: Page;
let address = "";
let table = "";

beforeAll(async () => {
  writeText(matrix, cohortText(SAMPLES, 17_000_000));
  writeText(sheet, `sample\tbatch\n${Array.from({ length: SAMPLES }, (_, at) => `S${at}\tb${at % 2}\n`).join("")}`);
  page = await openPage();
});

afterAll(() => rmSync(folder, { recursive: true }));

test("a large file is sent in parts, gone on with where it broke off, and becomes a job", async () => {
  await page.goto("/");
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "PUT") sent.push(request.url().replace(/.*\/parts\//, ""));
  });
  // It never arrives.
  await page.route("**/parts/2", () => undefined);
  await page.locator("input[type=file]").first().setInputFiles(matrix);
  await page.locator('input[aria-label="Add sample sheet"]').setInputFiles(sheet);
  await page.getByText(/is sent to .* in parts/).waitFor();
  await page.getByRole("button", { name: "Score on the server" }).click();
  await expect.poll(() => sent, { timeout: 10_000 }).toEqual(["1", "2"]);

  // The page is closed half-way, and the file chosen again.
  await page.goto("/");
  await page.unroute("**/parts/2");
  sent.length = 0;
  await page.locator("input[type=file]").first().setInputFiles(matrix);
  await page.locator('input[aria-label="Add sample sheet"]').setInputFiles(sheet);
  await page.getByRole("button", { name: "Score on the server" }).click();
  await page.waitForURL(/[?&]job=[0-9a-f]{32}/);
  address = page.url();
  expect(sent).toEqual(["2"]);
});

test("the page may be left, and the job's address opens its result, with the settings and the sheet", async () => {
  await page.goto("about:blank");
  await page.goto(address);
  await page.locator(".results").waitFor({ timeout: 30_000 });
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("large.tsv");
  expect(page.url()).toBe(address);
  table = await resultFile(page, "CSV");
  expect(table).toBe(command("score", matrix, "--sheet", sheet, "--accept", "csv"));
});

test("what the page makes of a job's table is what the engine makes of the matrix", async () => {
  for (const format of ["TSV", "GCT"]) {
    expect(await resultFile(page, format)).toBe(
      command("score", matrix, "--sheet", sheet, "--accept", format.toLowerCase()),
    );
  }
  const made = JSON.parse(await resultFile(page, "JSON"));
  const expected = JSON.parse(command("score", matrix, "--sheet", sheet));
  expect(made.matrix.name).toMatch(/\/large\.tsv$/);
  expect(anywhere(made)).toEqual(anywhere(expected));
  expect(made.samples[0].measured).toBeLessThan(made.samples[1].measured);
  expect(JSON.stringify(made.samples[0])).toContain('"reason":"fewer genes measured than the signature needs"');
  const [head, ...rows] = (await resultFile(page, "NDJSON")).trimEnd().split("\n");
  expect({ ...JSON.parse(head).head, samples: rows.map((row) => JSON.parse(row)) }).toEqual(made);
  const report = await resultFile(page, "Report (HTML)");
  const folder = made.matrix.name.slice(0, -"large.tsv".length);
  expect(folder).not.toBe("");
  expect(report.replaceAll(folder, "")).toBe(command("score", matrix, "--sheet", sheet, "--accept", "html"));
  const again = JSON.parse(shell(await page.locator(".command pre").first().innerText(), dirname(sheet)));
  expect(address).toContain(again.id);
});

test("an object that one request cannot score becomes a job, and the page asks for it where events do not come through", async () => {
  const { bucket, key } = await sendObject("wide.tsv.gz", gzipSync([...wideText()].join(""), { level: 1 }));
  const asked: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).pathname.startsWith("/v1/"))
      asked.push(request.url().replace(/.*\/v1\/|[0-9a-f]{32}/g, ""));
  });
  let streams = 0;
  // The first stream is broken off; the next ones are held back, as by a proxy that waits for their end.
  await page.route("**/events", (route) => (streams++ === 0 ? route.abort() : undefined));
  await page.goto("/");
  await page.getByText("Score an object that the server can read").click();
  await page.getByLabel("Bucket").fill(bucket);
  await page.getByLabel("Key").fill(key);
  await page.getByRole("button", { name: "Use this object" }).click();
  await page.getByRole("button", { name: "Score on the server" }).click();
  await page.getByText(/^The job waits|^The server (cuts|is scoring|writes)/).waitFor({ timeout: 40_000 });
  expect(page.url()).toMatch(/[?&]job=[0-9a-f]{32}/);
  await page.locator(".results").waitFor({ timeout: 30_000 });
  expect(asked.filter((path) => path === "score" || path === "jobs")).toEqual(["score"]);
  expect(asked.filter((path) => path === "jobs/").length).toBeGreaterThan(1);
  expect(streams).toBeGreaterThan(0);
  expect(await page.locator(".results .title-row").innerText()).toContain(
    "2,000 samples, 10,050 genes; scored on the server",
  );
  await page.unroute("**/events");
}, 90_000);

/** Puts an object where the server reads it. */
async function sendObject(name: string, bytes: Uint8Array): Promise<{ bucket: string; key: string }> {
  const ask = async (path: string, init: RequestInit) => {
    const answer = await fetch(`${inject("url")}/v1/uploads${path}`, init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text === "" ? null : JSON.parse(text);
  };
  const { id } = await ask("", { method: "POST", body: JSON.stringify({ name }) });
  await ask(`/${id}/parts/1`, { method: "PUT", body: Buffer.from(bytes) });
  return (await ask(`/${id}/complete`, { method: "POST" })).source;
}

/** More than the 20 million values that one request may have. All that is not 0 comes first, so that the rest packs far better. */
function* wideText(): Generator<string> {
  yield* cohortText(2_000, 0);
  const genes = new Set(defaultSignatures().flatMap((signature) => signature.genes.map(({ symbol }) => symbol))).size;
  const zeros = "\t0".repeat(2_000);
  for (let at = genes; at < 10_050; at++) yield `filler${at}${zeros}\n`;
}

/** All but the memory that was held, and where the matrix lies. */
function anywhere({ engine, matrix, ...result }: { engine: object; matrix: object }) {
  return { ...result, engine: { ...engine, heldBytes: 0 }, matrix: { ...matrix, name: "" } };
}

test("a job that is not there says so", async () => {
  await page.goto(`/?job=${"0".repeat(32)}`);
  await page.getByRole("alert").getByText("There is no such job").waitFor();
});
