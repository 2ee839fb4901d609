/**
 * `npm run library:check`: whether the package works for those who install it. Packs it, installs the tarball into an empty folder by
 * npm, and there scores the demo cohort in Node, in a Worker that wrangler bundles, in Chromium from a bundle of Vite's (where there is
 * a Chromium), and by the command line; checks the types as a strict user does. All must give the bytes of this checkout's own.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { chromium } from "playwright-core";
import { build } from "vite";
import { demoCohort } from "../demo/cohort.ts";

const ROOT = join(import.meta.dirname, "../..");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const QUIET = { ...process.env, CI: "1", WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" };

const folder = mkdtempSync(join(tmpdir(), "crossresist-library-"));
const app = join(folder, "app");

function run(command: string, words: readonly string[], cwd = app): string {
  return execFileSync(command, words, { cwd, env: QUIET, encoding: "utf8", maxBuffer: 1e8, stdio: "pipe" });
}

const node = (...words: string[]) => run(process.execPath, words);
const digestOf = (csv: string) => createHash("sha256").update(csv).digest("hex").slice(0, 16);

/** What an app answers: the path of the engine, and the table. */
interface Answer {
  readonly path: string;
  readonly csv: string;
}

function install(): string {
  const words = ["pack", "--json", "--pack-destination", folder];
  const [{ filename, size, entryCount }] = JSON.parse(run("npm", words, ROOT));
  cpSync(join(ROOT, "test/library/app"), app, { recursive: true });
  run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", join(folder, filename)]);
  const installed = readdirSync(join(app, "node_modules")).filter((name) => !name.startsWith("."));
  return `${filename}: ${size} bytes, ${entryCount} files; beside it npm installed ${installed.filter((name) => name !== "crossresist").join(", ")}`;
}

async function inWorker(): Promise<Answer> {
  const wrangler = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
  node(wrangler, "deploy", "--dry-run", "--outdir", "bundle", "--config", "wrangler.toml");
  const modules = readdirSync(join(app, "bundle"))
    .filter((name) => /\.(?:js|wasm)$/.test(name))
    .sort((a) => (a === "worker.js" ? -1 : 1))
    .map((name) => ({
      type: name.endsWith(".wasm") ? ("CompiledWasm" as const) : ("ESModule" as const),
      path: join(app, "bundle", name),
    }));
  const options = { modules, modulesRoot: join(app, "bundle"), compatibilityDate: "2026-10-23" };
  const miniflare = new Miniflare(convertV4MiniflareOptions(options));
  try {
    const body = readFileSync(demoCohort.file);
    const answer = await miniflare.dispatchFetch("http://localhost/", { method: "POST", body });
    return (await answer.json()) as Answer;
  } finally {
    await miniflare.dispose();
  }
}

const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

async function inBrowser(): Promise<Answer> {
  await build({ root: join(app, "page"), configFile: false, logLevel: "error", build: { outDir: "../page-built" } });
  cpSync(demoCohort.file, join(app, "page-built/cohort.tsv.gz"));
  const server = createServer(({ url = "/" }, response) => {
    const path = join(app, "page-built", url === "/" ? "index.html" : url);
    response.writeHead(existsSync(path) ? 200 : 404, {
      "Content-Type": TYPES[extname(path)] ?? "application/octet-stream",
      "Content-Security-Policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'",
    });
    response.end(existsSync(path) ? readFileSync(path) : "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`);
    await page.locator("pre").waitFor({ timeout: 20_000 });
    return JSON.parse((await page.locator("pre").textContent()) ?? "");
  } finally {
    await browser.close();
    server.close();
  }
}

function report(where: string, expected: string, { path, csv }: Answer): void {
  const same = csv === expected;
  if (!same || path !== "wasm") process.exitCode = 1;
  console.log(`${where}: ${path}, ${same ? "the same bytes" : `OTHER BYTES: ${csv.slice(0, 300)}`}`);
}

try {
  mkdirSync(app);
  console.log(install());
  const command = join(ROOT, "scripts/crossresist.ts");
  const expected = node(command, "score", demoCohort.file, "--accept", "csv", "--quiet");
  console.log(`the demo cohort by this checkout: CSV of ${expected.length} bytes, sha256 ${digestOf(expected)}`);
  report("Node", expected, JSON.parse(node("node.mjs", demoCohort.file)));
  report("a Worker, bundled by wrangler", expected, await inWorker());
  if (existsSync(CHROMIUM)) report("Chromium, bundled by Vite", expected, await inBrowser());
  else console.log("Chromium: not there");
  const csv = run("npx", ["--offline", "crossresist", "score", demoCohort.file, "--accept", "csv", "--quiet"]);
  report("command line", expected, { path: "wasm", csv });
  for (const resolution of ["nodenext", "bundler"]) {
    const words = [
      "--noEmit",
      "--strict",
      "--target",
      "es2024",
      "--module",
      resolution === "bundler" ? "esnext" : resolution,
    ];
    const types = [
      "--moduleResolution",
      resolution,
      "--types",
      "node",
      "--typeRoots",
      join(ROOT, "node_modules/@types"),
    ];
    node(join(ROOT, "node_modules/typescript/bin/tsc"), ...words, ...types, "types.ts");
  }
  console.log("types: strict, by nodenext and bundler");
} catch (error) {
  const output = error instanceof Error && "stdout" in error ? `\n${error.stdout}` : "";
  console.error(`${error instanceof Error ? error.message : error}${output}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
