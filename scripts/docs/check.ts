/**
 * `npm run docs:check`: runs every command of README and docs in a fresh copy, page by page, and compares what it prints with the
 * page. Blocks marked `<!-- not run: why -->` are listed.
 *
 *     npm run docs:check                    all pages
 *     npm run docs:check -- docs/guides     pages whose path begins so
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { putObject, type Server, startServer } from "../node/server.ts";
import { type Block, commandsOf, missingLines } from "./blocks.ts";

const ROOT = join(import.meta.dirname, "../..");
const ADDRESS = /localhost:8787/g;
const LONGEST_MS = 300_000;
/** What runs a block that is no shell's, and whether it can here. */
const INTERPRETERS = {
  python: { program: process.env.PYTHON ?? "python3", probe: ["-c", "import pandas, requests"] },
  r: { program: "Rscript", probe: ["-e", "library(curl)"] },
} as const;

/** README and all pages below docs, from the root. */
function pages(wanted: readonly string[]): string[] {
  const docs = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => `docs/${path}`)
    .sort();
  return ["README.md", ...docs].filter((path) => wanted.length === 0 || wanted.some((begin) => path.startsWith(begin)));
}

/** What is committed and what is not, without what is built, in a folder of its own. */
function freshCopy(): string {
  const copy = mkdtempSync(join(tmpdir(), "crossresist-docs-"));
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { cwd: ROOT, maxBuffer: 1e8 });
  execFileSync("tar", ["-cf", join(copy, "tree.tar"), "--null", "-T", "-"], { cwd: ROOT, input: files });
  execFileSync("tar", ["-xf", "tree.tar"], { cwd: copy });
  rmSync(join(copy, "tree.tar"));
  mkdirSync(join(copy, "out"), { recursive: true });
  return copy;
}

/** A service for the commands that ask one at localhost, with the demo cohort in its bucket. */
async function serve(copy: string): Promise<Server> {
  process.chdir(copy);
  execFileSync("npm", ["run", "-s", "build"], { cwd: copy, stdio: "inherit" });
  const storage = join(copy, "out/storage");
  await putObject(storage, "demo/all_chiaretti.tsv.gz", join(copy, "scripts/demo/cohort/expr.tsv.gz"));
  return startServer(storage);
}

type Outcome = { readonly ok: boolean; readonly told: string } | { readonly skipped: string };

function run({ language, text, printed }: Block, copy: string, server: Server | null): Promise<Outcome> | Outcome {
  const code = server === null ? text : text.replace(ADDRESS, new URL(server.url).host);
  if (language === "sh") return execute("bash", ["-euc", code], copy, printed);
  const { program, probe } = INTERPRETERS[language as keyof typeof INTERPRETERS];
  if (spawnSync(program, probe).status !== 0) return { skipped: `${program} with what it imports is not installed` };
  return execute(program, [language === "python" ? "-c" : "-e", code], copy, printed);
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

async function main(): Promise<void> {
  const blocks = pages(process.argv.slice(2)).flatMap((page) =>
    commandsOf(readFileSync(join(ROOT, page), "utf8")).map((block) => ({ page, block })),
  );
  const copy = freshCopy();
  let server: Server | null = null;
  let failed = 0;
  try {
    execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--silent"], { cwd: copy, stdio: "inherit" });
    const runs = blocks.filter(({ block }) => block.skipped === undefined);
    if (runs.some(({ block }) => block.text.search(ADDRESS) >= 0)) server = await serve(copy);
    for (const { page, block } of blocks) {
      const outcome = block.skipped === undefined ? await run(block, copy, server) : { skipped: block.skipped };
      const word = "skipped" in outcome ? `skipped: ${outcome.skipped}` : outcome.ok ? "ok" : `FAILED\n${outcome.told}`;
      if ("ok" in outcome && !outcome.ok) failed++;
      process.stdout.write(`${page}:${block.line} ${word}\n`);
    }
  } finally {
    await server?.close();
    process.chdir(ROOT);
    rmSync(copy, { recursive: true, force: true });
  }
  process.stdout.write(`${blocks.length} blocks, ${failed} failed\n`);
  if (failed > 0) process.exitCode = 1;
}

await main();
