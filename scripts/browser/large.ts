/**
 * `npm run page:large`: large cohorts on the page, in headless Chromium.
 *
 *     node scripts/browser/large.ts [--write] [samples genes]
 *
 * By default as many samples as the page takes, and then 1 GB of text with genes in rows. Prints how long scoring took, what the
 * kernel's memory grew to, when the result was painted, how many frames a second panning and zooming the plane and scrolling the
 * table leave, and the longest task of the page. Exits with 1 where a figure is beyond what docs/page.md promises.
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page, type Worker } from "playwright-core";
import { build } from "vite";
import { defaultSignatures } from "../../worker/catalogue/index.ts";
import { LIMITS } from "../../worker/limits.ts";
import { machine } from "../bench/results.ts";
import { fillTables, table } from "../evidence/document.ts";
import { argumentsOf } from "../node/arguments.ts";
import { ensureKernel } from "../node/kernel.ts";
import { startServer } from "../node/server.ts";

const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
const DOCUMENT = "docs/page.md";
const GESTURE_MS = 2_000;
const LONGEST_MS = 600_000;
/** Text of 1 GB: samples and genes of a large study. */
const GIGABYTE = [7_000, 28_500] as const;

/** What is promised, and how many of the unit it may be at most or at least. */
const PROMISES = {
  "kernel memory": { unit: "MB", most: 64 },
  "result to first paint": { unit: "ms", most: 2_000 },
  "longest task of the page": { unit: "ms", most: 200 },
  "zooming the plane": { unit: "frames/s", least: 30 },
  "panning the plane": { unit: "frames/s", least: 30 },
  "scrolling the table": { unit: "frames/s", least: 30 },
} as const;

interface Outcome {
  readonly cohort: string;
  readonly seconds: number;
  readonly figures: Readonly<Record<keyof typeof PROMISES, number>>;
}

const { values, positionals } = argumentsOf(import.meta.filename, {
  options: { write: { type: "boolean" } },
  allowPositionals: true,
});
const asked = positionals.map(Number);
const cohorts = asked.length > 0 ? [[asked[0], asked[1] ?? 0] as const] : [[LIMITS.samples, 0] as const, GIGABYTE];
const folder = mkdtempSync(join(tmpdir(), "crossresist-page-"));
await ensureKernel();
await build({ logLevel: "error" });
const server = await startServer(folder);
const browser = await chromium.launch({ executablePath: EXECUTABLE, args: ["--no-sandbox"] });
const outcomes: Outcome[] = [];
try {
  for (const [samples, genes] of cohorts) {
    const outcome = await measure(browser, samples, genes);
    outcomes.push(outcome);
    process.stdout.write(
      `${outcome.cohort}\n  ${"scored here and shown".padEnd(26)} ${outcome.seconds.toFixed(1)} s\n`,
    );
    for (const [name, value] of figuresOf(outcome))
      process.stdout.write(`  ${name.padEnd(26)} ${textOf(name, value)}\n`);
  }
} finally {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true });
}
const broken = outcomes.flatMap(figuresOf).filter(([name, value]) => isBroken(name, value));
for (const [name, value] of broken) process.stderr.write(`Beyond what is promised: ${name} ${textOf(name, value)}\n`);
if (values.write === true) {
  const text = fillTables(readFileSync(DOCUMENT, "utf8"), { measured: document(outcomes) });
  writeFileSync(DOCUMENT, text);
}
process.exitCode = broken.length > 0 ? 1 : 0;

type FigureName = keyof typeof PROMISES;

function figuresOf({ figures }: Outcome): [FigureName, number][] {
  return Object.entries(figures) as [FigureName, number][];
}

function textOf(name: FigureName, value: number): string {
  return `${value.toFixed(0)} ${PROMISES[name].unit}`;
}

function isBroken(name: FigureName, value: number): boolean {
  const promise: { readonly most?: number; readonly least?: number } = PROMISES[name];
  return !(value <= (promise.most ?? value)) || !(value >= (promise.least ?? value));
}

function document(all: readonly Outcome[]): string {
  const { cpu, cores, memoryGiB } = machine();
  const rows = [
    ["scored here and shown", ...all.map(({ seconds }) => `${seconds.toFixed(1)} s`)],
    ...(Object.keys(PROMISES) as FigureName[]).map((name) => [
      name,
      ...all.map(({ figures }) => textOf(name, figures[name])),
    ]),
  ];
  const made = `Chromium ${browser.version()} headless with software rendering, ${cores} cores of ${cpu}, ${memoryGiB} GiB.`;
  return `${table(["", ...all.map(({ cohort }) => cohort)], rows)}\n\n${made}`;
}

async function measure(browser: Browser, samples: number, least: number): Promise<Outcome> {
  const file = join(folder, "cohort.tsv");
  const genes = writeCohort(file, samples, least);
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  const watched: Promise<Worker>[] = [];
  page.on("worker", (worker) => watched.push(worker.evaluate(watchKernel).then(() => worker)));
  await page.addInitScript(watchTasks);
  await page.goto(server.url);
  await page.locator("input[type=file]").first().setInputFiles(file);
  const [worker] = await Promise.all(watched);
  const begun = performance.now();
  await page.getByRole("button", { name: "Score on this computer" }).click();
  await page.locator(".results, [role=alert]").first().waitFor({ timeout: LONGEST_MS });
  for (const alert of await page.getByRole("alert").all()) throw new Error(await alert.innerText());
  const seconds = (performance.now() - begun) / 1000;
  const memory = await worker.evaluate(kernelMemory);
  await page.waitForTimeout(3_000);
  const painted = await page.evaluate(() => performance.getEntriesByName("result-painted")[0]?.duration ?? Number.NaN);
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
  const grid = page.locator(".grid");
  await grid.scrollIntoViewIfNeeded();
  const scroll = await frames(page, grid, () => page.mouse.wheel(0, 900));
  const figures = {
    "kernel memory": memory / 1e6,
    "result to first paint": painted,
    "longest task of the page": await longest(page),
    "zooming the plane": zoom,
    "panning the plane": pan,
    "scrolling the table": scroll,
  };
  await page.close();
  const size = statSync(file).size / 1e6;
  const count = (value: number) => value.toLocaleString("en");
  return {
    cohort: `${count(samples)} samples x ${count(genes)} genes, ${count(Math.round(size))} MB`,
    seconds,
    figures,
  };
}

/** Runs in the engine's Web Worker before the kernel is there: keeps hold of its memory, which never shrinks. */
function watchKernel(): void {
  const memories: WebAssembly.Memory[] = [];
  Object.assign(globalThis, { kernelMemories: memories });
  const instantiate = WebAssembly.instantiate as (
    module: WebAssembly.Module,
    imports: object,
  ) => Promise<WebAssembly.Instance>;
  const noting = async (module: WebAssembly.Module, imports: object) => {
    const instance = await instantiate(module, imports);
    memories.push(instance.exports.memory as WebAssembly.Memory);
    return instance;
  };
  Object.assign(WebAssembly, { instantiate: noting });
}

/** Runs there too: bytes. */
function kernelMemory(): number {
  const { kernelMemories } = globalThis as unknown as { kernelMemories: WebAssembly.Memory[] };
  return kernelMemories.reduce(
    (sum, { buffer }) => sum + buffer.byteLength,
    kernelMemories.length === 0 ? Number.NaN : 0,
  );
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
