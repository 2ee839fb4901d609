/**
 * Genes that singscore ranks the genes of a set against where few genes are measured (`singscore.stable`): expressed at the
 * same rank in sample after sample, from lowly to highly expressed.
 *
 * Bhuva, Cursons & Davis 2020 (Nucleic Acids Res 48:e113, doi 10.1093/nar/gkaa802). The five of each tissue, in this order, as
 * the reference pages of the R package singscore 1.7.2 and 1.17.8 print them for `getStableGenes(5, type)`.
 */
import type { OptionValues } from "../engine/methods/method.ts";

/** By the name that the option takes. */
export const STABLE_GENES = {
  carcinoma: ["RBM45", "BRAP", "CIAO1", "TARDBP", "HNRNPK"],
  blood: ["RBM45", "BRAP", "GOSR1", "IWS1", "HNRNPK"],
} as const;

/** Option values with the genes in the place of a list's name; all else as it was. */
export function withStableGenes(options: OptionValues): OptionValues {
  const asked = options["singscore.stable"];
  if (asked !== "carcinoma" && asked !== "blood") return options;
  return { ...options, "singscore.stable": STABLE_GENES[asked].join(",") };
}
