/** The report's page: its sections in the order in which they are read. */
import { LEAD } from "../../engine/cohort/index.ts";
import { LIMITS } from "../../limits.ts";
import { leadCuts } from "../figure/axes.ts";
import { drawDistribution } from "../figure/distribution.ts";
import { escapeXml, svgOf } from "../figure/svg-pen.ts";
import { BY_STYLE_SHEET } from "../figure/theme.ts";
import { classText, countText, percentileText, scoreText } from "../words.ts";
import { classSection, provisionalText } from "./classes.ts";
import { evidenceSection } from "./evidence.ts";
import type { ReportFacts, RowFacts, SpreadFacts } from "./facts.ts";
import { type Cell, facts, folded, heading, list, markup, paragraph, table } from "./html.ts";
import { scoreNames, signatureName } from "./names.ts";
import { scoreCommand } from "./repeat.ts";
import { STYLE } from "./style.ts";

const SPREAD = { width: 400, height: 150 } as const;

/** A saved file has no server to say so: no script may run in it, and nothing is loaded. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** The page in pieces, as they are read from top to bottom. */
export function* reportPieces(report: ReportFacts): Generator<string> {
  const { matrix, notice } = report.head;
  const title = escapeXml(matrix.name);
  yield '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">';
  yield `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`;
  yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n';
  yield `<title>${title} – Crossresist</title>\n<style>${STYLE}</style></head><body><main>\n<h1>${title}</h1>\n`;
  yield paragraph(notice, "notice");
  yield* runSection(report);
  yield* classSection(report);
  yield* evidenceSection(report);
  yield* spreadSection(report);
  yield* coverageSection(report);
  yield* sampleSection(report);
  yield* repeatSection(report);
  yield "</main></body></html>\n";
}

function* runSection({ head }: ReportFacts): Generator<string> {
  const { matrix, engine, cohort } = head;
  yield facts([
    ["Samples", countText(matrix.samples)],
    ["Genes", `${countText(matrix.genes)}, identifiers: ${matrix.identifiers}`],
    ["Values", matrix.values],
    ["Format", matrix.format],
    ["Digest", matrix.digest ?? "not known"],
    ["Compared", cohort?.eligibility.basis ?? "samples were not compared with each other"],
    ...(cohort === undefined ? [] : [["Eligible", countText(cohort.eligibility.eligible)] as const]),
    [
      "Engine",
      `Crossresist ${engine.version}, ${engine.path}${engine.kernel === null ? "" : `, kernel ${engine.kernel}`}`,
    ],
  ]);
  const warnings = [...matrix.warnings, ...(cohort?.warnings ?? [])];
  if (warnings.length > 0) yield heading("Warnings");
  yield list(
    warnings.map(({ detail }) => detail),
    "warnings",
  );
  if (cohort !== undefined && cohort.eligibility.cohortCount > 1) {
    const { cohorts, cohortCount } = cohort.eligibility;
    yield paragraph(`${countText(cohortCount)} cohorts, each compared with itself:`);
    yield* table(
      "Cohorts",
      ["Cohort", "Samples", "Eligible"],
      cohorts.map(({ label, samples, eligible }) => [label, samples, eligible]),
    );
    if (cohorts.length < cohortCount) yield paragraph(`The first ${cohorts.length} are listed.`, "hint");
  }
}

function* spreadSection({ head, spreads }: ReportFacts): Generator<string> {
  const nameOf = scoreNames(spreads);
  yield heading("Distribution of each score");
  yield '<div class="grid">';
  const hasScores = ({ counts }: SpreadFacts) => counts.some((count) => count > 0);
  for (const spread of spreads.filter(hasScores)) yield spreadFigure(nameOf(spread), spread, head);
  yield "</div>\n";
  const without = spreads.filter((spread) => !hasScores(spread)).map(nameOf);
  if (without.length > 0) yield paragraph(`No sample has a score by ${without.join(", ")}; the next table says why.`);
  if (head.cohort?.classes?.radiation.lead != null) {
    yield paragraph("Dashed: cut-offs of the radiation class (blue sensitive, orange resistant).", "hint");
  }
}

