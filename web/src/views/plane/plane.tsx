/** The plane of radiation against chemo, to look at, to zoom into and to select in. */
import { useSignal } from "@preact/signals";
import { useCallback, useMemo } from "preact/hooks";
import { CLASS_NAMES } from "../../../../worker/engine/cohort/calls.ts";
import { CROSS_NAMES } from "../../../../worker/engine/cohort/cross.ts";
import { wholePlane } from "../../../../worker/results/figure/axes.ts";
import {
  drawPlane,
  layOutPlane,
  nearestSample,
  type PlaneAxis,
  type PlaneWindow,
  samplesWithin,
} from "../../../../worker/results/figure/plane.ts";
import type { Theme } from "../../../../worker/results/figure/theme.ts";
import { classText } from "../../../../worker/results/words.ts";
import { chemoAxis, colouring } from "../../address.ts";
import { theme } from "../../appearance.ts";
import { type CohortView, chemoOf, crossOf, radiationOf } from "../../cohort.ts";
import { stem } from "../../export/save.ts";
import type { Label } from "../../labels.ts";
import type { LegendGroup } from "../../plot/legend.ts";
import { focused, select, selected } from "../../session.ts";
import { type Draw, Figure } from "../cohort/figure.tsx";
import { Choice } from "../prepare/settings-form.tsx";
import { axesOf } from "./axes.ts";
import { usePlaneGestures } from "./gestures.ts";

/** What the dots are coloured by. */
interface Colouring {
  readonly code: Uint8Array;
  readonly names: readonly string[];
  readonly colours: (theme: Theme) => readonly string[];
}

export function PlaneView({ view, labels }: { view: CohortView; labels: readonly Label[] }) {
  if (view.classes === null) return null;
  return <ClassPlane view={view} labels={labels} classes={view.classes} />;
}

interface Props {
  readonly view: CohortView;
  readonly labels: readonly Label[];
  readonly classes: NonNullable<CohortView["classes"]>;
}

function ClassPlane({ view, labels, classes }: Props) {
  const axis = chemoAxis.value;
  const axes = useMemo(() => axesOf(view, classes, axis), [view, classes, axis]);
  const whole = useMemo(() => wholePlane(axes), [axes]);
  const seen = useSignal<PlaneWindow>(whole);
  useMemo(() => {
    seen.value = whole;
  }, [whole]);
  const dyes = useMemo(() => colourings(classes, labels), [classes, labels]);
  const dye = dyes[colouring.value] ?? dyes.cross;
  const brush = useSignal<readonly [number, number, number, number] | null>(null);
  const hovered = useSignal<number | null>(null);

  const window = seen.value;
  const chosen = selected.value;
  const open = focused.value;
  const draw = useCallback<Draw>(
    (pen, width, height, colours) => {
      const dots = { ...axes, code: dye.code, colours: dye.colours(colours), selected: chosen, focused: open };
      drawPlane(pen, layOutPlane(width, height, window), dots, colours);
    },
    [axes, dye, window, chosen, open],
  );
  const height = (width: number) => Math.round(Math.min(560, Math.max(320, width * 0.72)));
  const gestures = usePlaneGestures({
    seen,
    whole,
    brush,
    layout: (width) => layOutPlane(width, height(width), seen.value),
    nearest: (layout, x, y) => nearestSample(layout, axes, x, y, 14),
    onHover: (sample) => (hovered.value = sample),
    onPick: (sample) => (focused.value = sample),
    onBrush: (layout, x, y) => select(samplesWithin(layout, axes, x, y)),
    onStep: (step) => (focused.value = stepThrough(axes, focused.value, step)),
  });
  const options = Object.fromEntries(Object.keys(dyes).map((name) => [name, DYE_NAMES[name] ?? name]));
  return (
    <section class="card plane" aria-labelledby="plane-title">
      <div class="card-head">
        <h2 id="plane-title">Radiation against chemotherapy</h2>
        <div class="tools">
          <Choice
            label="Chemo axis"
            value={axis}
            options={{ response: "response", persistence: "persistence" }}
            onChange={(value) => (chemoAxis.value = value)}
          />
          <Choice label="Colour" value={colouring.value} options={options} onChange={(v) => (colouring.value = v)} />
        </div>
      </div>
      <Figure
        label={planeLabel(view, axes)}
        file={`${stem(view.head.matrix.name)}.plane`}
        height={height}
        draw={draw}
        legend={(colours) => [legendOf(dye, colours)]}
        canvasProps={gestures}
      >
        <Brush at={brush.value} />
        {hovered.value !== null && <Tip view={view} sample={hovered.value} />}
      </Figure>
      <ul class="legend">
        {legendOf(dye, theme.value).entries.map(({ name, colour }, index) => (
          <li key={name}>
            <button type="button" class="link" onClick={() => select(dye.code.map((code) => (code === index ? 1 : 0)))}>
              <span class="dot" style={{ background: colour }} />
              {name}
            </button>
          </li>
        ))}
      </ul>
      <p class="hint for-mouse">
        Click a sample for its card, drag to select, scroll to zoom, drag with shift to move, double click to see all
        again; arrow keys step through the samples.
      </p>
      <p class="hint for-touch">Tap a sample for its card, or a class above to select its samples.</p>
    </section>
  );
}

