/** Who may import whom: docs/development/architecture.md draws it, the rules stand here. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { arrows, direct, layers, partOf, picture } from "../../scripts/docs/architecture.ts";
import { importsOf } from "../../scripts/docs/imports.ts";

const ROOT = join(import.meta.dirname, "../..");
const imports = importsOf(ROOT, "worker");

/** Parts that run wherever JavaScript does: the parts and packages that each may import. */
const FREE: Readonly<Record<string, { readonly parts: readonly string[]; readonly packages: readonly string[] }>> = {
  engine: { parts: [], packages: [] },
  catalogue: { parts: ["engine"], packages: ["zod"] },
  matrix: { parts: ["engine", "catalogue"], packages: ["fzstd", "hyparquet"] },
  results: { parts: ["engine", "catalogue"], packages: ["hyparquet-writer"] },
};

const isPackage = (target: string) => !/^(?:worker|build|scripts|web)\//.test(target);
const packageOf = (target: string) => /^(?:@[^/]+\/)?[^/]+/.exec(target)?.[0] ?? target;

describe.each(Object.entries(FREE))("%s", (part, { parts, packages }) => {
  const own = imports.filter(({ from }) => partOf(from) === part);

  test("imports no part above it", () => {
    expect(own.length).toBeGreaterThan(0);
    const others = arrows(own).map(([, to]) => to);
    expect(others.filter((to) => !parts.includes(to))).toEqual([]);
  });

  test("imports nothing of Cloudflare, Node or the DOM", () => {
    const targets = own.filter(({ to }) => isPackage(to)).map(({ to }) => packageOf(to));
    expect(targets.filter((target) => !packages.includes(target))).toEqual([]);
  });
});

test("the shared words import nothing but each other, and what wrangler.toml binds is a matter of types", () => {
  const words = imports.filter(({ from }) => /^worker\/(?:problem|limits|closest)\.ts$/.test(from));
  expect(words.filter(({ to }) => partOf(to) !== undefined || isPackage(to))).toEqual([]);
  const bindings = imports.filter(({ from, to }) => from === "worker/env.ts" || to === "worker/env.ts");
  expect(bindings.filter(({ typeOnly }) => !typeOnly)).toEqual([]);
  const wanting = bindings.map(({ from }) => partOf(from)).filter((part) => part !== undefined && part in FREE);
  expect(wanting).toEqual([]);
});

test("the kernel and Node are reached from where the platform is known only", () => {
  const outside = imports.filter(({ to }) => /^(?:node|cloudflare):/.test(to) || partOf(to) === "kernel");
  const allowed = ["storage", "batch", "routes", "isolate", "index", "access", "library"];
  expect(outside.filter(({ from }) => !allowed.includes(partOf(from) ?? ""))).toEqual([]);
});

test("arrows go one way", () => {
  const rows = layers(arrows(imports));
  expect(rows[0]).toContain("index");
  expect(rows[rows.length - 1]).toContain("engine");
  expect(() =>
    layers([
      ["a", "b"],
      ["b", "c"],
      ["c", "a"],
    ]),
  ).toThrow("these import each other: a, b, c");
  expect(
    direct([
      ["a", "b"],
      ["b", "c"],
      ["a", "c"],
    ]),
  ).toEqual([
    ["a", "b"],
    ["b", "c"],
  ]);
});

test("the picture shows the imports as they are", () => {
  const page = readFileSync(join(ROOT, "docs/development/architecture.md"), "utf8");
  expect(page, "npm run architecture redraws it").toContain(picture());
});
