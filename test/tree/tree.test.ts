/** What keeps the tree readable: short files, small folders, and words on everything that is exported. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sourceFiles } from "../../scripts/docs/imports.ts";

const ROOT = join(import.meta.dirname, "../..");
const CODE = ["assembly", "scripts", "test", "web", "worker"];
/** Data, kept as one file each. */
const DATA = /^(?:test\/(?:fixtures|reference|corpus)|worker\/catalogue\/source|scripts\/demo\/cohort)(?:\/|$)/;
const MOST_LINES = 400;
const MOST_FILES = 12;

const code = CODE.flatMap((folder) => sourceFiles(ROOT, folder)).filter((path) => !DATA.test(path));

test(`no file has more than ${MOST_LINES} lines`, () => {
  const long = code.filter((path) => readFileSync(join(ROOT, path), "utf8").split("\n").length > MOST_LINES + 1);
  expect(code.length).toBeGreaterThan(300);
  expect(long).toEqual([]);
});

test("every file but a test says at its head what it is", () => {
  const silent = code.filter(
    (path) => !path.startsWith("test/") && !/^(?:#!.*\n)?\/[/*]/.test(readFileSync(join(ROOT, path), "utf8")),
  );
  expect(silent).toEqual([]);
});

test(`no folder has more than ${MOST_FILES} files`, () => {
  const folders = [...CODE, "docs"].flatMap((top) => [top, ...foldersBelow(top)]).filter((path) => !DATA.test(path));
  const full = folders.filter((folder) => {
    const entries = readdirSync(join(ROOT, folder), { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).length > MOST_FILES;
  });
  expect(full).toEqual([]);
});

function foldersBelow(top: string): string[] {
  return readdirSync(join(ROOT, top), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(ROOT.length + 1)
        .replaceAll("\\", "/"),
    );
}

const EXPORTED =
  /^export (?:default )?(?:async )?(?:(?:abstract )?class|function\*?) (\w+)|^export const (\w+)[^=\n]*= (?:async )?(?:\(|<)/;

test("everything of the Worker that is exported and can be called says what it does", () => {
  const silent = sourceFiles(ROOT, "worker").flatMap((path) => {
    const lines = readFileSync(join(ROOT, path), "utf8").split("\n");
    return lines.flatMap((line, at) => {
      const name = EXPORTED.exec(line)
        ?.slice(1)
        .find((found) => found !== undefined);
      if (name === undefined || lines[at - 1]?.trimEnd().endsWith("*/")) return [];
      // What follows an overload is told with it.
      const told = lines.slice(0, at).some((earlier) => EXPORTED.exec(earlier)?.includes(name));
      return told ? [] : [`${path}: ${name}`];
    });
  });
  expect(silent).toEqual([]);
});

test("everything that the library exports says what it is", () => {
  const index = readFileSync(join(ROOT, "worker/library/index.ts"), "utf8");
  const exported = [...index.matchAll(/^export (?:type )?\{([^}]+)\}/gm)]
    .flatMap(([, names]) => names.split(","))
    .map((name) => name.replace(/^\s*(?:type )?(\w+)[\s\S]*$/, "$1"))
    .filter((name) => name !== "");
  expect(exported.length).toBeGreaterThan(15);
  const sources = sourceFiles(ROOT, "worker").map((path) => readFileSync(join(ROOT, path), "utf8"));
  const told = (name: string) => {
    const documented = new RegExp(`\\*/\\nexport (?:async )?(?:interface|type|const|class|function) ${name}\\b`);
    return sources.some((source) => documented.test(source));
  };
  expect(exported.filter((name) => !told(name))).toEqual([]);
});

test("what the engine, the readers, the catalogue and the results need is there in every JavaScript", () => {
  const { compilerOptions, include } = JSON.parse(readFileSync(join(ROOT, "worker/engine/tsconfig.json"), "utf8"));
  expect(compilerOptions).toEqual({ lib: ["ES2024", "ESNext.TypedArrays", "WebWorker"], types: [] });
  expect(include).toEqual([".", "../catalogue", "../matrix", "../results"]);
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  expect(scripts.types).toContain("tsc -p worker/engine/tsconfig.json");
});
