/** `npm run architecture`: redraws the picture of the Worker's parts in docs/development/architecture.md from the imports. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Import, importsOf } from "./imports.ts";

const ROOT = join(import.meta.dirname, "../..");
const PAGE = join(ROOT, "docs/development/architecture.md");
const BLOCK = /```mermaid\n[\s\S]*?```/;

/** Words of the language that all parts speak; arrows to them would hide the others. */
const EVERYWHERE = ["problem", "limits", "closest", "env"];
/** Files that stand alone in worker/ and belong together. */
const TOGETHER: Readonly<Record<string, string>> = { shared: "isolate", app: "index" };

/** The part that a file belongs to: its folder in worker/, or its own name there; undefined outside of the picture. */
export function partOf(path: string): string | undefined {
  const [root, name] = path.split("/");
  if (root === "build" && name.startsWith("kernel")) return "kernel";
  if (root !== "worker") return undefined;
  const part = name.replace(/\.ts$/, "");
  return EVERYWHERE.includes(part) ? undefined : (TOGETHER[part] ?? part);
}

/** Arrows between parts, `importer -> imported`, each once, in order. */
export function arrows(imports: readonly Import[]): [from: string, to: string][] {
  const found = imports.flatMap(({ from, to }) => {
    const [a, b] = [partOf(from), partOf(to)];
    return a === undefined || b === undefined || a === b ? [] : [`${a} ${b}`];
  });
  return [...new Set(found)].sort().map((arrow) => arrow.split(" ") as [string, string]);
}

/**
 * Layers from the top: a part stands one below the lowest that imports it.
 * @throws Error where parts import each other in a circle
 */
export function layers(all: readonly (readonly [string, string])[]): string[][] {
  const rest = new Set(all.flat());
  const found: string[][] = [];
  while (rest.size > 0) {
    const layer = [...rest].filter((part) => !all.some(([from, to]) => to === part && rest.has(from))).sort();
    if (layer.length === 0) throw new Error(`these import each other: ${[...rest].sort().join(", ")}`);
    for (const part of layer) rest.delete(part);
    found.push(layer);
  }
  return found;
}

/** Arrows that no chain of others stands for: fewer lines say the same. */
export function direct(all: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  const reaches = (from: string, to: string): boolean =>
    all.some(([a, b]) => a === from && (b === to || reaches(b, to)));
  return all.filter(([from, to]) => !all.some(([a, b]) => a === from && b !== to && reaches(b, to)));
}

/** The picture as Mermaid text. */
export function picture(): string {
  const all = arrows(importsOf(ROOT, "worker"));
  const rows = layers(all).map((layer) => `  ${layer.join(" ~~~ ")}`);
  const lines = direct(all).map(([from, to]) => `  ${from} --> ${to}`);
  return ["```mermaid", "flowchart TD", ...rows, ...lines, "```"].join("\n");
}

if (import.meta.main) writeFileSync(PAGE, readFileSync(PAGE, "utf8").replace(BLOCK, picture()));
