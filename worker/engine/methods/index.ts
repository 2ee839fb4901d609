/** The scoring methods by name, and their options. */
import { didYouMean } from "../../closest.ts";
import { Problem } from "../../problem.ts";
import { type DoseSchedule, parseSchedule } from "../side/gard.ts";
import { type NullOptions, parseNullOptions } from "../side/significance.ts";
import { METHOD_NAMES, type MethodName } from "../signature.ts";
import { type AucellOptions, aucell } from "./aucell.ts";
import { type GsvaOptions, gsva } from "./gsva.ts";
import { medianVote } from "./median-vote.ts";
import type { Method, OptionValues } from "./method.ts";
import { pairs } from "./pairs.ts";
import { rankLinear } from "./rank-linear.ts";
import { type SingscoreOptions, singscore } from "./singscore.ts";
import { type SsgseaOptions, ssgsea } from "./ssgsea.ts";
import { type UcellOptions, ucell } from "./ucell.ts";
import { type WeightedSumOptions, weightedSum } from "./weighted-sum.ts";
import { type ZscoreOptions, zscore } from "./zscore.ts";

/** All methods by name; one file each. */
export const methods = {
  singscore,
  ssgsea,
  aucell,
  ucell,
  gsva,
  "rank-linear": rankLinear,
  zscore,
  "weighted-sum": weightedSum,
  "median-vote": medianVote,
  pairs,
} as const satisfies Record<MethodName, Method>;

/** Parsed options of every method, and of what stands beside the scores. */
export interface MethodOptions {
  readonly singscore: SingscoreOptions;
  readonly ssgsea: SsgseaOptions;
  readonly aucell: AucellOptions;
  readonly ucell: UcellOptions;
  readonly gsva: GsvaOptions;
  readonly "rank-linear": null;
  readonly zscore: ZscoreOptions;
  readonly "weighted-sum": WeightedSumOptions;
  readonly "median-vote": null;
  readonly pairs: null;
  readonly null: NullOptions;
  readonly gard: DoseSchedule | null;
}

/** Prefixes of option names that are not a method's. */
const GROUPS = ["null", "gard"];

/** @throws Problem `unknown-method` with the names that there are */
export function findMethod(name: string): Method {
  const known = METHOD_NAMES.find((method) => method === name);
  if (known === undefined) {
    const expected = METHOD_NAMES.join(", ");
    const hint = didYouMean(name, METHOD_NAMES);
    throw new Problem("unknown-method", `There is no scoring method "${name}"; expected ${expected}.${hint}`, {
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
  const prefixes = [...METHOD_NAMES, ...GROUPS];
  for (const key of Object.keys(values)) {
    if (prefixes.some((name) => key.startsWith(`${name}.`))) continue;
    const expected = `method.option, the method one of ${prefixes.join(", ")}`;
    const detail = `There is no option "${key}"; expected ${expected}.${didYouMean(key, prefixes)}`;
    throw new Problem("unknown-option", detail, { text: key, expected });
  }
  return {
    singscore: singscore.parseOptions(values),
    ssgsea: ssgsea.parseOptions(values),
    aucell: aucell.parseOptions(values),
    ucell: ucell.parseOptions(values),
    gsva: gsva.parseOptions(values),
    "rank-linear": rankLinear.parseOptions(values),
    zscore: zscore.parseOptions(values),
    "weighted-sum": weightedSum.parseOptions(values),
    "median-vote": medianVote.parseOptions(values),
    pairs: pairs.parseOptions(values),
    null: parseNullOptions(values),
    gard: parseSchedule(values),
  };
}

/**
 * The values that a run goes by, in the form that {@link parseMethodOptions} reads: those of the methods that it uses, and of
 * permutations and GARD where they are asked for.
 */
export function effectiveOptions(options: MethodOptions, used: readonly MethodName[]): OptionValues {
  const groups = [
    ...used,
    ...(options.null.permutations > 0 ? (["null"] as const) : []),
    ...(options.gard === null ? [] : (["gard"] as const)),
  ];
  return Object.fromEntries(
    groups.flatMap((group) =>
      Object.entries<string | number | boolean | readonly string[]>({ ...options[group] }).map(([name, value]) => [
        `${group}.${name}`,
        typeof value === "object" ? value.join(",") : value,
      ]),
    ),
  );
}
