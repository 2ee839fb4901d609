/**
 * `npm run page:large`: a cohort of many samples on the page, in headless Chromium.
 *
 *     node scripts/browser/large.ts [samples] [genes]
 *
 * Prints how long scoring took, when the result was painted, how many frames a second panning and zooming the plane and
 * scrolling the table leave, and the longest task of the page.
 */
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { build } from "vite";
import { defaultSignatures } from "../../worker/catalogue/index.ts";
import { LIMITS } from "../../worker/limits.ts";
import { ensureKernel } from "../node/kernel.ts";
import { startServer } from "../node/server.ts";

const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
const GESTURE_MS = 2_000;
const LONGEST_MS = 600_000;

const samples = Number(process.argv[2] ?? LIMITS.samples);
const folder = mkdtempSync(join(tmpdir(), "crossresist-page-"));
const file = join(folder, "cohort.tsv");
const genes = writeCohort(file, samples, Number(process.argv[3] ?? 0));
await ensureKernel();
await build({ logLevel: "error" });
const server = await startServer(folder);
const browser = await chromium.launch({ executablePath: EXECUTABLE, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  await page.addInitScript(watchTasks);
  await page.goto(server.url);
  await page.locator("input[type=file]").first().setInputFiles(file);
  const begun = performance.now();
  await page.getByRole("button", { name: "Score on this computer" }).click();
  await page.locator(".results, [role=alert]").first().waitFor({ timeout: LONGEST_MS });
  for (const alert of await page.getByRole("alert").all()) throw new Error(await alert.innerText());
  const scored = performance.now() - begun;
  await page.waitForTimeout(3_000);
  const painted = await page.evaluate(() => performance.getEntriesByName("result-painted")[0]?.duration ?? Number.NaN);
  const opening = await longest(page);
  const plane = page.locator(".plane canvas");
  await plane.scrollIntoViewIfNeeded();
  const zoom = await frames(page, plane, (at) => page.mouse.wheel(0, at % 40 < 20 ? -60 : 60));
  await page.keyboard.down("Shift");
  await page.mouse.down();
  const pan = await frames(page, plane, (at) =>
    page.mouse.move(700 + 80 * Math.sin(at / 5), 700 + 60 * Math.cos(at / 5)),
  );
  await page.mouse.up();
  await page.keyboard.up("Shift");
  const table = page.locator(".grid");
  await table.scrollIntoViewIfNeeded();
  const scroll = await frames(page, table, () => page.mouse.wheel(0, 900));
  const gestures = await longest(page);
  const rows: [string, string][] = [
    ["matrix", `${genes} genes x ${samples} samples, ${(statSync(file).size / 1e6).toFixed(0)} MB`],
    ["scored here and shown after", `${(scored / 1000).toFixed(1)} s`],
    ["result to first paint", `${painted.toFixed(0)} ms`],
    ["longest task until then", `${opening.toFixed(0)} ms`],
    ["zooming the plane", `${zoom.toFixed(0)} frames/s`],
    ["panning the plane", `${pan.toFixed(0)} frames/s`],
    ["scrolling the table", `${scroll.toFixed(0)} frames/s`],
    ["longest task of the gestures", `${gestures.toFixed(0)} ms`],
  ];
  for (const [name, value] of rows) process.stdout.write(`${name.padEnd(30)} ${value}\n`);
} finally {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true });
}

/**
 * All genes of the core signatures as far as the limit of cells allows, with values that vary; then filler up to `least` genes.
 * @returns the number of genes
 */
function writeCohort(path: string, columns: number, least: number): number {
  const names = new Set(defaultSignatures().flatMap((signature) => signature.genes.map(({ symbol }) => symbol)));
  const kept = [...names].slice(0, Math.floor(LIMITS.cells / columns));
  const fillers = Math.max(0, least - kept.length);
  const to = openSync(path, "w");
  writeSync(to, `gene\t${Array.from({ length: columns }, (_, sample) => `S${sample}`).join("\t")}\n`);
  let state = 1;
  for (const name of kept) {
    const row = Array.from({ length: columns }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (4 + (state >>> 8) / 2 ** 22).toFixed(2);
    });
    writeSync(to, `${name}\t${row.join("\t")}\n`);
  }
  const filler = Array.from({ length: columns }, (_, sample) => (3 + (sample % 977) / 100).toFixed(2)).join("\t");
  for (let gene = 0; gene < fillers; gene++) writeSync(to, `filler${gene}\t${filler}\n`);
  closeSync(to);
  return kept.length + fillers;
}

/** Runs in the page: notes every task over 50 ms. */
function watchTasks(): void {
  const found: number[] = [];
  Object.assign(globalThis, { longTasks: found });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) found.push(duration);
  }).observe({ type: "longtask" });
}

/** The longest task since it was last asked, in milliseconds; 0 if none was over 50. */
function longest(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { longTasks } = globalThis as unknown as { longTasks: number[] };
    return Math.max(0, ...longTasks.splice(0));
  });
}

/** Frames a second while a gesture goes on over an element. */
async function frames(
  page: Page,
  target: ReturnType<Page["locator"]>,
  gesture: (at: number) => Promise<void>,
): Promise<number> {
  await target.hover();
  const counted = page.evaluate(
    (lasting) =>
      new Promise<number>((resolve) => {
        const start = performance.now();
        let count = 0;
        const next = () => {
          count += 1;
          const passed = performance.now() - start;
          if (passed < lasting) requestAnimationFrame(next);
          else resolve((1000 * count) / passed);
        };
        requestAnimationFrame(next);
      }),
    GESTURE_MS,
  );
  for (let at = 0, end = performance.now() + GESTURE_MS; performance.now() < end; at++) await gesture(at);
  return counted;
}
