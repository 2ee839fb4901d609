/** Files of the binary formats with damage, whole or in one of their parts. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { EVERYTHING, fixtureBytes, unpacked } from "../../test/support/formats.ts";
import { panelGenes } from "../../worker/engine/panel.ts";
import { archiveCases, type Packed } from "./archive.ts";
import { HARMS, harmed } from "./harm.ts";

const FOLDER = join(import.meta.dirname, "../../test/fixtures/formats");
const NAMES = readdirSync(FOLDER).filter((name) => /\.(zip|gz|h5|h5ad|parquet|feather)$/.test(name));

/** What JSON may say in place of what was expected. */
export const ODD_VALUES: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e308, 2 ** 31, 2 ** 53, -(2 ** 53), "", "0", "NaN", "__proto__", "\ud800", [], {}],
  ...[
    [[]],
    [0],
    [-1],
    [1e15, 1e15],
    [2 ** 26, 2 ** 26],
    ["a"],
    { name: "gzip" },
    { name: 5 },
    "<U999999999",
    "|O",
    "<f2",
  ],
  ...[{ __proto__: null, constructor: 1 }, "x".repeat(2000), Array.from({ length: 500 }, () => 1), "float128", "u1"],
];

/** JSON with the value at some place, counted from the root on, replaced. */
function replacedAt(json: unknown, place: number, value: unknown): unknown {
  let left = place;
  const walk = (node: unknown): unknown => {
    if (left-- === 0) return value;
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== "object" || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([name, inner]) => [name, walk(inner)]));
  };
  return walk(json);
}

const countOf = (json: unknown): number =>
  typeof json === "object" && json !== null
    ? 1 + Object.values(json).reduce<number>((sum, inner) => sum + countOf(inner), 0)
    : 1;

/** JSON with another value at one of its places. */
export function withOddValue(json: unknown, place: number, value: unknown): unknown {
  return replacedAt(json, place % countOf(json), value);
}

function oddJson(bytes: Uint8Array, place: number, value: unknown): Uint8Array {
  return new TextEncoder().encode(
    JSON.stringify(withOddValue(JSON.parse(new TextDecoder().decode(bytes)), place, value)),
  );
}

/** Files of a folder, by path. */
export type Files = ReadonlyMap<string, Uint8Array>;

const IS_JSON = /zarr\.json$|\.z(group|array|attrs|metadata)$/;

function folderCases(files: Files): fc.Arbitrary<Files> {
  const paths = [...files.keys()];
  const descriptions = paths.filter((path) => IS_JSON.test(path));
  const damaged = fc.tuple(fc.constantFrom(...paths), HARMS).map(([path, harms]) => {
    return new Map(files).set(path, harmed(files.get(path) ?? new Uint8Array(0), harms));
  });
  const missing = fc.constantFrom(...paths).map((path) => new Map([...files].filter(([other]) => other !== path)));
  if (descriptions.length === 0) return fc.oneof({ weight: 6, arbitrary: damaged }, { weight: 1, arbitrary: missing });
  const described = fc
    .array(fc.tuple(fc.constantFrom(...descriptions), fc.nat(999), fc.constantFrom(...ODD_VALUES)), {
      minLength: 1,
      maxLength: 2,
    })
    .map((changes) => {
      const changed = new Map(files);
      for (const [path, place, value] of changes)
        changed.set(path, oddJson(changed.get(path) as Uint8Array, place, value));
      return changed;
    });
  return fc.oneof(
    { weight: 6, arbitrary: damaged },
    { weight: 1, arbitrary: missing },
    { weight: 6, arbitrary: described },
  );
}

/** Archives have cases of their own: damage anywhere else than in their directory shows in a checksum only. */
const FILES = NAMES.filter((name) => !name.endsWith(".zip"));

/** Single files: HDF5, Parquet, Feather, a tar archive. */
export const FILE_CASES: fc.Arbitrary<Packed> = fc
  .tuple(fc.constantFrom(...FILES), HARMS, fc.constantFrom(...FILES))
  .map(([name, harms, other]) => ({ name, bytes: harmed(fixtureBytes(name), harms, fixtureBytes(other)) }));

const FOLDERS = await Promise.all(NAMES.filter((name) => name.endsWith(".zip")).map(unpacked));

/** Zarr hierarchies and 10x triplets as folders. */
export const FOLDER_CASES: fc.Arbitrary<Files> = fc.oneof(...FOLDERS.map(folderCases));

const utf8 = (text: string) => new TextEncoder().encode(text);

/** Ten genes of three cells, as Cell Ranger lays them out. */
const TRIPLET: Files = new Map([
  [
    "hg/matrix.mtx",
    utf8("%%MatrixMarket matrix coordinate integer general\n%\n10 3 5\n1 1 4\n9 1 7\n2 2 1\n3 2 9\n10 3 2\n"),
  ],
  [
    "hg/genes.tsv",
    utf8(
      panelGenes(EVERYTHING.signatures.slice(0, 1))
        .slice(0, 10)
        .map((gene, at) => `ENSG${at}\t${gene}\n`)
        .join(""),
    ),
  ],
  ["hg/barcodes.tsv", utf8("AAAC-1\nAAAG-1\nAAAT-1\n")],
]);

/** A folder of each kind in archives that lie. */
export const ARCHIVE_CASES: fc.Arbitrary<Packed> = fc.oneof(
  archiveCases(TRIPLET),
  archiveCases(await unpacked("plain-v3-int8.zarr.zip")),
);
