/** The API's page: read without a script, by keyboard, by night and on a phone; its examples can be repeated. */
import { execFileSync } from "node:child_process";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect, inject, test } from "vitest";
import { useBrowser } from "./support.ts";

const openPage = useBrowser();

/** Of operations, schemas and problems, which are made alike, axe is shown the first of each group. */
const ALIKE = "article:nth-of-type(n+2), .problems > div:nth-child(n+4), .contents li li:nth-child(n+3)";

async function violations(page: Page): Promise<string[]> {
  await page.evaluate((alike) => {
    for (const element of document.querySelectorAll(alike)) element.remove();
  }, ALIKE);
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
}

test("the page leads to it, and it is all there without a script and without asking anybody else", async () => {
  const page = await openPage();
  await page.goto("/");
  await page.getByRole("contentinfo").getByRole("link").click();
  await page.getByRole("heading", { level: 1, name: "The API" }).waitFor();
  await page.close();
  const plain = await openPage({ javaScriptEnabled: false });
  const requests: string[] = [];
  plain.on("request", (request) => requests.push(request.url()));
  await plain.goto("/docs", { waitUntil: "networkidle" });
  expect(await plain.getByRole("heading", { level: 3 }).count()).toBeGreaterThan(30);
  const { origin } = new URL(inject("url"));
  expect(requests.filter((url) => !url.startsWith(`${origin}/`) || url.endsWith(".js"))).toEqual([]);
  await plain.close();
});

test("a problem's type opened in a browser leads to what can be done about it; programs get JSON", async () => {
  const page = await openPage();
  await page.goto("/problems/not-a-number");
  expect(new URL(page.url())).toMatchObject({ pathname: "/docs", hash: "#problem-not-a-number" });
  const told = page.locator(":target");
  await told.waitFor();
  const answer = await fetch(`${inject("url")}/problems/not-a-number`);
  const { title, remedy } = (await answer.json()) as { title: string; remedy: string };
  expect(await told.textContent()).toContain(title);
  expect(await told.textContent()).toContain(remedy.replaceAll("`", ""));
  await page.close();
});

test("an example does in a terminal what the page says", async () => {
  const page = await openPage();
  await page.goto("/docs");
  const example = page.locator("#score .example").filter({ hasText: "The same as a table" });
  await example.locator("summary").click();
  const [command, answer] = await example.locator("pre").allTextContents();
  const here = command.replace("curl 'localhost:8787", `curl -s '${new URL(inject("url")).host}`);
  expect(here).not.toBe(command);
  expect(execFileSync("bash", ["-c", here], { encoding: "utf8" })).toBe(answer);
  await page.close();
});

test("everything is reached by keyboard", async () => {
  const page = await openPage();
  await page.goto("/docs");
  await page.keyboard.press("Tab");
  expect(await page.locator(":focus").textContent()).toBe("To the operations");
  await page.keyboard.press("Enter");
  await page.locator("#score .parameters summary").focus();
  await page.keyboard.press("Enter");
  await page.locator("#score .parameters dt").first().waitFor();
  await page.close();
});

test("axe finds nothing by day, nor by night on a phone, where nothing is wider than the screen", async () => {
  const day = await openPage({ viewport: { width: 1280, height: 900 } });
  await day.goto("/docs");
  expect(await violations(day)).toEqual([]);
  await day.close();
  const night = await openPage({ colorScheme: "dark", viewport: { width: 375, height: 740 }, hasTouch: true });
  await night.goto("/docs");
  await night.locator("#score .example summary").first().click();
  await night.locator("#score .parameters summary").click();
  expect(await night.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
  expect(await violations(night)).toEqual([]);
  await night.close();
});