function spreadFigure(title: string, spread: SpreadFacts, head: ReportFacts["head"]): string {
  const { signature, method, from, to, counts, missing } = spread;
  const { width, height } = SPREAD;
  const references = head.cohort?.classes?.radiation.references ?? [];
  const isLead = signature === LEAD.signature && method === LEAD.method;
  const cuts = isLead ? leadCuts(references, BY_STYLE_SHEET) : [];
  const bins = { from, to, counts: Uint32Array.from(counts), selected: new Uint32Array(counts.length), missing };
  const scored = counts.reduce((sum, count) => sum + count, 0);
  const label = `${title}: ${countText(scored)} scores from ${scoreText(from)} to ${scoreText(to)}`;
  return svgOf({ width, height, title: label, background: "none" }, (pen) => {
    const figure = { title, values: new Float64Array(0), cuts, selected: null, focused: null };
    drawDistribution(pen, width, height, figure, bins, BY_STYLE_SHEET);
  });
}

function* coverageSection({ head }: ReportFacts): Generator<string> {
  yield heading("Genes found of each signature");
  yield* table(
    "Signature coverage",
    ["Signature", "Version", "Methods", "Genes", "Missing genes, and what else is to be known", "Source"],
    head.signatures.map(({ id, version, methods, present, total, lowCoverage, missing, reason, refused, citation }) => [
      markup(`${escapeXml(signatureName(id))} <small>${escapeXml(id)}</small>`),
      version,
      methods.join(", "),
      `${present} of ${total}${lowCoverage ? " (low coverage)" : ""}`,
      [
        ...(reason === null ? [] : [`no score: ${reason}.`]),
        ...refused.map((each) => `Not by ${each.method}: ${each.reason}.`),
        missing.join(", "),
      ].join(" "),
      citation ?? "",
    ]),
  );
}

function* sampleSection({ head, rows, spreads }: ReportFacts): Generator<string> {
  const { samples } = head.matrix;
  const nameOf = scoreNames(spreads);
  yield heading("Samples");
  const listed = `${countText(rows.length)} of ${countText(samples)} samples`;
  if (rows.length < samples) yield paragraph(`The first ${listed}; the scores file has them all.`);
  const classes = rows.some((row) => row.classes !== null) ? ["Radiation", "Chemo", "Both"] : [];
  const percentiles = rows.some((row) => row.percentiles !== null) ? " Percentiles in the cohort in grey." : "";
  const inner = table(`Samples.${percentiles}`, ["Sample", ...classes, ...spreads.map(nameOf)], rows.map(sampleCells));
  const summary = head.cohort?.classes ?? null;
  const provisional = summary === null ? null : provisionalText(summary);
  if (provisional !== null) yield paragraph(provisional);
  if (percentiles !== "") yield paragraph(percentiles.trim(), "hint");
  yield* folded(rows.length < samples ? listed : `${countText(samples)} samples`, inner);
}

function sampleCells({ id, classes, scores, percentiles }: RowFacts): Cell[] {
  const cells = scores.map((score, at) => {
    const percentile = percentiles?.[at] ?? null;
    const place = percentile === null ? "" : ` <small>${percentileText(percentile)}</small>`;
    return markup(`${scoreText(score ?? Number.NaN)}${place}`);
  });
  const named = (classes ?? []).map((name, at) => {
    return markup(`<i class="dot ${at === 2 ? "cross-" : ""}${name}"></i>${classText(name)}`);
  });
  return [id, ...named, ...cells];
}

function* repeatSection({ head }: ReportFacts): Generator<string> {
  const { matrix, request, options } = head;
  const files = {
    matrix: matrix.name.split("/").at(-1) ?? matrix.name,
    ...(request.sheet === true ? { sheet: "SHEET.tsv" } : {}),
    ...(request.ownSets === undefined ? {} : { gmt: "SETS.gmt" }),
  };
  yield heading("The same again");
  yield `<pre>${escapeXml(scoreCommand(files, request))}</pre>\n`;
  if (request.sheet === true || request.ownSets !== undefined) {
    yield paragraph("In capitals: files that came along, whose names a result does not keep.", "hint");
  }
  yield* folded("Options of the methods, defaults included", [
    facts(Object.entries(options).map(([name, value]) => [name, String(value)])),
  ]);
  yield* folded("How percentiles are made", [paragraph(head.cohort?.interval ?? "Samples were not compared.")]);
  yield paragraph(
    `At most ${LIMITS.reportSamples} samples are listed here and ${countText(LIMITS.reportDots)} drawn as dots.`,
    "hint",
  );
}
