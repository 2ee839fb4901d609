/**
 * Numbers that stand beside those of a method: where the set lies among random genes of its sample, and GARD beside RSI. They
 * rest on more than the method's own formula looks at, so they are found here, the same for every method.
 */
import { LEAD } from "../cohort/members.ts";
import { isSampleMethod, sampleMethod } from "../methods/common/sample.ts";
import type { MethodOptions } from "../methods/index.ts";
import { isUndirected, type PanelRanks, type PanelSet } from "../panel.ts";
import type { TieDetail } from "../ranker/ranker.ts";
import type { MethodName, Signature } from "../signature.ts";
import { gard } from "./gard.ts";
import { permutationPosition } from "./significance.ts";

/** What is known of the sample that has just been scored. */
export interface ScoredSample {
  readonly ranks: PanelRanks;
  /** Ranks of all rows: the run keeps them where `null.permutations` is asked for. */
  readonly wholeColumn: () => PanelRanks;
  readonly set: PanelSet;
  /** The same set with rows for panel indices. */
  readonly rowSet: PanelSet;
  readonly score: number;
}

/** One or more fields of a column. */
export interface SideFields {
  readonly names: readonly string[];
  /** Sees to a number for each name in `out` from `at`; NaN where it is not known. Null: whoever scores has put them there. */
  readonly fill: ((sample: ScoredSample, out: Float64Array, at: number) => void) | null;
}

/**
 * The position among random genes (`ScoreTask.position`): z, on average ranks whatever the method's rule for ties, and its two-sided p
 * by the normal tail.
 */
export const position: SideFields = { names: ["z", "p"], fill: null };

/**
 * What singscore, and what stands beside its score, looks at of the ties of whole columns: the moment for the position among random
 * genes, the middle where directions are not known and ranks are measured from their median.
 */
export function tiesAskedFor(signature: Signature, { singscore }: MethodOptions): TieDetail {
  const isUnknown = singscore.direction === "unknown" || isUndirected(signature);
  return isUnknown && singscore.median === "observed" ? "all" : "moment";
}

export const GARD_FIELD = "gard";

/** The fields beside a signature's score by a method, in order. */
export function sideFields(signature: Signature, name: MethodName, options: MethodOptions): SideFields[] {
  const fields: SideFields[] = [];
  if (name === "singscore") fields.push(position);
  if (options.null.permutations > 0 && isSampleMethod(name)) {
    const method = sampleMethod(name);
    fields.push({
      names: ["permutationP"],
      fill({ wholeColumn, rowSet }, out, at) {
        const found = permutationPosition(wholeColumn(), rowSet, method, options[name], options.null);
        out[at] = found?.p ?? Number.NaN;
      },
    });
  }
  const schedule = options.gard;
  if (schedule !== null && signature.id === LEAD.signature && name === LEAD.method) {
    fields.push({
      names: [GARD_FIELD],
      fill({ score }, out, at) {
        out[at] = gard(score, schedule) ?? Number.NaN;
      },
    });
  }
  return fields;
}
