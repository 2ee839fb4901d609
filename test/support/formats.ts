/** The fixtures of the binary formats, and what their matrices score as text. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { resolveSignatures } from "../../worker/catalogue/index.ts";
import type { ScoredMatrix } from "../../worker/engine/scored.ts";
import { openZip } from "../../worker/matrix/archive/zip.ts";
import type { MatrixFolder, MatrixSource, RangedSource } from "../../worker/matrix/source.ts";
import type { ScoreRequest } from "../../worker/score.ts";
import { platform } from "../../worker/storage/platform.ts";
import { scoreBoth } from "./score.ts";

const FOLDER = join(import.meta.dirname, "../fixtures/formats");

export const fixtureBytes = (name: string): Uint8Array => new Uint8Array(readFileSync(join(FOLDER, name)));

/** Bytes in memory whose ranges can be read. */
export function rangedSource(bytes: Uint8Array, name: string): RangedSource {
  return {
    name,
    size: bytes.length,
    open: async () => new Blob([bytes.slice()]).stream(),
    read: async (offset, length) => bytes.slice(offset, offset + length),
  };
}

export const fixture = (name: string): RangedSource => rangedSource(fixtureBytes(name), name);

/** Files by path as a folder. */
export function memoryFolder(files: ReadonlyMap<string, Uint8Array>, name = "folder"): MatrixFolder {
  return {
    name,
    list: async () => [...files.keys()],
    read: async (path) => files.get(path) ?? null,
    file: async (path) => {
      const bytes = files.get(path);
      return bytes === undefined ? null : rangedSource(bytes, path);
    },
  };
}

/** What a zip archive holds, as a folder of its own. */
export async function unpacked(name: string): Promise<Map<string, Uint8Array>> {
  const archive = await openZip(fixture(name), platform);
  const paths = await archive.list();
  return new Map(await Promise.all(paths.map(async (path) => [path, await contentOf(archive, path)] as const)));
}

async function contentOf(archive: MatrixFolder, path: string): Promise<Uint8Array> {
  const bytes = await archive.read(path, Number.MAX_SAFE_INTEGER);
  if (bytes === null) throw new Error(`${path} is listed and not there`);
  return bytes;
}

/** The signatures whose genes the fixtures hold, by all methods that fit them, and peers' row-order ties. */
export const EVERYTHING: Parameters<typeof scoreBoth>[1] = {
  signatures: resolveSignatures(["rsi_eschrich2009", "isgrs_benci2019", "ces_zhang2016", "cin70_carter2006"]),
  methods: ["singscore", "ssgsea", "aucell", "ucell", "rank-linear", "zscore"],
  partial: true,
  options: { "ssgsea.ties": "gsva" },
};

/** Scores on both rankers, and gives what must not depend on the format. */
export async function scoresOf(
  matrix: MatrixSource | MatrixFolder,
  request: Partial<ScoreRequest> = {},
): Promise<Pick<ScoredMatrix, "samples" | "measured" | "columns">> {
  const { samples, measured, columns } = await scoreBoth(() => matrix, { ...EVERYTHING, ...request });
  // Two formats would agree on having no scores at all.
  if (!columns.some(({ values }) => values.some(Number.isFinite))) throw new Error("nothing was scored");
  return { samples, measured, columns };
}

const SHARED = join(import.meta.dirname, "../../../shared/data");

/** The folder of real matrices, which does not come with the project; null with a printed line where it is absent. */
export function sharedData(): string | null {
  if (existsSync(SHARED)) return SHARED;
  console.log("real matrices were not read: there is no ../shared/data");
  return null;
}
