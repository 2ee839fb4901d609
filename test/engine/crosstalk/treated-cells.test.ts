/** Cells irradiated or given doxorubicin: what is known of them must come out. Needs `../shared/data`. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { fileSource } from "../../../scripts/node/source.ts";
import { findSignature } from "../../../worker/catalogue/index.ts";
import { ByteBudget } from "../../../worker/engine/budget.ts";
import { CORE_PROGRAMMES, crosstalk, crosstalkSignatures, p53Targets } from "../../../worker/engine/crosstalk/index.ts";
import { createTypeScriptRanker } from "../../../worker/engine/ranker/typescript.ts";
import type { ScoredMatrix } from "../../../worker/engine/scored.ts";
import type { SheetRow, Treatment } from "../../../worker/engine/sheet.ts";
import { seededRandom } from "../../../worker/engine/statistics/index.ts";
import { LIMITS } from "../../../worker/limits.ts";
import { scoreMatrix } from "../../../worker/score.ts";
import { platform } from "../../../worker/storage/platform.ts";
import { sheetRow } from "./cohort.ts";

const DATA = join(import.meta.dirname, "../../../../shared/data");
const present = existsSync(DATA);
if (!present) console.log(`Skipped: treated cells, there is no ${DATA}.`);

/** A thousand sheets of three thousand labellings each take seconds, more on a busy machine. */
const A_MINUTE = 60_000;

type Labels = Readonly<Record<string, string>>;

async function load(folder: string, matrix: string, row: (labels: Labels) => SheetRow) {
  const lines = readFileSync(join(DATA, folder, "labels.tsv"), "utf8")
    .trimEnd()
    .split("\n");
  const [header, ...cells] = lines.map((line) => line.split("\t"));
  const labels = cells.map((line) => Object.fromEntries(header.map((column, at) => [column, line[at]])));
  const scored = await scoreMatrix(
    await fileSource(join(DATA, folder, matrix)),
    { signatures: crosstalkSignatures(findSignature), options: {}, duplicates: "error", literalIdentifiers: false },
    { ranker: createTypeScriptRanker(), platform, budget: new ByteBudget(LIMITS.isolateBytes, 0) },
  );
  const bySample = new Map(labels.map((line) => [line.sample, row(line)]));
  return { scored, rows: scored.samples.map((sample) => bySample.get(sample)) as SheetRow[] };
}

/** Hands the treatments of each subject out anew, never as they were or in the mirror image of it. */
function* shuffles(rows: readonly SheetRow[], count: number): Generator<SheetRow[]> {
  const random = seededRandom(20);
  const subjects = [...new Set(rows.map((row) => row.subject))];
  const key = (treatments: readonly (Treatment | null)[]) => treatments.join();
  const observed = rows.map((row) => row.treatment);
  const [untreated, treated] = ["none", observed.find((treatment) => treatment !== "none")] as Treatment[];
  const mirror = observed.map((treatment) => (treatment === untreated ? treated : untreated));
  for (let made = 0; made < count; ) {
    const treatments = [...observed];
    for (const subject of subjects) {
      const own = rows.flatMap((row, sample) => (row.subject === subject ? [sample] : []));
      for (let last = own.length - 1; last > 0; last--) {
        const [a, b] = [own[last], own[random.below(last + 1)]];
        [treatments[a], treatments[b]] = [treatments[b], treatments[a]];
      }
    }
    if ([key(observed), key(mirror)].includes(key(treatments))) continue;
    made++;
    yield rows.map((row, sample) => ({ ...row, treatment: treatments[sample] }));
  }
}

/** How many of 1,000 shuffled sheets are read as a shift. */
function falseReadings(scored: ScoredMatrix, rows: readonly SheetRow[]): number {
  // Nothing but the core programmes has a part in the reading.
  const isCore = (id: string) => CORE_PROGRAMMES.some((programme) => programme === id);
  const programmes = { ...scored, columns: scored.columns.filter((column) => isCore(column.signature)) };
  let shifted = 0;
  for (const shuffled of shuffles(rows, 1_000)) {
    const { reading } = crosstalk(programmes, shuffled, new Set());
    if (reading.class !== "no-shift" && reading.class !== "under-powered") shifted++;
  }
  return shifted;
}

