/**
 * `npm run docs:check`: runs every command of README and docs in a fresh copy, page by page, and compares what it prints with the
 * page. Blocks marked `<!-- not run: why -->` are listed, and so are those whose language is not installed here.
 *
 *     npm run docs:check                    all pages
 *     npm run docs:check -- docs/guides     pages whose path begins so
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demoCohort } from "../demo/cohort.ts";
import { putObject, type Server, startServer } from "../node/server.ts";
import { type Block, commandsOf, type Language, missingLines, unfenced } from "./blocks.ts";

const ROOT = join(import.meta.dirname, "../..");
const ADDRESS = /localhost:8787/g;
const LONGEST_MS = 300_000;
/** The copy is installed once; a page that begins with it goes on from there. */
const INSTALL = /^npm ci(?: --\S+)*(?: && )?/gm;

/** How the blocks of a language are run, and what has to be there for one. */
const INTERPRETERS: Readonly<Record<Exclude<Language, "sh">, Interpreter>> = {
  python: {
    program: process.env.PYTHON ?? "python3",
    words: (text) => ["-W", "ignore", "-c", text],
    needs: (text) => [...(text.match(/^import .*/gm) ?? []), ...(text.includes("parquet") ? ["import pyarrow"] : [])],
  },
  r: { program: "Rscript", words: (text) => ["-e", text], needs: (text) => text.match(/^library\(.*/gm) ?? ["1"] },
  js: { program: process.execPath, words: (text, copy) => [written(copy, "block.mjs", text)] },
  ts: { program: process.execPath, words: (text, copy) => [written(copy, "block.ts", text)] },
};

interface Interpreter {
  readonly program: string;
  readonly words: (text: string, copy: string) => string[];
  /** Lines that succeed where a block can run. */
  readonly needs?: (text: string) => string[];
}

/** README, the other pages at the root, and all below docs. */
function pages(wanted: readonly string[]): string[] {
  const docs = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => `docs/${path}`)
    .sort();
  const all = ["README.md", "CONTRIBUTING.md", "SECURITY.md", ...docs];
  return all.filter((path) => wanted.length === 0 || wanted.some((begin) => path.startsWith(begin)));
}

/** What is committed and what is not, without what is built, in a folder of its own. */
function freshCopy(): string {
  const copy = mkdtempSync(join(tmpdir(), "crossresist-docs-"));
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { cwd: ROOT, maxBuffer: 1e8 });
  const there = files
    .toString()
    .split("\0")
    .filter((path) => path !== "");
  const deleted = execFileSync("git", ["ls-files", "-d", "-z"], { cwd: ROOT }).toString().split("\0");
  const names = there.filter((path) => !deleted.includes(path)).join("\0");
  execFileSync("tar", ["-cf", join(copy, "tree.tar"), "--null", "-T", "-"], { cwd: ROOT, input: names });
  execFileSync("tar", ["-xf", "tree.tar"], { cwd: copy });
  rmSync(join(copy, "tree.tar"));
  return copy;
}

/** A service for the commands that ask one at localhost, with the demo cohort in its bucket. */
async function serve(copy: string): Promise<Server> {
  process.chdir(copy);
  execFileSync("npm", ["run", "-s", "build"], { cwd: copy, stdio: "inherit" });
  const storage = join(copy, "storage");
  await putObject(storage, demoCohort.key, demoCohort.file);
  return startServer(storage);
}

/** A block as a file two levels deep at most, from where it finds the package and its own imports. */
function written(copy: string, name: string, text: string): string {
  mkdirSync(join(copy, "out"), { recursive: true });
  const path = join(copy, "out", name);
  writeFileSync(path, text);
  return path;
}

type Outcome = { readonly ok: boolean; readonly told: string } | { readonly skipped: string };

/** @param text of the block, and of those that it goes on from */
function run(
  { language, printed }: Block,
  text: string,
  copy: string,
  server: Server | null,
): Promise<Outcome> | Outcome {
  const code = server === null ? text : text.replace(ADDRESS, new URL(server.url).host);
  if (language === "sh") return execute("bash", ["-euc", code.replace(INSTALL, "")], copy, printed);
  const { program, words, needs } = INTERPRETERS[language];
  const wanting = needs?.(text).find((line) => spawnSync(program, words(line, copy)).status !== 0);
  if (wanting !== undefined) return { skipped: `${program} or what it needs is not installed: ${wanting}` };
  return execute(program, words(code, copy), copy, printed);
}

function execute(program: string, words: string[], cwd: string, printed = ""): Promise<Outcome> {
  const child = spawn(program, words, { cwd, stdio: ["ignore", "pipe", "pipe"], timeout: LONGEST_MS });
  let output = "";
  let errors = "";
  child.stdout.on("data", (piece) => {
    output += piece;
  });
  child.stderr.on("data", (piece) => {
    errors += piece;
  });
  return new Promise((resolve) => {
    child.once("close", (status) => {
      const missing = missingLines(printed, output);
      if (status === 0 && missing.length === 0) return resolve({ ok: true, told: "" });
      const why =
        status === 0 ? `not printed: ${missing.join("\n")}\nprinted: ${output}` : `exit status ${status}\n${errors}`;
      resolve({ ok: false, told: why.slice(0, 2000) });
    });
  });
}

/** A block of JavaScript goes on from those before it on its page, as a reader does. */
function textOf(page: string, block: Block, before: Map<string, string>): string {
  if (block.language !== "js") return block.text;
  const text = (before.get(page) ?? "") + block.text;
  if (block.skipped === undefined) before.set(page, text);
  return text;
}

async function main(): Promise<void> {
  const wanted = pages(process.argv.slice(2)).map((page) => ({ page, text: readFileSync(join(ROOT, page), "utf8") }));
  const blocks = wanted.flatMap(({ page, text }) => commandsOf(text).map((block) => ({ page, block })));
  const outside = wanted.flatMap(({ page, text }) =>
    unfenced(text).map((line) => `${page}: no fence around ${line}\n`),
  );
  const runs = blocks.filter(({ block }) => block.skipped === undefined);
  const before = new Map<string, string>();
  const copy = freshCopy();
  let server: Server | null = null;
  let failed = outside.length;
  let skipped = 0;
  process.stdout.write(outside.join(""));
  try {
    execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--silent"], { cwd: copy, stdio: "inherit" });
    if (runs.some(({ block }) => block.text.search(ADDRESS) >= 0)) server = await serve(copy);
    if (runs.some(({ block }) => block.language === "js")) {
      execFileSync("npm", ["run", "-s", "library"], { cwd: copy, stdio: ["ignore", "ignore", "inherit"] });
    }
    for (const { page, block } of blocks) {
      const start = performance.now();
      const text = textOf(page, block, before);
      const outcome = block.skipped === undefined ? await run(block, text, copy, server) : { skipped: block.skipped };
      const word = "skipped" in outcome ? `not run: ${outcome.skipped}` : outcome.ok ? "ok" : `FAILED\n${outcome.told}`;
      if ("skipped" in outcome) skipped++;
      else if (!outcome.ok) failed++;
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      process.stdout.write(`${page}:${block.line} ${word}${"ok" in outcome ? ` (${seconds} s)` : ""}\n`);
    }
  } finally {
    await server?.close();
    process.chdir(ROOT);
    rmSync(copy, { recursive: true, force: true });
  }
  process.stdout.write(
    `${blocks.length} blocks: ${blocks.length - skipped - failed} as printed, ${skipped} not run, ${failed} failed\n`,
  );
  if (failed > 0) process.exitCode = 1;
}

await main();
