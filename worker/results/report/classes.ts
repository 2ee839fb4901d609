/** The report's sections on classes: how many there are, where they lie, and what they rest on. */
import {
  CLASS_NAMES,
  type ClassName,
  type ClassSummary,
  CROSS_NAMES,
  type MemberSummary,
  PROVISIONAL_BELOW,
} from "../../engine/cohort/index.ts";
import { drawDensity, drawPlane, layOutPlane, type PlaneAxes } from "../figure/plane.ts";
import { escapeXml, svgOf } from "../figure/svg-pen.ts";
import { BY_STYLE_SHEET } from "../figure/theme.ts";
import { classText, countText } from "../words.ts";
import type { AxisFacts, PlaneFacts, ReportFacts } from "./facts.ts";
import { heading, markup, paragraph, table } from "./html.ts";
import { signatureName } from "./names.ts";

type Reference = ClassSummary["chemo"]["references"][number];

const PLANE = { width: 620, height: 460 } as const;

/** Counts of the classes, the rules behind them and the plane of both. */
export function* classSection({ head, planes }: ReportFacts): Generator<string> {
  const summary = head.cohort?.classes ?? null;
  yield heading("Classes");
  if (summary === null) {
    yield paragraph("None: no signature that has a part in a class was scored, or none was asked for.");
    return;
  }
  const { radiation, chemo, cross } = summary;
  yield paragraph(summary.meaning);
  yield* table(
    "Samples by class",
    ["", ...CLASS_NAMES.map(classText)],
    [
      ["Radiation", ...counted(radiation.counts)],
      ["Chemo, both axes", ...counted(chemo.counts)],
      ["Chemo, response axis", ...counted(chemo.axes.response.counts)],
      ["Chemo, persistence axis", ...counted(chemo.axes.persistence.counts)],
    ],
  );
  yield* table(
    "Samples by both classes together",
    ["", ...CROSS_NAMES.map(classText)],
    [["Cross-resistance", ...CROSS_NAMES.map((name) => cross.counts[name])]],
  );
  yield paragraph(
    cross.classified === 0
      ? "No sample has a class on both sides."
      : `Resistant to both: ${countText(cross.observed)} of ${countText(cross.classified)} samples with two classes. By chance ` +
          `${cross.expected.toFixed(1)} would be, 95% range ${countText(cross.expectedRange[0])} to ${countText(cross.expectedRange[1])}.`,
  );
  for (const axis of ["response", "persistence"] as const) {
    yield paragraph(`The ${axis} axis: ${chemo.axes[axis].meaning}.`, "hint");
  }
  yield* planeFigures(planes);
  yield heading("What the classes rest on");
  yield* table("Members of the classes", ["Score", "Part", "High means", "Genes", "Source"], members(summary));
  yield* references(summary);
  for (const rule of [...chemo.rules, cross.rule]) yield paragraph(rule, "hint");
  yield* associations(summary);
}

const counted = (counts: Readonly<Record<ClassName, number>>) => CLASS_NAMES.map((name) => counts[name]);

function* planeFigures(planes: readonly PlaneFacts[]): Generator<string> {
  if (planes.length === 0) return;
  yield '<div class="planes">';
  for (const plane of planes) yield planeFigure(plane);
  yield "</div>\n";
  if (planes.some(({ dots }) => dots !== null)) {
    const names = CROSS_NAMES.map((name) => `<li><i class="dot cross-${name}"></i>${classText(name)}</li>`);
    yield `<ul class="legend">${names.join("")}</ul>\n`;
  }
  if (planes.some(({ density }) => density !== null)) {
    yield paragraph(
      "Shaded by the number of samples, a step darker for each doubling: a dot each would not be told apart.",
      "hint",
    );
  }
}