describe.runIf(present)("irradiated MOLT4 cells (Barenco 2006)", () => {
  let cells: { scored: ScoredMatrix; rows: SheetRow[] };
  beforeAll(async () => {
    cells = await load("irradiated_molt4_rhvdm", "expr.tsv.gz", (labels) =>
      sheetRow(labels.sample, `${labels.series} ${labels.replicate}`, labels.state === "irradiated" ? "RT" : "none", {
        day: Number(labels.time_h) / 24,
        dose: Number(labels.dose_Gy),
      }),
    );
  });

  it("are sensitisation-like: p53 and apoptosis rise, interferon and repair do not", () => {
    const result = crosstalk(cells.scored, cells.rows, p53Targets(findSignature));
    expect(result.reading.class).toBe("sensitisation-like");
    // Three cultures of one baseline in seven samples, one of one in nine.
    expect(result.readings[0]).toMatchObject({ exact: true, labellings: 7 ** 3 * 9, smallestP: 1 / (7 ** 3 * 9) });
    expect(result.genes[0].shifts[0]).toMatchObject({ gene: "CDKN1A", p53Target: true });
  });

  it.each([["ir_program_composite"], ["msigdb_kerley_response_to_cisplatin_up"], ["msigdb_hallmark_p53_pathway"]])(
    "raise %s with dose, and with time to a height at four to eight hours",
    (id) => {
      const { courses } = crosstalk(cells.scored, cells.rows, p53Targets(findSignature));
      const { doses, days } = courses.find((course) => course.id === id) ?? { doses: [], days: [] };
      expect(doses.map((point) => point.at)).toEqual([0.5, 5]);
      expect(doses[1].shift).toBeGreaterThan(1.5 * doses[0].shift);
      const shifts = days.map((point) => point.shift);
      expect(days.slice(0, 2).map(({ at }) => Math.round(24 * at))).toEqual([2, 4]);
      expect(shifts[0]).toBeGreaterThan(0);
      expect(shifts[1]).toBeGreaterThan(1.4 * shifts[0]);
      const height = days[shifts.indexOf(Math.max(...shifts))];
      expect([4, 6, 8]).toContain(Math.round(24 * height.at));
    },
  );

  it(
    "are read as shifted in at most 5% of 1,000 shuffled sheets",
    () => {
      expect(falseReadings(cells.scored, cells.rows)).toBeLessThanOrEqual(50);
    },
    A_MINUTE,
  );
});

describe.runIf(present)("cardiomyocytes given doxorubicin (Burridge 2016)", () => {
  let cells: { scored: ScoredMatrix; rows: SheetRow[] };
  beforeAll(async () => {
    cells = await load("dox_ipsc_cm_gse76314", "counts.tsv.gz", (labels) =>
      sheetRow(labels.sample, labels.line, labels.dox === "none" ? "none" : "CT"),
    );
  });

  it("are mixed: p53 and apoptosis rise, and so does interferon; repair does not, and mitosis falls", () => {
    const result = crosstalk(cells.scored, cells.rows, p53Targets(findSignature));
    expect(result.reading.class).toBe("mixed");
    expect(result.readings[0].smallestP).toBe(2 / 64);
    const shiftOf = (id: string) => result.programmes.find((programme) => programme.id === id);
    expect(shiftOf("msigdb_hallmark_g2m_checkpoint")?.shift).toBeLessThan(0);
    expect(shiftOf("msigdb_hallmark_dna_repair")?.q).toBeGreaterThan(0.05);
  });

  it(
    "are read as shifted in at most 5% of 1,000 shuffled sheets",
    () => {
      expect(falseReadings(cells.scored, cells.rows)).toBeLessThanOrEqual(50);
    },
    A_MINUTE,
  );
});
