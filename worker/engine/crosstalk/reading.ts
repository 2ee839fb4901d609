/** What the shifted programmes are read as; the rule is printed with the class. */
import type { CoreProgramme } from "./programmes.ts";

export const READINGS = [
  "sensitisation-like",
  "cross-resistance-like",
  "mixed",
  "neither",
  "no-shift",
  "under-powered",
  "not-assessable",
] as const;

export type ReadingClass = (typeof READINGS)[number];

export interface Reading {
  readonly class: ReadingClass;
  /** Why, in words. */
  readonly rule: string;
}

/** A core programme: the sign of its shift and its false discovery rate, null where it could not be scored in every sample. */
export interface TestedProgramme {
  readonly id: string;
  readonly shift: number | null;
  readonly q: number | null;
}

type Scored = { readonly [Name in keyof TestedProgramme]: NonNullable<TestedProgramme[Name]> };

/** False discovery rate up to which a shift counts. */
const LEVEL = 0.05;

const P53: CoreProgramme = "msigdb_hallmark_p53_pathway";
const APOPTOSIS: CoreProgramme = "msigdb_hallmark_apoptosis";
const INTERFERON: CoreProgramme = "msigdb_hallmark_interferon_alpha_response";
const REPAIR: CoreProgramme = "msigdb_hallmark_dna_repair";

/** What a reading rests on: without one of them it would say of a programme that nobody measured that it did not rise. */
const NEEDED = [P53, APOPTOSIS, INTERFERON, REPAIR] as const;

/**
 * Reads the shifts of one treatment.
 *
 * Damage that is answered by p53 and by apoptosis speaks for cells made ready to die; interferon (the IRDS of
 * Weichselbaum 2008) or repair speaks for cells that withstand the next damage too. Only upward shifts count for either.
 *
 * @param programmes of one modality, or of several that are read together: the same programme then occurs once for each
 * @param smallestP the smallest p-value that the design can give
 */
export function readShifts(programmes: readonly TestedProgramme[], smallestP: number): Reading {
  const names = (ids: readonly string[]) => ids.map(shortName).join(" and ");
  const scored = programmes.filter(isScored);
  const missing = NEEDED.filter((id) => programmes.some((one) => one.id === id && !isScored(one)));
  if (missing.length > 0) {
    return {
      class: "not-assessable",
      rule: `${names(missing)} could not be scored in every sample that is compared, and a reading rests on ${names(NEEDED)}.`,
    };
  }
  const shifted = scored.filter((programme) => programme.q <= LEVEL && programme.shift !== 0);
  const raised = new Set(shifted.filter((programme) => programme.shift > 0).map((programme) => programme.id));
  if (shifted.length === 0) {
    return smallestP > LEVEL
      ? {
          class: "under-powered",
          rule: `This design cannot give a p-value below ${smallestP.toPrecision(3)}: too few subjects with both untreated and treated samples.`,
        }
      : { class: "no-shift", rule: `No programme shifted at q <= ${LEVEL}.` };
  }
  const dying = raised.has(P53) && raised.has(APOPTOSIS);
  const withstanding = [INTERFERON, REPAIR].filter((programme) => raised.has(programme));
  if (dying && withstanding.length > 0) {
    return { class: "mixed", rule: `${names([P53, APOPTOSIS])} rose, and so did ${names(withstanding)}.` };
  }
  if (dying) {
    return {
      class: "sensitisation-like",
      rule: `${names([P53, APOPTOSIS])} rose, neither ${shortName(INTERFERON)} nor ${shortName(REPAIR)} did.`,
    };
  }
  if (withstanding.length > 0) {
    return {
      class: "cross-resistance-like",
      rule: `${names(withstanding)} rose, ${names([P53, APOPTOSIS])} did not both.`,
    };
  }
  const moves = shifted.map(({ id, shift }) => `${shortName(id)} ${shift > 0 ? "up" : "down"}`).join(", ");
  return { class: "neither", rule: `Shifted were ${moves}: none of the programmes that a reading rests on.` };
}

function isScored(programme: TestedProgramme): programme is Scored {
  return programme.shift !== null && programme.q !== null;
}

function shortName(id: string): string {
  return id.replace("msigdb_", "").replace("hallmark_", "").toUpperCase();
}
