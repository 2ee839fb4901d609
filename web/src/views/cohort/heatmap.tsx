/** The heatmap of all scores over all samples. */
import { useSignal } from "@preact/signals";
import { useCallback, useEffect, useMemo } from "preact/hooks";
import { CLASS_NAMES, type ClassName } from "../../../../worker/engine/cohort/calls.ts";
import { shade, type Theme } from "../../../../worker/results/figure/theme.ts";
import { classText } from "../../../../worker/results/words.ts";
import { theme } from "../../appearance.ts";
import { type CohortView, leadOf } from "../../cohort.ts";
import { call } from "../../engine/client.ts";
import { stem } from "../../export/save.ts";
import { type Label, legendOfLabel } from "../../labels.ts";
import { columnAt, drawHeatmap, type HeatmapStrip, LETTER, layOutHeatmap } from "../../plot/heatmap.ts";
import type { LegendGroup } from "../../plot/legend.ts";
import { focused, selected } from "../../session.ts";
import { scoreName } from "../../signatures.ts";
import { Choice } from "../prepare/settings-form.tsx";
import { type Draw, Figure } from "./figure.tsx";
import { Meaning } from "./meaning.tsx";
import { SHOWN_CLASSES } from "./summary.tsx";

type Order = "likeness" | "radiation" | "matrix";

export function HeatmapView({ view, labels }: { view: CohortView; labels: readonly Label[] }) {
  if (view.scores.every(({ percentiles }) => percentiles === null)) return null;
  return <PercentileMap view={view} labels={labels} />;
}

function PercentileMap({ view, labels }: { view: CohortView; labels: readonly Label[] }) {
  const by = useSignal<Order>("likeness");
  const likeness = useSignal<Uint32Array | null>(null);
  useEffect(() => {
    void call("order", []).then((order) => {
      likeness.value = order;
    });
  }, [view]);
  const order = useMemo(() => orderOf(view, by.value, likeness.value), [view, by.value, likeness.value]);
  const colours = theme.value;
  const chosen = selected.value;
  const open = focused.value;
  const rows = useMemo(
    () =>
      view.scores.flatMap((score) =>
        score.percentiles === null ? [] : [{ name: scoreName(score, view.scores), percentiles: score.percentiles }],
      ),
    [view],
  );
  const heatmap = { rows, order, selected: chosen, focused: open };
  const draw = useCallback<Draw>(
    (pen, width, _height, palette) => {
      const whole = { ...heatmap, strips: stripsOf(view, labels, palette.classes) };
      drawHeatmap(pen, layOutHeatmap(width, whole, namesWidth(width, rows)), whole, palette);
    },
    [view, labels, order, chosen, open],
  );
  const strips = stripsOf(view, labels, colours.classes);
  const layout = (width: number) => layOutHeatmap(width, { ...heatmap, strips }, namesWidth(width, rows));
  const pick = (width: number, pixel: number) => {
    const column = columnAt(layout(width), order.length, pixel);
    if (column >= 0) focused.value = order[column];
  };
  return (
    <section class="card" aria-labelledby="heatmap-title">
      <div class="card-head">
        <h2 id="heatmap-title">All scores of all samples</h2>
        <div class="tools">
          <Choice
            label="Order"
            value={by.value}
            options={{ likeness: "alike together", radiation: "by the radiation score", matrix: "as in the matrix" }}
            onChange={(value) => (by.value = value)}
          />
        </div>
      </div>
      <Figure
        label={`Percentiles of ${rows.length} scores over ${order.length} samples. The table below holds the same numbers.`}
        file={`${stem(view.head.matrix.name)}.heatmap`}
        height={(width) => layout(width).height}
        draw={draw}
        legend={(palette) => [rampLegend(palette), ...legendsOf(view, labels, palette)]}
        canvasProps={(width) => ({ onClick: (event: MouseEvent) => pick(width, event.offsetX) })}
      />
      <div class="meaning">
        <Ramp />
        {legendsOf(view, labels, colours).map((group) => (
          <Meaning key={group.title} {...group} />
        ))}
      </div>
    </section>
  );
}

/** Names stand beside the map, as long as they are but for at most a good third of the width. */
function namesWidth(width: number, rows: readonly { readonly name: string }[]): number {
  const longest = Math.max(STRIP_NAME_LETTERS, ...rows.map(({ name }) => name.length));
  return Math.min(Math.round(0.38 * width), Math.round(LETTER * longest) + 16);
}

/** "radiation class" */
const STRIP_NAME_LETTERS = 15;

/** What the strips above the map mean: the classes once, since both have the same colours, then the labels. */
function legendsOf({ classes }: CohortView, labels: readonly Label[], palette: Theme): LegendGroup[] {
  const isThere = (name: ClassName) =>
    [classes?.radiation, classes?.chemo].some((codes) => codes?.includes(CLASS_NAMES.indexOf(name)));
  const entries = SHOWN_CLASSES.filter(isThere).map((name) => ({
    name: classText(name),
    colour: palette.classes[name],
  }));
  const byClass = classes === null ? [] : [{ title: "class", entries }];
  return [...byClass, ...labels.slice(0, MOST_LABELS).map(legendOfLabel)];
}

function rampLegend(palette: Theme): LegendGroup {
  const at = [0, 0.25, 0.5, 0.75, 1];
  const entries = at.map((share) => ({ name: String(100 * share), colour: hexOf(shade(palette, share)) }));
  return { title: "percentile", entries };
}

const hexOf = (rgb: readonly number[]) =>
  `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;

function Ramp() {
  const colours = theme.value;
  const stops = Array.from({ length: 11 }, (_, i) => `rgb(${shade(colours, i / 10).join(" ")})`);
  return (
    <div class="ramp">
      <span>percentile 0</span>
      <span class="scale" aria-hidden="true" style={{ background: `linear-gradient(90deg, ${stops.join(", ")})` }} />
      <span>100</span>
    </div>
  );
}

function orderOf({ samples, scores }: CohortView, by: Order, likeness: Uint32Array | null): Uint32Array {
  const plain = Uint32Array.from(samples.keys());
  if (by === "likeness") return likeness?.length === samples.length ? likeness : plain;
  const values = leadOf(scores)?.scores;
  if (by === "matrix" || values === undefined) return plain;
  const rank = (sample: number) => (Number.isNaN(values[sample]) ? Number.POSITIVE_INFINITY : values[sample]);
  return plain.sort((a, b) => rank(a) - rank(b) || a - b);
}

/** Most labels of the sheet that stand above the map. */
const MOST_LABELS = 4;

function stripsOf(
  { classes }: CohortView,
  labels: readonly Label[],
  colours: Readonly<Record<(typeof CLASS_NAMES)[number], string>>,
): HeatmapStrip[] {
  const palette = CLASS_NAMES.map((name) => colours[name]);
  const byClass =
    classes === null
      ? []
      : [
          { name: "radiation class", code: classes.radiation, colours: palette },
          { name: "chemo class", code: classes.chemo, colours: palette },
        ];
  return [...byClass, ...labels.slice(0, MOST_LABELS)];
}
