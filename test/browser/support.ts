/** A browser for a file of tests, and what people do on the page. */
import { readFileSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, inject } from "vitest";

/** Debian's; another can be named. */
const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Starts Chromium for this file. @returns opens a page; errors on it fail the test that opened it */
export function useBrowser(): (options?: BrowserContextOptions) => Promise<Page> {
  let browser: Browser;
  const faults: Error[] = [];
  beforeAll(async () => {
    // Chromium's sandbox does not start for root, which is who runs tests in a container.
    browser = await chromium.launch({ executablePath: EXECUTABLE, args: ["--no-sandbox"] });
  });
  afterAll(async () => {
    await browser.close();
    if (faults.length > 0) throw new AggregateError(faults, "The page threw.");
  });
  return async (options) => {
    const context = await browser.newContext({ acceptDownloads: true, baseURL: inject("url"), ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(8_000);
    page.on("pageerror", (error) => faults.push(error));
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
