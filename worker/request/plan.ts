/** From what a request says to what the engine does. */
import { type CatalogueEntry, catalogue, resolveSignatures, shortCitation } from "../catalogue/index.ts";
import { LEDGER } from "../catalogue/ledger.ts";
import { REFERENCE_PERCENTILES, RSI_REFERENCES } from "../catalogue/references.ts";
import { withStableGenes } from "../catalogue/stable-genes.ts";
import type { ClassContext } from "../engine/cohort/index.ts";
import { findMethod, parseMethodOptions } from "../engine/methods/index.ts";
import type { SampleSheet } from "../engine/sheet.ts";
import type { Signature } from "../engine/signature.ts";
import { LIMITS } from "../limits.ts";
import { Problem } from "../problem.ts";
import type { ScoreRequest } from "../score.ts";
import { parseScoring, type Scoring, scoringMembers } from "./scoring.ts";

/** What a request amounts to, checked against the catalogue. */
export interface Plan {
  readonly request: ScoreRequest;
  readonly context: ClassContext;
}

/**
 * Lays out a run.
 *
 * If signatures come with the request and without a choice from the catalogue, they alone are scored, their identifiers matched
 * letter by letter. One may have the id of a catalogue entry whose genes are not open: it is that entry, with the sender's genes.
 *
 * @throws Problem `unknown-signature`, `not-scorable`, `unknown-method`, `unknown-option`; `bad-signature` for genes under the id
 *   of an entry that has its own
 */
export function planScoring(scoring: Scoring, own: readonly Signature[], sheet?: SampleSheet): Plan {
  for (const { id } of own) refuseTaken(id);
  const options = withStableGenes(scoring.options);
  // Read again where they are used; here so that a mistake is told before a byte of the matrix is read.
  parseMethodOptions(options);
  const ownIds = new Set(own.map(({ id }) => id));
  const onlyOwn = own.length > 0 && scoring.signatures === undefined;
  const entries = onlyOwn ? [] : resolveSignatures(withoutOwn(scoring.signatures, ownIds));
  const count = entries.length + own.length;
  if (count > LIMITS.signatures) {
    const detail = `There are ${count} signatures; one request may ask for ${LIMITS.signatures}.`;
    throw new Problem("too-many-signatures", detail, { limit: LIMITS.signatures });
  }
  return {
    request: {
      signatures: [...entries, ...own],
      methods: scoring.methods?.map((name) => findMethod(name).name),
      options,
      duplicates: scoring.duplicates,
      scale: scoring.scale,
      partial: scoring.partial,
      layer: scoring.layer,
      samples: sampleRange(scoring.samples),
      literalIdentifiers: onlyOwn,
    },
    context: {
      classes: scoring.classes,
      sheet,
      reference: frozenReference(scoring.reference),
      citationOf,
      request: requestOf(scoring, own.length, sheet !== undefined),
      ledger: LEDGER,
    },
  };
}

/** What differs from the defaults, and what came along: the least that gives the same result again. */
function requestOf(asked: Scoring, ownSets: number, hasSheet: boolean): Record<string, unknown> {
  const { format: _, ...scoring } = scoringMembers(asked);
  const defaults: Record<string, unknown> = parseScoring({});
  const members = Object.entries(scoring).filter(
    ([name, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(defaults[name]),
  );
  return {
    ...Object.fromEntries(members),
    ...(ownSets > 0 ? { ownSets } : {}),
    ...(hasSheet ? { sheet: true } : {}),
  };
}

/** `501-600`, counted from 1, as samples counted from 0. */
function sampleRange(words: Scoring["samples"]): ScoreRequest["samples"] {
  if (words === undefined) return undefined;
  const [from, to] = words.split("-").map(Number);
  return { first: from - 1, last: to };
}

function withoutOwn(ids: Scoring["signatures"], own: ReadonlySet<string>): Scoring["signatures"] {
  return Array.isArray(ids) ? ids.filter((id) => !own.has(id)) : ids;
}

/** The name under which a result cites a publication must not stand for genes that are not the publication's. */
function refuseTaken(id: string): void {
  const entry = entryOf(id);
  if (entry === undefined || entry.role === "needs-genes") return;
  const detail = `"${id}" is a signature of the catalogue with genes of its own; give yours another id.`;
  throw new Problem("bad-signature", detail, { signature: id, text: id });
}

function entryOf(id: string): CatalogueEntry | undefined {
  return catalogue().find((entry) => entry.id === id);
}

function citationOf(id: string): string | undefined {
  const entry = entryOf(id);
  return entry === undefined ? undefined : shortCitation(entry);
}

function frozenReference(asked: Scoring["reference"]): ClassContext["reference"] {
  if (asked === undefined) return undefined;
  const { cohort, ...declared } = asked;
  const frozen = RSI_REFERENCES.find((reference) => reference.cohort === cohort);
  if (frozen !== undefined) return { frozen, percents: REFERENCE_PERCENTILES, declared };
  const expected = RSI_REFERENCES.map((reference) => reference.cohort).join(", ");
  const detail = `There is no reference cohort "${cohort}"; expected one of ${expected}.`;
  throw new Problem("unknown-option", detail, { text: cohort, expected });
}
