/** The pages for people: what they name is there, and every command of theirs stands where `npm run docs:check` sees it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { commandsOf, missingLines, unfenced } from "../../scripts/docs/blocks.ts";

const ROOT = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const docs = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".md"))
  .map((path) => `docs/${path}`);
const pages = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", ...docs];

/** Anchors of a page's headings, as GitHub makes them. */
const anchors = (page: string) =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );

describe.each(pages)("%s", (page) => {
  test("leads to files and headings that are there", () => {
    const broken = [...read(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)]+))?\)/g)].filter(([, path, anchor]) => {
      const target = path === "" ? page : join(dirname(page), path);
      return !existsSync(join(ROOT, target)) || (anchor !== undefined && !anchors(read(target)).includes(anchor));
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  test("names no script that there is not", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const named = [...read(page).matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name]) => name);
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  test("names no file of the tree that there is not", () => {
    const named = [...read(page).matchAll(/`((?:scripts|test|worker|web|assembly|docs)\/[\w./-]+)`/g)];
    expect(named.map(([, path]) => path).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  test("has its commands in fences, each run or with a reason why not", () => {
    expect(unfenced(read(page))).toEqual([]);
    const reasons = commandsOf(read(page)).flatMap(({ skipped }) => (skipped === undefined ? [] : [skipped.trim()]));
    expect(reasons.filter((reason) => reason.length < 8)).toEqual([]);
  });
});

test("every page is reached from the index, and the README takes two screens at most", () => {
  const index = read("docs/README.md");
  const missing = docs.filter(
    (page) => page !== "docs/README.md" && !index.includes(`(${page.slice("docs/".length)})`),
  );
  expect(missing).toEqual([]);
  expect(read("README.md").split("\n").length - 1).toBeLessThanOrEqual(80);
});

describe("blocks of a page", () => {
  const PAGE = "```sh\nls\n```\n\n```text\na\n…\nc\n```\n\n<!-- not run: needs a moon -->\n```sh\nfly\n```\n";

  test("are commands with what is printed below them, or with why they are not run", () => {
    expect(commandsOf(PAGE)).toEqual([
      { line: 1, language: "sh", text: "ls\n", printed: "a\n…\nc\n", skipped: undefined },
      { line: 12, language: "sh", text: "fly\n", skipped: "needs a moon" },
    ]);
  });

  test("are missed in an indented block, which is told", () => {
    expect(unfenced(`${PAGE}\n    npm run x\n    FOO=1 npx y\n    a table\n`)).toEqual([
      "    npm run x",
      "    FOO=1 npx y",
    ]);
  });

  test("print their lines in order, with others between where the page has an ellipsis", () => {
    expect(missingLines("a\n…\nc\n", "a\nb\nc\n")).toEqual([]);
    expect(missingLines("c\na\n", "a\nb\nc\n")).toEqual(["a"]);
  });
});
