/** A browser for a file of tests, and what people do on the page. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject } from "vitest";
import { defaultSignatures } from "../../worker/catalogue/index.ts";

/** Debian's; another can be named. */
const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";

/**
 * Starts Chromium for the tests of a file: one that runs on this computer opens files where they lie, however large.
 *
 * @returns opens a page, of a person who was here before unless options are given; errors on it fail the file
 */
export function useBrowser(): (options?: BrowserContextOptions) => Promise<Page> {
  let browser: Browser;
  let known: BrowserContext;
  const faults: Error[] = [];
  beforeAll(async () => {
    // Chromium's sandbox does not start for root, which is who runs tests in a container.
    browser = await chromium.launch({ executablePath: EXECUTABLE, args: ["--no-sandbox"] });
    known = await browser.newContext({ baseURL: inject("url") });
  });
  afterAll(async () => {
    await browser.close();
    if (faults.length > 0) throw new AggregateError(faults, "The page threw.");
  });
  return async (options) => {
    const context = options === undefined ? known : await browser.newContext({ baseURL: inject("url"), ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(8_000);
    page.on("pageerror", (error) => faults.push(error));
    // Pages and their workers report to the console what the policy forbids.
    page.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) faults.push(new Error(message.text()));
    });
    return page;
  };
}

/** Drops a file of this text or these bytes on the page. */
export async function dropFile(page: Page, name: string, content: string | Buffer): Promise<void> {
  const base64 = Buffer.from(content).toString("base64");
  await page.evaluate(
    ([name, base64]) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], name));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    },
    [name, base64] as const,
  );
}

export async function scoreHere(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Score on this computer" }).click();
  await page.locator(".results").waitFor();
}

export async function scoreThere(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Score on the server" }).click();
  await page.locator(".results").waitFor();
}

/** Opens the example cohort and scores it on this computer. */
export async function openExample(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: "Open the example cohort" }).click();
  await page.locator(".coverage").waitFor();
  await scoreHere(page);
}

/** What a button downloads. */
export async function download(page: Page, press: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent("download"), press()]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

/** A result as one of the files of "Take away". */
export async function resultFile(page: Page, format: string): Promise<string> {
  const { bytes } = await download(page, () => page.getByRole("button", { name: format, exact: true }).click());
  return bytes.toString();
}

/** Of rows and figures that are made alike, axe is shown the first. */
const ALIKE = [
  ".grid tbody tr:nth-child(n+4)",
  ".checks label:nth-child(n+4)",
  ".ledger li:nth-child(n+3)",
  ".distributions .figure:nth-child(n+3)",
  ".coverage li:nth-child(n+3)",
  ".scores tbody tr:nth-child(n+4)",
];

/** Axe has nothing to object to. @param rules all where none are named */
export async function accessible(page: Page, rules: string[] = []): Promise<void> {
  const builder = ALIKE.reduce((axe, selector) => axe.exclude(selector), new AxeBuilder({ page }));
  const { violations } = await (rules.length === 0 ? builder : builder.withRules(rules)).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
}

/** What the command line prints. */
export function command(...words: string[]): string {
  return execFileSync(process.execPath, ["scripts/library/crossresist.mjs", ...words, "--quiet"], {
    encoding: "utf8",
    maxBuffer: 1e9,
    stdio: ["ignore", "pipe", "ignore"],
  });
}

/** What a command that the page shows prints, run in a folder by a shell; `curl` and npx keep to themselves how far they are. */
export function shell(line: string, cwd: string, variables: Readonly<Record<string, string>> = {}): string {
  return execFileSync("bash", ["-c", line.replace(/^curl /, "curl -s ")], {
    cwd,
    env: { ...process.env, ...variables },
    encoding: "utf8",
    maxBuffer: 1e8,
    stdio: ["ignore", "pipe", "ignore"],
  });
}

export const writeText = (path: string, pieces: Iterable<string>) => writeFileSync(path, [...pieces].join(""));

/**
 * A matrix of all genes of the core signatures, samples S0, S1, ..., filled up to so many bytes with genes of no signature. S0 has
 * no value for two genes of three, so that scores of it are missing.
 */
export function* cohortText(samples: number, bytes: number): Generator<string> {
  const columns = Array.from({ length: samples }, (_, at) => at);
  const names = new Set(defaultSignatures().flatMap((signature) => signature.genes.map(({ symbol }) => symbol)));
  let left = bytes;
  const row = (name: string, cells: readonly string[]) => {
    const line = `${name}\t${cells.join("\t")}\n`;
    left -= line.length;
    return line;
  };
  yield row(
    "gene",
    columns.map((at) => `S${at}`),
  );
  let state = 1;
  const value = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (4 + (state >>> 8) / 2 ** 22).toFixed(3);
  };
  let rows = 0;
  for (const name of names) {
    const isMissing = rows++ % 3 > 0;
    yield row(
      name,
      columns.map((at) => (at === 0 && isMissing ? "NA" : value())),
    );
  }
  for (let at = 0; left > 0; at++) yield row(`filler${at}`, columns.map(value));
}
