/** The expression programmes whose shift under treatment is looked at, by their catalogue ids. */

/** The eight that are tested together; the reading rests on four of them. */
export const CORE_PROGRAMMES = [
  "ir_program_composite",
  "msigdb_kerley_response_to_cisplatin_up",
  "msigdb_hallmark_p53_pathway",
  "msigdb_hallmark_apoptosis",
  "msigdb_hallmark_g2m_checkpoint",
  "msigdb_hallmark_interferon_alpha_response",
  "msigdb_hallmark_dna_repair",
  "msigdb_hallmark_hypoxia",
] as const;

export type CoreProgramme = (typeof CORE_PROGRAMMES)[number];

/** Shown beside the core, outside the test: their genes overlap with it or they answer another question. */
export const SHOWN_PROGRAMMES = [
  "isgrs_benci2019",
  "cin70_carter2006",
  "msigdb_hallmark_e2f_targets",
  "msigdb_hallmark_interferon_gamma_response",
  "msigdb_hallmark_uv_response_up",
  "msigdb_hallmark_reactive_oxygen_species_pathway",
  "msigdb_fischer_direct_p53_targets_meta_analysis",
] as const;

/** Sets whose genes count as p53 targets where sharing is looked at without them. */
export const P53_TARGET_SETS = [
  "msigdb_fischer_direct_p53_targets_meta_analysis",
  "msigdb_hallmark_p53_pathway",
] as const;
