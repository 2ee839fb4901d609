import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findSignature } from "../../worker/catalogue/index.ts";
import { CORE_PROGRAMMES } from "../../worker/engine/crosstalk/index.ts";
import { type Drawing, takeFigure } from "../support/browser/figures.ts";
import { accessible, command, download, scoreHere, scoreThere, useBrowser, writeText } from "./support.ts";

const openPage = useBrowser();

/** Eight subjects before and after, on days 1 and 3; treatment raises p53's targets and apoptosis. */
const SUBJECTS = Array.from({ length: 8 }, (_, at) => `P${at + 1}`);
const VISITS = [
  { name: "before", treatment: "none", day: 0 },
  { name: "day1", treatment: "RT", day: 1 },
  { name: "day3", treatment: "RT", day: 3 },
];
const RAISED = ["msigdb_hallmark_p53_pathway", "msigdb_hallmark_apoptosis"];

function* matrixText(): Generator<string> {
  const samples = SUBJECTS.flatMap((subject) => VISITS.map(({ name }) => `${subject}-${name}`));
  yield `gene\t${samples.join("\t")}\n`;
  const symbols = (ids: readonly string[]) =>
    new Set(ids.flatMap((id) => findSignature(id).genes.map((gene) => gene.symbol)));
  const raised = symbols(RAISED);
  let state = 1;
  for (const symbol of [...symbols(CORE_PROGRAMMES), ...Array.from({ length: 2_000 }, (_, at) => `filler${at}`)]) {
    const cells = samples.map((sample) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (4 + (state >>> 8) / 2 ** 22 + (raised.has(symbol) && !sample.endsWith("before") ? 2 : 0)).toFixed(3);
    });
    yield `${symbol}\t${cells.join("\t")}\n`;
  }
}

function* sheetText(): Generator<string> {
  yield "sample\tsubject\ttreatment\tday\n";
  for (const subject of SUBJECTS) {
    for (const { name, treatment, day } of VISITS) yield `${subject}-${name}\t${subject}\t${treatment}\t${day}\n`;
  }
}

test("what a treatment shifted is read as on the command line, here and on the server, with before and after in each subject", async () => {
  const folder = mkdtempSync(join(tmpdir(), "crossresist-crosstalk-"));
  const [matrix, sheet] = [join(folder, "treated.tsv"), join(folder, "sheet.tsv")];
  writeText(matrix, matrixText());
  writeText(sheet, sheetText());
  const expected = JSON.parse(command("crosstalk", matrix, sheet));
  expect(expected.reading.class).toBe("sensitisation-like");
  const page = await openPage();
  await page.goto("/");
  await page.locator("input[type=file]").first().setInputFiles(matrix);
  await page.locator('input[aria-label="Add sample sheet"]').setInputFiles(sheet);
  await page.locator(".coverage").waitFor();
  const part = page.locator(".crosstalk");
  for (const score of [scoreHere, scoreThere]) {
    await score(page);
    await part.getByRole("button", { name: "Compare treated with untreated" }).click();
    await part.getByText(`${expected.reading.class}. ${expected.reading.rule}`).waitFor();
    const { name, bytes } = await download(page, () => part.getByRole("button", { name: "JSON" }).click());
    expect(name).toBe("treated.crosstalk.json");
    const report = JSON.parse(bytes.toString());
    expect({ ...report, engine: { ...report.engine, heldBytes: 0 } }).toEqual({
      ...expected,
      engine: { ...expected.engine, heldBytes: 0 },
    });
    if (score === scoreHere) await page.getByRole("button", { name: "Change settings" }).click();
  }
  const [shifts, pairs] = await part.locator("canvas").evaluateAll((all) => all.map((each) => each.ariaLabel));
  expect(shifts).toMatch(/at q up to 0\.05: .*P53.* up/);
  expect(pairs).toMatch(/P53[^;]* rose in 8 of 8/);
  await part.getByText("The numbers").click();
  expect(await part.locator("table tbody tr").count()).toBe(expected.programmes.length);
  await part.getByText("By day").click();
  const drawings: Drawing[] = [];
  for (const figure of await part.locator(".figure").all()) drawings.push(await takeFigure(page, figure));
  const [shifted, paired, course] = drawings;
  const { programmes }: Report = expected;
  const tested = programmes.filter(({ core }) => core);
  expect(drawings.map(({ name }) => name)).toEqual(
    ["shifts", "pairs", "course"].map((kind) => `treated.RT.${kind}.svg`),
  );
  // A dot and an interval for each programme that has genes in the matrix; the line of no shift and the axis; three dots of legend.
  const found = programmes.filter(({ shift }) => shift !== null).length;
  expect(shifted.marks).toMatchObject({ circle: found + 3, line: found + 2 });
  expect(shifted.texts).toEqual(expect.arrayContaining(["P53_PATHWAY", "APOPTOSIS"]));
  // A panel a programme; in it two dots and a line for each subject, and those of three points in time.
  expect(paired.marks.circle).toBe(2 * SUBJECTS.length * tested.length + 2);
  expect(paired.texts.filter((text) => text === "before" || text === "after")).toHaveLength(2 * tested.length);
  expect(course.marks.circle).toBe(VISITS.length * tested.length + 2);
  await accessible(page);
  await page.close();
  rmSync(folder, { recursive: true });
});

interface Report {
  readonly programmes: readonly { readonly id: string; readonly core: boolean; readonly shift: number | null }[];
}
