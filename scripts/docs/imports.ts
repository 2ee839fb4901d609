/** Who imports whom, read from the source. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

export interface Import {
  /** File, from the root of the project. */
  readonly from: string;
  /** File from the root of the project, or the package as it is written. */
  readonly to: string;
  /** Whether nothing of it is there at run time. */
  readonly typeOnly: boolean;
}

const STATEMENT = /^(?:import|export)\s+(type\s)?[^;"']*?from\s+"([^"]+)"|^import\s+"([^"]+)"|import\("([^"]+)"\)/gm;

/** Paths of the TypeScript files below `folder`, from `root`, in order. */
export function sourceFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith(".d.ts"))
    .map((path) => join(folder, path).replaceAll("\\", "/"))
    .sort();
}

/** The imports of all files below `folder`, in order. */
export function importsOf(root: string, folder: string): Import[] {
  return sourceFiles(root, folder).flatMap((from) =>
    [...readFileSync(join(root, from), "utf8").matchAll(STATEMENT)].map(([, type, ...targets]) => {
      const target = targets.find((found) => found !== undefined) ?? "";
      const to = target.startsWith(".") ? normalize(join(dirname(from), target)).replaceAll("\\", "/") : target;
      return { from, to, typeOnly: type !== undefined };
    }),
  );
}