function planeFigure({ axis, x, y, placed, dots, density }: PlaneFacts): string {
  const { width, height } = PLANE;
  const layout = layOutPlane(width, height, { x: x.window, y: y.window });
  const title = `${countText(placed)} samples by ${x.title} and ${y.title}`;
  const frame = { width, height, title, background: "none", id: `plane-${axis}-` };
  return svgOf(frame, (pen) => {
    if (density !== null) return drawDensity(pen, layout, empty(x, y), density, BY_STYLE_SHEET);
    const values = dots ?? [];
    const every = (offset: number) =>
      Float64Array.from({ length: values.length / 3 }, (_, at) => values[3 * at + offset]);
    const plotted = {
      x: { ...x, values: every(0) },
      y: { ...y, values: every(1) },
      code: Uint8Array.from(every(2)),
      colours: CROSS_NAMES.map((name) => BY_STYLE_SHEET.cross[name]),
      selected: null,
      focused: null,
    };
    drawPlane(pen, layout, plotted, BY_STYLE_SHEET);
  });
}

function empty(x: AxisFacts, y: AxisFacts): PlaneAxes {
  const values = new Float64Array(0);
  return { x: { ...x, values }, y: { ...y, values } };
}

function members({ radiation, chemo }: ClassSummary) {
  const row = (part: string) => (member: MemberSummary) => [
    markup(`${escapeXml(signatureName(member.signature))} <small>${member.method}</small>`),
    part,
    member.highMeans,
    `${member.present} of ${member.total}${member.lowCoverage ? " (low coverage)" : ""}`,
    member.citation ?? "",
  ];
  return [
    ...(radiation.lead === null ? [] : [radiation.lead]).map(row("radiation")),
    ...chemo.axes.response.members.map(row("chemo, response axis")),
    ...chemo.axes.persistence.members.map(row("chemo, persistence axis")),
  ];
}

/** Whether a reference gives a class, and one to rely on. */
function standingText({ refusal, provisional }: Pick<Reference, "refusal" | "provisional">): string {
  if (refusal !== null) return `no class: ${refusal}`;
  return provisional ? `provisional: fewer than ${PROVISIONAL_BELOW}` : "";
}

/** More references than these are counted, not named. */
const NAMED_REFERENCES = 3;

/** Which classes are provisional, in a sentence; null where none is. */
export function provisionalText({ radiation, chemo }: ClassSummary): string | null {
  const sides = [
    { name: "radiation", references: radiation.references },
    { name: "chemo", references: chemo.references },
  ].flatMap(({ name, references }) => {
    const few = [...new Set(references.filter(({ provisional }) => provisional).map(({ reference }) => reference))];
    if (few.length === 0) return [];
    const which =
      few.length > NAMED_REFERENCES ? `${few.length} references marked above` : `the ${few.join(" and the ")}`;
    return [`${name} classes by ${which}`];
  });
  if (sides.length === 0) return null;
  return `Provisional, since their reference has fewer than ${PROVISIONAL_BELOW} samples: ${sides.join("; ")}.`;
}

function* references({ radiation, chemo }: ClassSummary): Generator<string> {
  const cut = (value: number | null) => (value === null ? "" : value.toFixed(4));
  yield* table(
    "References of the radiation class",
    ["Reference of the radiation class", "Samples", "Sensitive at or below", "Resistant at or above", ""],
    radiation.references.map((each) => [
      each.reference,
      each.n,
      cut(each.sensitiveAtOrBelow),
      cut(each.resistantAtOrAbove),
      standingText(each),
    ]),
  );
  yield* table(
    "References of the chemo class",
    ["Reference of the chemo class", "Samples", ""],
    chemo.references.map((each) => [each.reference, each.n, standingText(each)]),
  );
  for (const rule of new Set(radiation.references.map((reference) => reference.rule)))
    yield paragraph(`${rule}.`, "hint");
}

function* associations({ associations }: ClassSummary): Generator<string> {
  if (associations.length === 0) return;
  const scores = [...new Set(associations.flatMap(({ scores }) => Object.keys(scores)))];
  yield paragraph("How strongly the scores behind the classes go with what else is known of the samples:");
  yield* table(
    "Associations of scores with covariates",
    ["With", "Statistic", "n", ...scores.map(signatureName)],
    associations.map((association) => [
      association.with,
      association.statistic === "spearman"
        ? "Spearman’s rho"
        : `eta squared of ${association.levels} levels, ${association.byChance?.toFixed(2)} by chance`,
      association.n,
      ...scores.map((score) => association.scores[score]?.toFixed(2) ?? ""),
    ]),
  );
}
