/** Statistics of cohorts and treatments: what a score is worth and what a treatment shifted. Platform-free. */
export * from "./auc.ts";
export * from "./benjamini-hochberg.ts";
export * from "./permutation.ts";
export * from "./random.ts";
export * from "./ranks.ts";
export * from "./spearman.ts";
export * from "./survival/cox.ts";
export * from "./survival/kaplan-meier.ts";
export * from "./survival/log-rank.ts";
export * from "./survival/survival.ts";
export * from "./tails.ts";
