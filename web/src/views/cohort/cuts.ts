/** Cut-offs that a score of the page is drawn with. */
import { leadCuts } from "../../../../worker/results/figure/axes.ts";
import type { Distribution } from "../../../../worker/results/figure/distribution.ts";
import type { Theme } from "../../../../worker/results/figure/theme.ts";
import { leadOf, type ResultHead, type ScoreView } from "../../cohort.ts";

export function cutsOf(head: ResultHead, score: ScoreView, theme: Theme): Distribution["cuts"] {
  return leadOf([score]) === undefined ? [] : leadCuts(head.cohort?.classes?.radiation.references ?? [], theme);
}
