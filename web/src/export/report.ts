/** The report: one HTML file with figures and classes, that opens anywhere and asks nothing of the network. */
import { CLASS_NAMES } from "../../../worker/engine/cohort/calls.ts";
import { CROSS_NAMES } from "../../../worker/engine/cohort/cross.ts";
import { NOTICE } from "../../../worker/results/notice.ts";
import { type ChemoAxis, type CohortView, chemoOf, crossOf, radiationOf, scoredPart } from "../cohort.ts";
import { binsOf, drawDistribution } from "../plot/distribution.ts";
import { drawPlane, layOutPlane } from "../plot/plane.ts";
import { escapeXml } from "../plot/svg-pen.ts";
import { LIGHT } from "../plot/theme.ts";
import { scoreName } from "../signatures.ts";
import { cutsOf } from "../views/cohort/cuts.ts";
import { planeAxes, wholePlane } from "../views/plane/axes.ts";
import { classText, countText, percentileText, scoreText } from "../words.ts";
import { svgText } from "./picture.ts";

/** Beyond this many samples the report names the scores file instead of listing them all. */
const LISTED_SAMPLES = 5_000;

export function reportHtml(cohort: CohortView, axis: ChemoAxis): string {
  const view = scoredPart(cohort);
  const { matrix, engine, signatures, cohort: compared } = view.head;
  const warnings = [...matrix.warnings, ...(compared?.warnings ?? [])];
  const parts = [
    `<h1>${escapeXml(matrix.name)}</h1>`,
    `<p class="notice">${escapeXml(NOTICE)}</p>`,
    list([
      ["Samples", countText(matrix.samples)],
      ["Genes", `${countText(matrix.genes)}, ${matrix.identifiers}`],
      ["Values", matrix.values],
      ["Compared", compared?.eligibility.basis ?? "samples were not compared"],
      ["Digest", matrix.digest ?? "not known"],
      ["Engine", `${engine.version}, ${engine.path} ${engine.kernel ?? ""}`],
    ]),
    warnings.length === 0
      ? ""
      : `<ul class="warnings">${warnings.map((w) => `<li>${escapeXml(w.detail)}</li>`).join("")}</ul>`,
    classSection(view, axis),
    `<h2>Distribution of each score</h2><div class="grid">${distributions(view)}</div>`,
    `<h2>Genes found of each signature</h2>`,
    table(
      ["Signature", "Version", "Methods", "Genes", "Missing"],
      signatures.map((s) => [
        s.id,
        String(s.version),
        s.methods.join(", "),
        `${s.present} of ${s.total}`,
        s.missing.join(", "),
      ]),
    ),
    `<h2>Samples</h2>`,
    sampleTable(view),
  ];
  return (
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">` +
    `<title>${escapeXml(matrix.name)} – Crossresist</title><style>${STYLE}</style></head><body>${parts.join("\n")}</body></html>\n`
  );
}

function classSection(view: CohortView, axis: ChemoAxis): string {
  const summary = view.head.cohort?.classes;
  const { classes } = view;
  if (summary == null || classes === null) return "";
  const axes = planeAxes(view, classes, axis);
  const colours = CROSS_NAMES.map((name) => LIGHT.cross[name]);
  const plane = svgText("Radiation against chemotherapy", 860, 560, (pen, width, height, theme) => {
    const dots = { ...axes, code: classes.cross, colours, selected: null, focused: null };
    drawPlane(pen, layOutPlane(width, height, wholePlane(axes)), dots, theme);
  });
  const legend = CROSS_NAMES.map((name, at) => `<li><i style="background:${colours[at]}"></i>${classText(name)}</li>`);
  const { observed, expected, expectedRange } = summary.cross;
  const counts = (each: Readonly<Record<string, number>>) => CLASS_NAMES.map((name) => String(each[name]));
  return [
    "<h2>Classes</h2>",
    `<p>${escapeXml(summary.meaning)}</p>`,
    table(
      ["", ...CLASS_NAMES.map(classText)],
      [
        ["radiation", ...counts(summary.radiation.counts)],
        ["chemo", ...counts(summary.chemo.counts)],
      ],
    ),
    `<p>Resistant to both: ${observed}; by chance ${expected.toFixed(1)}, 95% range ${expectedRange[0]} to ${expectedRange[1]}.</p>`,
    `<p>Radiation: ${escapeXml(summary.radiation.references[0]?.rule ?? "no reference")}. Chemo: ${escapeXml(summary.chemo.rules.join("; "))}.</p>`,
    plane,
    `<ul class="legend">${legend.join("")}</ul>`,
  ].join("\n");
}

function distributions(view: CohortView): string {
  return view.scores
    .map((score) => {
      const title = scoreName(score, view.scores);
      const bins = binsOf(score.scores, null);
      return svgText(title, 420, 150, (pen, width, height, theme) => {
        const figure = {
          title,
          values: score.scores,
          cuts: cutsOf(view.head, score, theme),
          selected: null,
          focused: null,
        };
        drawDistribution(pen, width, height, figure, bins, theme);
      });
    })
    .join("");
}

function sampleTable(view: CohortView): string {
  const { classes, samples, scores } = view;
  if (samples.length > LISTED_SAMPLES) {
    return `<p>${countText(samples.length)} samples; their scores are in the scores file.</p>`;
  }
  const head = ["Sample", ...(classes === null ? [] : ["Radiation", "Chemo", "Both"])];
  const names = scores.map((score) => scoreName(score, scores));
  return table(
    [...head, ...names.flatMap((name) => [name, "percentile"])],
    samples.map((name, sample) => [
      name,
      ...(classes === null
        ? []
        : [radiationOf(classes, sample), chemoOf(classes, sample), crossOf(classes, sample)].map(classText)),
      ...scores.flatMap((score) => [
        scoreText(score.scores[sample]),
        percentileText(score.percentiles?.[sample] ?? Number.NaN),
      ]),
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, row: readonly string[]) =>
    row.map((cell) => `<${tag}>${escapeXml(cell)}</${tag}>`).join("");
  const body = rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("\n");
  return `<div class="scroll"><table><thead><tr>${cells("th", head)}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function list(facts: readonly (readonly [string, string])[]): string {
  return `<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${escapeXml(value)}</dd>`).join("")}</dl>`;
}

const STYLE = `
body{font:15px/1.5 system-ui,"Liberation Sans",Arial,sans-serif;color:${LIGHT.ink};max-width:1000px;margin:2rem auto;padding:0 1rem}
h1{font-size:1.7rem;overflow-wrap:anywhere}h2{margin-top:2.2rem;font-size:1.2rem}
.notice{background:${LIGHT.page};border-left:4px solid ${LIGHT.accent};padding:.8rem 1rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.2rem}dt{color:${LIGHT.muted}}dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:13px}
th,td{text-align:left;padding:.25rem .7rem .25rem 0;border-bottom:1px solid ${LIGHT.line};vertical-align:top}
svg{max-width:100%;height:auto}.scroll{overflow-x:auto}.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:1rem}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;list-style:none;padding:0}.legend i{display:inline-block;width:.8em;height:.8em;border-radius:50%;margin-right:.4em}
.warnings{color:${LIGHT.classes.resistant}}
`.trim();
