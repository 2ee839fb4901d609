import { gzipSync } from "node:zlib";
import { expect, inject, test } from "vitest";
import { accessible, dropFile, openExample, useBrowser } from "./support.ts";

const openPage = useBrowser();

/** What the page promises besides its numbers. */
const FIRST_LOAD_BYTES = 250_000;

test("axe finds nothing to object to on any view", async () => {
  const page = await openPage({ viewport: { width: 1280, height: 900 } });
  await page.goto("/");
  await page.getByRole("heading", { level: 1 }).waitFor();
  await accessible(page);
  await dropFile(page, "bad.tsv", "gene\tS1\nAR\tbanana\n");
  await page.getByRole("alert").waitFor();
  await page.getByText("Signatures, methods and rules").click();
  await accessible(page);
  await openExample(page);
  for (const folded of await page.locator("summary").all()) await folded.click();
  await accessible(page);
  await page.close();
});

test("by night and on a phone axe finds nothing either, and nothing is wider than the screen", async () => {
  const page = await openPage({ colorScheme: "dark", viewport: { width: 375, height: 740 }, hasTouch: true });
  await openExample(page);
  // What is written where was looked at by day.
  await accessible(page, ["color-contrast", "scrollable-region-focusable", "target-size"]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
  await page.close();
});

test("nothing is asked of anybody else, and a matrix scored here is sent nowhere", async () => {
  const page = await openPage();
  const requests: { url: string; method: string }[] = [];
  page.on("request", (request) => requests.push({ url: request.url(), method: request.method() }));
  await openExample(page);
  const { origin } = new URL(inject("url"));
  expect(requests.filter(({ url }) => !url.startsWith(origin) && !/^(blob|data):/.test(url))).toEqual([]);
  expect(requests.filter(({ method }) => method !== "GET")).toEqual([]);
  await page.close();
});

test("the first load stays under 250 KB gzip without the kernel and its catalogue", async () => {
  const page = await openPage({});
  const sizes = new Map<string, number>();
  page.on("response", async (response) => {
    const { pathname } = new URL(response.url());
    if (!/\.wasm$|\/catalogue-/.test(pathname)) sizes.set(pathname, gzipSync(await response.body()).length);
  });
  await page.goto("/", { waitUntil: "networkidle" });
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  expect([...sizes.keys()].some((path) => path.includes("/worker-"))).toBe(true);
  expect(total).toBeLessThan(FIRST_LOAD_BYTES);
  await page.close();
});

test("the policy forbids inline scripts and everything from elsewhere", async () => {
  const response = await fetch(inject("url"));
  const policy = response.headers.get("Content-Security-Policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe-inline");
  expect(await response.text()).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=/);
});
