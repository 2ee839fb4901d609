/** What the project is made of: each dependency is wanted, pinned, locked with its digest, and free to be shipped. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const read = (file: string) => JSON.parse(readFileSync(join(ROOT, file), "utf8"));

interface Locked {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly hasInstallScript?: boolean;
}

const manifest = read("package.json");
const packages: Readonly<Record<string, Locked>> = read("package-lock.json").packages;
/** Without the project itself and its own folder for a newer Node. */
const foreign = Object.entries(packages).filter(([path, { link }]) => path.startsWith("node_modules/") && !link);
const nameOf = (path: string) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);

/** What runs wherever the engine runs, and why it is there. A new one has to be written down here. */
const LIBRARY: Readonly<Record<string, string>> = {
  "@noble/hashes": "SHA-256 in the page",
  fzstd: "zstd in the page",
  hyparquet: "Parquet, reading",
  "hyparquet-writer": "Parquet, writing",
  pako: "gzip of several members in the page",
  zod: "what requests may say",
};
/** What the bundles of Worker and page hold besides. */
const BUNDLED: Readonly<Record<string, string>> = {
  "@aws-sdk/client-s3": "buckets behind an S3 endpoint",
  "@fontsource-variable/inter": "the page's letters",
  "@preact/signals": "the page's state",
  hono: "HTTP",
  preact: "the page",
};
const SHIPPED = [...Object.keys(LIBRARY), ...Object.keys(BUNDLED)];

/** What only builds, checks and tests. */
const TOOLS = `
  @axe-core/playwright @biomejs/biome @cloudflare/vitest-plugin @cloudflare/workers-types @types/node assemblyscript
  crossresist-runtime fast-check miniflare playwright-core typescript vite vitest wrangler
`
  .trim()
  .split(/\s+/);

/** Licences that let a bundle be passed on under Apache-2.0 with a notice. */
const FREE = ["Apache-2.0", "MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "OFL-1.1", "(MIT AND Zlib)"];

/** Where a package finds another: in its own folder, or in one above. */
function resolved(from: string, name: string): string {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    const path = at === "" ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (path in packages) return path;
    if (at === "" || at.lastIndexOf("/node_modules/") < 0) {
      if (`node_modules/${name}` in packages) return `node_modules/${name}`;
      throw new Error(`${name}, which ${from} needs, is not locked`);
    }
  }
}

/** The packages that are shipped, with all that they need. */
function shippedPaths(): readonly string[] {
  const found = new Set(SHIPPED.map((name) => `node_modules/${name}`));
  // A set goes on to what is added while it is walked through.
  for (const path of found)
    for (const name of Object.keys(packages[path].dependencies ?? {})) found.add(resolved(path, name));
  return [...found];
}

describe("dependencies", () => {
  test("are those that are written down", () => {
    expect(Object.keys(manifest.dependencies).sort()).toEqual(Object.keys(LIBRARY).sort());
    expect(Object.keys(manifest.devDependencies).sort()).toEqual([...Object.keys(BUNDLED), ...TOOLS].sort());
    expect(manifest.optionalDependencies).toBeUndefined();
  });

  test("have exact versions", () => {
    const versions: string[] = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
    const loose = versions.filter(
      (version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version) && !version.startsWith("file:"),
    );
    expect(loose).toEqual([]);
  });

  test("are locked with their digests, and come from nowhere but a registry", () => {
    const isLoose = ({ integrity = "", resolved = "https:" }: Locked) =>
      !integrity.startsWith("sha512-") || !resolved.startsWith("https:");
    expect(foreign.filter(([, entry]) => isLoose(entry)).map(([path]) => path)).toEqual([]);
    expect(foreign.length).toBeGreaterThan(50);
  });

  test("run no scripts at installation but those that are allowed", () => {
    const scripts = new Set(
      foreign.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path)),
    );
    // For macOS alone, and only a faster way there.
    scripts.delete("fsevents");
    expect([...scripts].sort()).toEqual(Object.keys(manifest.allowScripts).sort());
  });

  test("that are shipped may be passed on", () => {
    const paths = shippedPaths();
    const licences = paths.map((path): [string, string] => [
      nameOf(path),
      String(read(`${path}/package.json`).license),
    ]);
    expect(licences.filter(([, licence]) => !FREE.includes(licence))).toEqual([]);
    expect(paths.length).toBeGreaterThan(SHIPPED.length);
  });

  test("that are shipped are named in the notice, themselves or by their scope", () => {
    const notice = readFileSync(join(ROOT, "NOTICE"), "utf8");
    const names = shippedPaths().map(nameOf);
    expect(names.filter((name) => !notice.includes(name) && !notice.includes(`${name.split("/")[0]} `))).toEqual([]);
  });
});
