/** Cut-offs that a score is drawn with. */
import { leadOf, type ResultHead, type ScoreView } from "../../cohort.ts";
import type { Distribution } from "../../plot/distribution.ts";
import type { Theme } from "../../plot/theme.ts";

/** Those of the radiation class, once for each cohort of the matrix; other scores have a place in their cohort, and no cut-off. */
export function cutsOf(head: ResultHead, score: ScoreView, theme: Theme): Distribution["cuts"] {
  if (leadOf([score]) === undefined) return [];
  return (head.cohort?.classes?.radiation.references ?? []).flatMap((reference) => {
    const { sensitiveAtOrBelow, resistantAtOrAbove, refusal } = reference;
    if (refusal !== null || sensitiveAtOrBelow === null || resistantAtOrAbove === null) return [];
    return [
      { value: sensitiveAtOrBelow, name: "sensitive at or below", colour: theme.classes.sensitive },
      { value: resistantAtOrAbove, name: "resistant at or above", colour: theme.classes.resistant },
    ];
  });
}
