/** From what a request says to what the engine does. */
import { catalogue, resolveSignatures } from "../catalogue/index.ts";
import { REFERENCE_PERCENTILES, RSI_REFERENCES } from "../catalogue/references.ts";
import type { ClassContext } from "../engine/cohort/index.ts";
import { findMethod } from "../engine/methods/index.ts";
import type { SampleSheet } from "../engine/sheet.ts";
import type { Signature } from "../engine/signature.ts";
import { Problem } from "../problem.ts";
import type { ScoreRequest } from "../score.ts";
import type { Scoring } from "./scoring.ts";

export interface Plan {
  readonly request: ScoreRequest;
  readonly context: ClassContext;
}

/**
 * Lays out a run.
 *
 * Signatures that came with the request go before catalogue entries of the same id. If they come without a choice from the
 * catalogue, they alone are scored, their identifiers matched letter by letter.
 *
 * @throws Problem `unknown-signature`, `not-scorable`, `unknown-method`, `unknown-option`
 */
export function planScoring(scoring: Scoring, own: readonly Signature[], sheet?: SampleSheet): Plan {
  const ownIds = new Set(own.map(({ id }) => id));
  const onlyOwn = own.length > 0 && scoring.signatures === undefined;
  const entries = onlyOwn ? [] : resolveSignatures(withoutOwn(scoring.signatures, ownIds));
  return {
    request: {
      signatures: [...entries.filter(({ id }) => !ownIds.has(id)), ...own],
      methods: scoring.methods?.map((name) => findMethod(name).name),
      options: scoring.options,
      duplicates: scoring.duplicates,
      scale: scoring.scale,
      partial: scoring.partial,
      literalIdentifiers: onlyOwn,
    },
    context: { classes: scoring.classes, sheet, reference: frozenReference(scoring.reference), citationOf },
  };
}

function withoutOwn(ids: Scoring["signatures"], own: ReadonlySet<string>): Scoring["signatures"] {
  return Array.isArray(ids) ? ids.filter((id) => !own.has(id)) : ids;
}

/** Such as "Eschrich 2009". */
function citationOf(id: string): string | undefined {
  const citation = catalogue().find((entry) => entry.id === id)?.citation;
  if (citation === undefined) return undefined;
  const [first] = citation.authors.split(/[ ,]/);
  return citation.year === undefined ? first : `${first} ${citation.year}`;
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
