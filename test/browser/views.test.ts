import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openExample, useBrowser } from "./support.ts";

const openPage = useBrowser();
let page: Page;

beforeAll(async () => {
  page = await openPage({ viewport: { width: 1280, height: 1000 } });
  await openExample(page);
});

afterEach(async () => {
  const clear = page.getByRole("button", { name: "Clear" });
  if (await clear.isVisible()) await clear.click();
});

afterAll(() => page.close());

test("what is selected in the plane is selected in the table", async () => {
  const plane = page.locator(".plane canvas");
  await plane.scrollIntoViewIfNeeded();
  const box = await plane.boundingBox();
  if (box === null) throw new Error("The plane is not seen.");
  await page.mouse.move(box.x + box.width / 2, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 20, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  const words = await page.locator(".selection").innerText();
  const count = Number(/^(\d+) of 128/.exec(words)?.[1]);
  expect(count).toBeGreaterThan(0);
  expect(count).toBeLessThan(128);
  await page.getByLabel("selected only").check();
  await page.getByText(`${count} of 128 samples`, { exact: true }).waitFor();
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByText("128 samples", { exact: true }).waitFor();
  await page.getByLabel("selected only").uncheck();
});

test("a class in the summary selects its samples, and the table filters by class", async () => {
  const resistant = page.getByTitle("Select the resistant samples").first();
  const count = Number(/\d+/.exec(await resistant.innerText())?.[0]);
  await resistant.click();
  await page.getByText(`${count} of 128 samples selected`).waitFor();
  await page.getByRole("combobox", { name: "Radiation" }).selectOption("resistant");
  await page.getByText(`${count} of 128 samples`, { exact: true }).waitFor();
  await page.getByRole("combobox", { name: "Radiation" }).selectOption("any");
});

test("a row opens the sample's card with its classes, research use, scores and evidence", async () => {
  await page.getByRole("row", { name: /^01010/ }).click();
  const card = page.locator(".sample");
  await card.getByRole("heading", { name: "01010" }).waitFor();
  await card.getByText("Research use only").waitFor();
  await card.getByText("Radiation: what it rests on").click();
  expect(await card.locator(".evidence").first().innerText()).toContain("rsi_eschrich2009 by rank-linear");
  await card.getByText("How the radiation class fared on labelled cohorts").click();
  await card.locator(".ledger li").first().waitFor();
});

test("keys step through the table and the plane", async () => {
  const open = () => page.locator(".sample h2").innerText();
  const first = await open();
  await page.getByRole("group", { name: /^Samples/ }).focus();
  await page.keyboard.press("ArrowDown");
  await expect.poll(open).not.toBe(first);
  const second = await open();
  await page.locator(".plane canvas").focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(open).not.toBe(second);
});

test("a header sorts the table, again the other way", async () => {
  const header = page.getByRole("columnheader", { name: "RSI", exact: true });
  const scores = async () => {
    const cells = await page.locator(".grid tbody tr td:last-child").allInnerTexts();
    return cells.slice(0, 10).map((text) => Number(text.replace("\u2212", "-")));
  };
  await header.getByRole("button").click();
  await expect.poll(() => header.getAttribute("aria-sort")).toBe("descending");
  const down = await scores();
  expect(down).toEqual([...down].sort((a, b) => b - a));
  await header.getByRole("button").click();
  await expect.poll(() => header.getAttribute("aria-sort")).toBe("ascending");
  const up = await scores();
  expect(up).toEqual([...up].sort((a, b) => a - b));
});

test("the address keeps settings and view", async () => {
  await page.goto("/?example&where=here&classes=none&signatures=rsi_eschrich2009,cin70_carter2006");
  await page.getByText("Scores alone").waitFor();
  expect(new URL(page.url()).searchParams.get("signatures")).toBe("rsi_eschrich2009,cin70_carter2006");
  await page.goto("/?example&where=here&axis=persistence&colour=BT");
  await page.locator(".plane").waitFor();
  expect(await page.getByLabel("Chemo axis").inputValue()).toBe("persistence");
  expect(new URL(page.url()).searchParams.get("axis")).toBe("persistence");
});
