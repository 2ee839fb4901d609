/** `npm run page:pictures`: takes the pictures of the page that the documentation shows, with the demo cohort. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { ensureKernel } from "../node/kernel.ts";
import { startServer } from "../node/server.ts";

const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FOLDER = "docs/images";

await ensureKernel();
await build({ logLevel: "error" });
mkdirSync(FOLDER, { recursive: true });
const storage = mkdtempSync(join(tmpdir(), "crossresist-pictures-"));
const server = await startServer(storage);
const browser = await chromium.launch({ executablePath: EXECUTABLE, args: ["--no-sandbox"] });
try {
  const page = await open(browser, { width: 1280, height: 880 }, "light");
  await page.goto(server.url);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await take(page, "welcome");
  await page.goto(`${server.url}/?example`);
  await page.locator(".coverage").waitFor();
  await take(page, "recognised");
  await page.getByRole("button", { name: "Score on this computer" }).click();
  await page.locator(".ramp").waitFor();
  await page.waitForTimeout(500);
  await page.locator(".summary").evaluate((element) => element.scrollIntoView());
  await take(page, "cohort");
  await page.getByTitle("Select the resistant samples").first().click();
  await page.locator("#distributions-title").evaluate((element) => element.scrollIntoView());
  await take(page, "linked");
  const phone = await open(browser, { width: 390, height: 844 }, "dark", true);
  await phone.goto(`${server.url}/?example&where=here`);
  await phone.locator(".ramp").waitFor();
  await phone.locator(".plane").evaluate((element) => element.scrollIntoView());
  await take(phone, "phone");
} finally {
  await browser.close();
  await server.close();
  rmSync(storage, { recursive: true, force: true });
}

async function open(
  from: Browser,
  viewport: { width: number; height: number },
  colorScheme: "light" | "dark",
  isMobile = false,
): Promise<Page> {
  const context = await from.newContext({ viewport, colorScheme, isMobile, hasTouch: isMobile });
  return context.newPage();
}

async function take(page: Page, name: string): Promise<void> {
  // A second for the typeface and the figures to be drawn.
  await page.waitForTimeout(1_000);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
}
