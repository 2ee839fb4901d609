/** Statistics of cohorts and treatments: what a score is worth and what a treatment shifted. Platform-free. */
export * from "./auc.ts";
export * from "./benjamini-hochberg.ts";
export * from "./cox.ts";
export * from "./kaplan-meier.ts";
export * from "./log-rank.ts";
export * from "./permutation.ts";
export * from "./random.ts";
export * from "./ranks.ts";
export * from "./spearman.ts";
export * from "./survival.ts";
export * from "./tails.ts";
