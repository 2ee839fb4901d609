/** The cohort in one row: how many samples of each class, and how often both resistances meet. */
import type { ComponentChildren } from "preact";
import { CLASS_NAMES, type ClassName } from "../../../../worker/engine/cohort/calls.ts";
import type { ClassSummary } from "../../../../worker/engine/cohort/summary.ts";
import { leadCuts } from "../../../../worker/results/figure/axes.ts";
import { LIGHT } from "../../../../worker/results/figure/theme.ts";
import { classText } from "../../../../worker/results/words.ts";
import type { CohortView } from "../../cohort.ts";
import { select } from "../../session.ts";

/** From the side that responds to the side that resists. */
export const SHOWN_CLASSES: readonly ClassName[] = [
  "sensitive",
  "intermediate",
  "resistant",
  "conflicting",
  "not-classifiable",
];

export function Summary({ view }: { view: CohortView }) {
  const summary = view.head.cohort?.classes;
  if (view.classes === null || summary == null) {
    return (
      <p class="caution">Scores alone: no signature that has a part in a class was scored, or none was asked for.</p>
    );
  }
  const { radiation, chemo } = view.classes;
  const { observed, expected, expectedRange, classified } = summary.cross;
  return (
    <section class="summary" aria-label="Classes of the cohort">
      <Tile title="Radiation" codes={radiation} counts={summary.radiation.counts}>
        {ruleText(summary.radiation.references)}
      </Tile>
      <Tile title="Chemotherapy" codes={chemo} counts={summary.chemo.counts}>
        Response and persistence axes together
      </Tile>
      <div class="tile">
        <h2>Resistant to both</h2>
        <p class="big">
          {observed} <span class="hint">of {classified} with two classes</span>
        </p>
        <p class="hint">
          {classified === 0
            ? "No sample has a class on both sides."
            : `${againstChance(observed, expectedRange)}: ${expected.toFixed(1)} expected, 95% range ${expectedRange[0]} to ${expectedRange[1]}.`}
        </p>
      </div>
      <p class="research">
        Research use only. Classes are expression patterns associated with resistance, relative to this cohort; they do
        not say how a patient will respond.
      </p>
    </section>
  );
}

/** Where the cut-offs of RSI lie, where there is one pair of them, and by which rule. */
function ruleText(references: ClassSummary["radiation"]["references"]): string {
  const [first] = references;
  if (first === undefined) return "";
  const [name] = first.rule.split(":");
  const cuts = leadCuts(references, LIGHT).map(({ value }) => value.toFixed(3));
  return cuts.length === 2 ? `By RSI, cut at ${cuts.join(" and ")} (${name})` : sentence(name);
}

const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

function againstChance(observed: number, [low, high]: readonly [number, number]): string {
  if (observed > high) return "More than by chance";
  return observed < low ? "Fewer than by chance" : "Within the range of chance";
}

interface TileProps {
  readonly title: string;
  readonly codes: Uint8Array;
  readonly counts: Readonly<Record<ClassName, number>>;
  readonly children: ComponentChildren;
}

function Tile({ title, codes, counts, children }: TileProps) {
  const present = SHOWN_CLASSES.filter((name) => counts[name] > 0);
  const pick = (name: ClassName) => {
    const code = CLASS_NAMES.indexOf(name);
    select(codes.map((each) => (each === code ? 1 : 0)));
  };
  return (
    <div class="tile">
      <h2>{title}</h2>
      <div class="shares" aria-hidden="true">
        {present.map((name) => (
          <span key={name} class={`fill-${name}`} style={{ flexGrow: counts[name] }} />
        ))}
      </div>
      <ul class="counts">
        {present.map((name) => (
          <li key={name}>
            <button
              type="button"
              class="link"
              title={`Select the ${classText(name)} samples`}
              onClick={() => pick(name)}
            >
              <span class={`dot fill-${name}`} />
              <strong>{counts[name]}</strong> {classText(name)}
            </button>
          </li>
        ))}
      </ul>
      <p class="hint">{children}</p>
    </div>
  );
}