function legendOf(dye: Colouring, colours: Theme): LegendGroup {
  const shades = dye.colours(colours);
  return { title: "", entries: dye.names.map((name, index) => ({ name: classText(name), colour: shades[index] })) };
}

const DYE_NAMES: Readonly<Record<string, string>> = {
  cross: "cross-resistance",
  radiation: "radiation class",
  chemo: "chemo class",
};

function colourings(
  classes: NonNullable<CohortView["classes"]>,
  labels: readonly Label[],
): Record<"cross" | "radiation" | "chemo", Colouring> & Record<string, Colouring | undefined> {
  const byClass = (code: Uint8Array): Colouring => ({
    code,
    names: CLASS_NAMES,
    colours: ({ classes: colours }) => CLASS_NAMES.map((name) => colours[name]),
  });
  const byLabel = labels.map(({ name, levels, code, colours }): [string, Colouring] => [
    name,
    { code, names: [...levels, "not stated"], colours: () => colours },
  ]);
  return {
    ...Object.fromEntries(byLabel),
    cross: { code: classes.cross, names: CROSS_NAMES, colours: ({ cross }) => CROSS_NAMES.map((name) => cross[name]) },
    radiation: byClass(classes.radiation),
    chemo: byClass(classes.chemo),
  };
}

/** The next sample to the right or left (one step), upwards or downwards in the order of the other axis. */
function stepThrough(
  { x, y }: { x: PlaneAxis; y: PlaneAxis },
  from: number | null,
  [across, up]: readonly [number, number],
) {
  const values = across !== 0 ? x.values : y.values;
  const direction = across !== 0 ? across : up;
  const other = across !== 0 ? y.values : x.values;
  if (from === null || Number.isNaN(values[from])) return values.findIndex((value) => !Number.isNaN(value));
  let best = from;
  for (let sample = 0; sample < values.length; sample++) {
    if (Number.isNaN(other[sample])) continue;
    const ahead = direction * (values[sample] - values[from]);
    const after = ahead > 0 || (ahead === 0 && sample > from);
    if (!after) continue;
    const leads = best === from ? Number.POSITIVE_INFINITY : direction * (values[best] - values[from]);
    if (ahead < leads) best = sample;
  }
  return best;
}

function planeLabel(view: CohortView, { x, y }: { x: PlaneAxis; y: PlaneAxis }): string {
  const both = view.head.cohort?.classes?.cross.observed ?? 0;
  return (
    `${view.samples.length} samples by ${x.title} and ${y.title}; ${both} resistant in both classes. ` +
    "The table below holds the same samples."
  );
}

function Brush({ at }: { at: readonly [number, number, number, number] | null }) {
  if (at === null) return null;
  const [left, top, right, bottom] = at;
  const style = { left: `${left}px`, top: `${top}px`, width: `${right - left}px`, height: `${bottom - top}px` };
  return <div class="brush" style={style} />;
}

function Tip({ view, sample }: { view: CohortView; sample: number }) {
  const { classes } = view;
  if (classes === null) return null;
  return (
    <div class="tip">
      <strong>{view.samples[sample]}</strong> radiation {classText(radiationOf(classes, sample))}, chemo{" "}
      {classText(chemoOf(classes, sample))}; {classText(crossOf(classes, sample))}
    </div>
  );
}
