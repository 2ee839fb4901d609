import { expect, test } from "vitest";
import { classify } from "../../worker/engine/cohort/index.ts";
import { parseSheet } from "../../worker/engine/sheet.ts";
import { LIMITS } from "../../worker/limits.ts";
import { planScoring } from "../../worker/request/plan.ts";
import { parseScoring } from "../../worker/request/scoring.ts";
import { RESULT_FORMATS, reportFacts, reportText } from "../../worker/results/index.ts";
import { ascending, CES, ISG, PROGRAMME, RSI, sampleNames, scoredMatrix } from "../engine/cohort/support.ts";

const cohort = (samples: number, names = sampleNames(samples)) =>
  scoredMatrix(
    {
      [RSI]: ascending(samples).map((value) => (value === 2 ? Number.NaN : value / samples)),
      [CES]: ascending(samples).reverse(),
      [PROGRAMME]: ascending(samples),
      [ISG]: ascending(samples),
      "own_set:ssgsea": ascending(samples).map(() => Number.NaN),
    },
    { samples: names },
  );
const { context } = planScoring(parseScoring({ duplicates: "mean", options: { "singscore.ties": "average" } }), []);
const text = (samples: number) => [...RESULT_FORMATS.html.chunks(classify(cohort(samples), context))].join("");
const small = text(60);

test("a report holds the notice, the facts, classes, figures, evidence for and against, coverage, samples and the way back", () => {
  for (const words of [
    "For research use only",
    "<h2>Classes</h2>",
    // Upper quarter by RSI and upper third by chemo are the same end here: 15 of 59; by chance 15 x 20 / 59.
    "Resistant to both: 15 of 59 samples with two classes. By chance 5.1 would be",
    "<h2>Evidence for and against</h2>",
    "<td>against</td>",
    "<h2>Distribution of each score</h2>",
    "No sample has a score by own_set",
    "<h2>Genes found of each signature</h2>",
    "<h2>Samples</h2>",
    "npx crossresist score m.tsv --duplicates mean --set singscore.ties=average",
  ]) {
    expect(small, words).toContain(words);
  }
  // Two planes with the 59 samples that have an RSI.
  expect(small.match(/<circle /g)).toHaveLength(2 * 59);
  expect(small.match(/<svg /g)).toHaveLength(2 + 4);
});

test("classes of a small reference are marked provisional: by each reference, and above the samples", () => {
  const html = text(30);
  const row = (reference: string, cells: string) =>
    `<th scope="row">${reference}</th>${cells}<td>provisional: fewer than 50</td>`;
  expect(html).toMatch(new RegExp(row("cohort of 30", '<td class="n">29</td><td>[\\d.]+</td><td>[\\d.]+</td>')));
  expect(html).toContain(row("cohort of 30", '<td class="n">30</td>'));
  const note =
    "Provisional, since their reference has fewer than 50 samples: radiation classes by the cohort of 30; chemo classes by the cohort of 30.";
  expect(html.indexOf(note)).toBeGreaterThan(html.indexOf("<h2>Samples</h2>"));
  expect(small).toContain('<th scope="row">cohort of 60</th><td class="n">60</td><td></td>');
  expect(small).not.toContain("rovisional");
});

test("provisional classes of many small cohorts are counted by their references, not named", () => {
  const batches = sampleNames(100).map((name, at) => `${name}\tb${at % 4}`);
  const sheet = parseSheet(`sample\tbatch\n${batches.join("\n")}\n`);
  const html = [...RESULT_FORMATS.html.chunks(classify(cohort(100), { ...context, sheet }))].join("");
  expect(html).toContain(
    "samples: radiation classes by 4 references marked above; chemo classes by 4 references marked above.",
  );
});

test("nothing in a report runs, and nothing is loaded", () => {
  expect(small).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  expect(small).not.toMatch(/<script|\son\w+=|\b(src|href)=|url\((?!#)|@import/);
});

test("names that look like markup stay text, wherever they come from", () => {
  const evil = "<img src=x onerror=alert(1)>\"'&";
  const scored = cohort(60, [evil, ...sampleNames(59)]);
  const warnings = [{ type: "odd", detail: evil }];
  const named = { ...scored, matrix: { ...scored.matrix, name: evil, warnings } };
  const signatures = named.signatures.map((signature) => ({ ...signature, missing: [evil], reason: evil }));
  const html = [...RESULT_FORMATS.html.chunks(classify({ ...named, signatures }, context))].join("");
  expect(html).not.toContain("<img");
  expect(html.match(/&lt;img src=x onerror=alert\(1\)&gt;&quot;&#39;&amp;/g)?.length).toBeGreaterThanOrEqual(4);
});

test("a large cohort is drawn as a density and listed in part, and the report says so", () => {
  const samples = LIMITS.reportDots + 2;
  const html = text(samples);
  expect(html).not.toContain("<circle ");
  expect(html).toContain("a step darker for each doubling");
  expect(html).toContain(`The first ${LIMITS.reportSamples} of 3,002 samples; the scores file has them all.`);
  const [plane] = reportFacts(classify(cohort(samples), context)).planes;
  expect(plane.density?.counts.reduce((sum, count) => sum + count, 0)).toBe(samples - 1);
  expect(html.length).toBeLessThan(1_500_000);
});

test("the facts of a report survive JSON, so that a job can gather them in parts", () => {
  const facts = reportFacts(classify(cohort(60), context));
  expect([...reportText(JSON.parse(JSON.stringify(facts)))].join("")).toBe(small);
});

test("without classes a report says so and still shows the scores", () => {
  const html = [...RESULT_FORMATS.html.chunks(classify(cohort(60), { classes: "none" }))].join("");
  expect(html).toContain("None: no signature that has a part in a class was scored");
  expect(html.match(/<svg /g)).toHaveLength(4);
  expect(html).toContain('<th scope="row">S60</th><td>1.000</td>');
});
