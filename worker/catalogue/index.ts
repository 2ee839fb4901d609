/**
 * The catalogue: published signatures with their genes, methods, orientation and citations.
 *
 * `data/signatures.json` is compiled and validated by `npm run catalogue` (see `schema.ts`), so it is taken as it is here: a
 * Worker pays for every millisecond of start-up.
 */
import { closest } from "../closest.ts";
import { Problem } from "../problem.ts";
import file from "./data/signatures.json" with { type: "json" };
import type { CatalogueEntry, CatalogueFile } from "./schema.ts";

export type { CatalogueEntry } from "./schema.ts";

// JSON imports widen literals ("core" to string); a test holds the file against the schema.
const { version, signatures } = file as CatalogueFile;

/** Digest of the catalogue and its gene identifiers: equal versions score equal matrices equally. */
export const catalogueVersion = version;

/** All entries in the order of their ids, those that cannot be scored included. */
export function catalogue(): readonly CatalogueEntry[] {
  return signatures;
}

/** Such as "Eschrich 2009". */
export function shortCitation({ citation }: CatalogueEntry): string {
  const [first] = citation.authors.split(/[ ,]/);
  return citation.year === undefined ? first : `${first} ${citation.year}`;
}

/** Whether expression alone is enough to score the entry as it stands. */
export function scorable(entry: CatalogueEntry): boolean {
  return entry.role !== "needs-genes" && entry.role !== "needs-parameters";
}

/** The signatures that are scored when a request names none. */
export function defaultSignatures(): CatalogueEntry[] {
  return signatures.filter((entry) => entry.role === "core");
}

/**
 * The entry of an id.
 * @throws Problem `unknown-signature` with the closest ids as `suggestions`
 */
export function findSignature(id: string): CatalogueEntry {
  const entry = signatures.find((candidate) => candidate.id === id);
  if (entry !== undefined) return entry;
  const shown = id.slice(0, 80);
  const suggestions = closest(
    shown,
    signatures.map((candidate) => candidate.id),
  );
  const hint =
    suggestions.length > 0 ? ` Did you mean ${suggestions.join(", ")}?` : " GET /v1/signatures lists all ids.";
  throw new Problem("unknown-signature", `There is no signature "${shown}".${hint}`, { text: id, suggestions });
}

/**
 * The entries that a request asks for, each once, in the order asked for.
 *
 * @param ids ids; "all" for every entry that can be scored; undefined for {@link defaultSignatures}
 * @throws Problem `unknown-signature`; `not-scorable` for an entry without an open gene list or that needs more than expression
 */
export function resolveSignatures(ids: readonly string[] | "all" | undefined): CatalogueEntry[] {
  if (ids === undefined) return defaultSignatures();
  if (ids === "all") return signatures.filter(scorable);
  const entries = [...new Set(ids)].map(findSignature);
  for (const entry of entries) {
    if (scorable(entry)) continue;
    const remedy =
      entry.role === "needs-genes"
        ? "its gene list is not openly available; send the genes as a signature of your own under this id."
        : "it needs more than expression (see its formula).";
    throw new Problem("not-scorable", `${entry.name} (${entry.id}) cannot be scored: ${remedy}`, {
      signature: entry.id,
    });
  }
  return entries;
}
