/** The distribution of every score. */
import { useCallback, useMemo } from "preact/hooks";
import { binAt, binOf, binsOf, drawDistribution } from "../../../../worker/results/figure/distribution.ts";
import { theme } from "../../appearance.ts";
import type { CohortView, ScoreView } from "../../cohort.ts";
import { stem } from "../../export/save.ts";
import { focused, select, selected } from "../../session.ts";
import { scoreName } from "../../signatures.ts";
import { cutsOf } from "./cuts.ts";
import { type Draw, Figure } from "./figure.tsx";

/** Beyond this many scores the rest is folded away. */
const SHOWN_AT_ONCE = 12;

export function Distributions({ view }: { view: CohortView }) {
  const first = view.scores.slice(0, SHOWN_AT_ONCE);
  const rest = view.scores.slice(SHOWN_AT_ONCE);
  return (
    <section class="card" aria-labelledby="distributions-title">
      <h2 id="distributions-title">Distribution of each score</h2>
      <Grid view={view} scores={first} />
      {rest.length > 0 && (
        <details>
          <summary>{rest.length} more</summary>
          <Grid view={view} scores={rest} />
        </details>
      )}
      <p class="hint">
        Dashed: cut-offs of the radiation class (blue sensitive, orange resistant). Click a bar to select its samples.
      </p>
    </section>
  );
}

function Grid({ view, scores }: { view: CohortView; scores: readonly ScoreView[] }) {
  return (
    <div class="distributions">
      {scores.map((score) => (
        <One key={`${score.signature}:${score.method}`} view={view} score={score} />
      ))}
    </div>
  );
}

function One({ view, score }: { view: CohortView; score: ScoreView }) {
  const chosen = selected.value;
  const open = focused.value;
  const title = scoreName(score, view.scores);
  const bins = useMemo(() => binsOf(score.scores, chosen), [score, chosen]);
  const draw = useCallback<Draw>(
    (pen, width, height, colours) => {
      const cuts = cutsOf(view.head, score, colours);
      drawDistribution(
        pen,
        width,
        height,
        { title, values: score.scores, cuts, selected: chosen, focused: open },
        bins,
        colours,
      );
    },
    [view, score, chosen, open, bins],
  );
  const pick = (bin: number) => {
    if (bin >= 0) select(Uint8Array.from(score.scores, (value) => (binOf(bins, value) === bin ? 1 : 0)));
  };
  const label = distributionLabel(title, score, cutsOf(view.head, score, theme.value));
  return (
    <Figure
      label={label}
      file={`${stem(view.head.matrix.name)}.${score.signature}.${score.method}`}
      height={() => 150}
      draw={draw}
      canvasProps={(width) => ({ onClick: (event: MouseEvent) => pick(binAt(bins, width, event.offsetX)) })}
    />
  );
}

function distributionLabel(
  title: string,
  { known, median }: ScoreView,
  cuts: readonly { name: string; value: number }[],
): string {
  const marks = cuts.map(({ name, value }) => `${name} ${value.toFixed(3)}`).join(", ");
  const spread = known === 0 ? "no scores" : `median ${median.toFixed(3)} of ${known} scores`;
  return `${title}: ${spread}${marks === "" ? "" : `; ${marks}`}.`;
}
