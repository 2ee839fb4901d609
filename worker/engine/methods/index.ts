/** The scoring methods by name, and their options. */
import { Problem } from "../../problem.ts";
import { METHOD_NAMES, type MethodName } from "../signature.ts";
import { type AucellOptions, aucell } from "./aucell.ts";
import { medianVote } from "./median-vote.ts";
import type { Method, OptionValues } from "./method.ts";
import { pairs } from "./pairs.ts";
import { rankLinear } from "./rank-linear.ts";
import { type SingscoreOptions, singscore } from "./singscore.ts";
import { type SsgseaOptions, ssgsea } from "./ssgsea.ts";
import { type UcellOptions, ucell } from "./ucell.ts";
import { type WeightedSumOptions, weightedSum } from "./weighted-sum.ts";
import { type ZscoreOptions, zscore } from "./zscore.ts";

export const methods = {
  singscore,
  ssgsea,
  aucell,
  ucell,
  "rank-linear": rankLinear,
  zscore,
  "weighted-sum": weightedSum,
  "median-vote": medianVote,
  pairs,
} as const satisfies Record<MethodName, Method>;

/** Parsed options of every method. */
export interface MethodOptions {
  readonly singscore: SingscoreOptions;
  readonly ssgsea: SsgseaOptions;
  readonly aucell: AucellOptions;
  readonly ucell: UcellOptions;
  readonly "rank-linear": null;
  readonly zscore: ZscoreOptions;
  readonly "weighted-sum": WeightedSumOptions;
  readonly "median-vote": null;
  readonly pairs: null;
}

/** @throws Problem `unknown-method` with the names that there are */
export function findMethod(name: string): Method {
  const known = METHOD_NAMES.find((method) => method === name);
  if (known === undefined) {
    const expected = METHOD_NAMES.join(", ");
    throw new Problem("unknown-method", `There is no scoring method "${name}"; expected ${expected}.`, {
      text: name,
      expected,
    });
  }
  return methods[known];
}

/**
 * The options of all methods: defaults with `method.option` values laid over them.
 *
 * @throws Problem `unknown-option` for a name or a value that no method has
 * @example
 * parseMethodOptions({ "ssgsea.ties": "gsva", "ucell.maxRank": 400 }).ucell.maxRank; // 400
 */
export function parseMethodOptions(values: OptionValues): MethodOptions {
  for (const key of Object.keys(values)) {
    if (METHOD_NAMES.some((name) => key.startsWith(`${name}.`))) continue;
    const expected = `method.option, the method one of ${METHOD_NAMES.join(", ")}`;
    throw new Problem("unknown-option", `There is no option "${key}"; expected ${expected}.`, { text: key, expected });
  }
  return {
    singscore: singscore.parseOptions(values),
    ssgsea: ssgsea.parseOptions(values),
    aucell: aucell.parseOptions(values),
    ucell: ucell.parseOptions(values),
    "rank-linear": rankLinear.parseOptions(values),
    zscore: zscore.parseOptions(values),
    "weighted-sum": weightedSum.parseOptions(values),
    "median-vote": medianVote.parseOptions(values),
    pairs: pairs.parseOptions(values),
  };
}
