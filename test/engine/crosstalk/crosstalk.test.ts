import { describe, expect, it } from "vitest";
import { CORE_PROGRAMMES, crosstalk } from "../../../worker/engine/crosstalk/index.ts";
import { design, noise, type ScoreOf, scoredBy, sheetRow } from "./cohort.ts";

const P53 = "msigdb_hallmark_p53_pathway";
const APOPTOSIS = "msigdb_hallmark_apoptosis";
const INTERFERON = "msigdb_hallmark_interferon_alpha_response";
const REPAIR = "msigdb_hallmark_dna_repair";
const G2M = "msigdb_hallmark_g2m_checkpoint";
const NO_TARGETS = new Set<string>();

/** Scores that each subject has at its own level, with noise, and with the programmes named raised (or lowered) by treatment. */
function raising(shifts: Readonly<Record<string, number>>, seed = 1): ScoreOf {
  const jitter = noise(seed);
  return (id, row) =>
    Number(row.subject?.slice(-1)) + 0.1 * jitter() + (row.treatment === "none" ? 0 : (shifts[id] ?? 0));
}

const read = (shifts: Readonly<Record<string, number>>) => {
  const rows = design(4, 2, 4);
  return crosstalk(scoredBy(rows, raising(shifts)), rows, NO_TARGETS).reading;
};

describe("the reading of shifted programmes", () => {
  it("P53 and APOPTOSIS without interferon or repair are sensitisation-like", () => {
    expect(read({ [P53]: 1, [APOPTOSIS]: 1, [G2M]: -1 }).class).toBe("sensitisation-like");
  });

  it("interferon or repair without both of them is cross-resistance-like", () => {
    expect(read({ [INTERFERON]: 1 }).class).toBe("cross-resistance-like");
    expect(read({ [REPAIR]: 1, [P53]: 1 }).class).toBe("cross-resistance-like");
  });

  it("both are mixed", () => {
    expect(read({ [P53]: 1, [APOPTOSIS]: 1, [REPAIR]: 1 }).class).toBe("mixed");
  });

  it("a shift of anything else, or downwards, is neither", () => {
    expect(read({ [P53]: 1 }).class).toBe("neither");
    expect(read({ [INTERFERON]: -1, [REPAIR]: -1 }).class).toBe("neither");
    expect(read({ [G2M]: -1 }).rule).toContain("G2M_CHECKPOINT down");
  });

  it("no shift at q <= 0.05 is no-shift", () => {
    expect(read({}).class).toBe("no-shift");
  });

  it.each([
    [P53, "P53_PATHWAY"],
    [APOPTOSIS, "APOPTOSIS"],
    [INTERFERON, "INTERFERON_ALPHA_RESPONSE"],
    [REPAIR, "DNA_REPAIR"],
  ])("is refused where %s has no score, and nothing is said to have stayed", (missing, name) => {
    const reading = read({ [P53]: 1, [APOPTOSIS]: 1, [missing]: Number.NaN });
    expect(reading.class).toBe("not-assessable");
    expect(reading.rule).toMatch(new RegExp(`^${name} could not be scored`));
  });

  it("is given where a programme has no score on which no reading rests", () => {
    expect(read({ [P53]: 1, [APOPTOSIS]: 1, [G2M]: Number.NaN }).class).toBe("sensitisation-like");
  });

  it("no shift is under-powered where no p-value of the design could reach 0.05", () => {
    const rows = design(4, 1, 1);
    const scored = scoredBy(rows, raising({ [P53]: 1, [APOPTOSIS]: 1 }));
    const result = crosstalk(scored, rows, NO_TARGETS);
    expect(result.reading.class).toBe("under-powered");
    // 2^4 labellings, and the mirror image of the farthest one lies as far.
    expect(result.readings[0].smallestP).toBe(2 / 16);
    expect(result.programmes.find((programme) => programme.id === P53)?.p).toBe(2 / 16);
  });
});

describe("the shift", () => {
  it("is the mean of what is told of each subject before and after", () => {
    const rows = design(4, 2, 4);
    const { pairs, programmes } = crosstalk(scoredBy(rows, raising({ [P53]: 1 })), rows, NO_TARGETS);
    const subjects = pairs.find(({ id }) => id === P53)?.subjects ?? [];
    expect(subjects).toHaveLength(4);
    const mean = subjects.reduce((sum, { before, after }) => sum + (after ?? 0) - (before ?? 0), 0) / 4;
    expect(mean).toBeCloseTo(programmes.find(({ id }) => id === P53)?.shift ?? Number.NaN, 12);
  });

  it("is the mean over subjects, however many samples each has", () => {
    const rows = [
      sheetRow("a0", "a", "none"),
      sheetRow("a1", "a", "RT"),
      sheetRow("a2", "a", "RT"),
      sheetRow("a3", "a", "RT"),
      sheetRow("b0", "b", "none"),
      sheetRow("b1", "b", "none"),
      sheetRow("b2", "b", "RT"),
    ];
    const scores = [1, 2, 3, 4, 10, 20, 16];
    const [programme] = crosstalk(
      scoredBy(rows, (_, __, sample) => scores[sample]),
      rows,
      NO_TARGETS,
    ).programmes;
    // Subject a: mean(2, 3, 4) - 1 = 2. Subject b: 16 - mean(10, 20) = 1.
    expect(programme).toMatchObject({ shift: 1.5, n: 7, subjects: 2, smallestP: 1 / 12 });
    // Student's t with one degree of freedom on 2 and 1: 1.5 +/- 12.706 x 0.5.
    expect(programme.interval?.high).toBeCloseTo(1.5 + 12.706204736174694 / 2, 9);
  });

  it("has the p-value of all labellings within subjects, counted by hand", () => {
    const rows = [
      sheetRow("a0", "a", "none"),
      sheetRow("a1", "a", "RT"),
      sheetRow("a2", "a", "RT"),
      sheetRow("b0", "b", "none"),
      sheetRow("b1", "b", "RT"),
    ];
    const scores = [0, 4, 2, 1, 3];
    const [programme] = crosstalk(
      scoredBy(rows, (_, __, sample) => scores[sample]),
      rows,
      NO_TARGETS,
    ).programmes;
    // Subject a's shift is 3, 0 or -3, subject b's 2 or -2: of the six sums only 5 and -5 are as far from 0 as 5.
    expect(programme.shift).toBe(2.5);
    expect(programme.p).toBe(2 / 6);
  });

  it("leaves out samples without subject or treatment, and names subjects without a baseline", () => {
    const rows = [
      ...design(3, 2, 3),
      sheetRow("x", null, "RT"),
      sheetRow("y", "lone", "RT"),
      sheetRow("z", "subject 0", null),
    ];
    const scored = scoredBy(rows, raising({ [P53]: 1 }));
    const result = crosstalk(scored, [...rows.slice(0, -3), undefined, rows.at(-2), rows.at(-1)], NO_TARGETS);
    expect(result.programmes[0]).toMatchObject({ n: 15, subjects: 3 });
    expect(result.readings[0].leftOut).toEqual(["lone"]);
  });

  it("is null, and outside the test, where a sample has no score", () => {
    const rows = design(4, 2, 4);
    const raised = raising({ [P53]: 1, [APOPTOSIS]: 1 });
    const scored = scoredBy(rows, (id, row, sample) =>
      id === REPAIR && sample === 3 ? Number.NaN : raised(id, row, sample),
    );
    const result = crosstalk(scored, rows, NO_TARGETS);
    expect(result.programmes.find((programme) => programme.id === REPAIR)).toMatchObject({
      shift: null,
      p: null,
      q: null,
    });
    expect(result.programmes.filter((programme) => programme.q !== null)).toHaveLength(CORE_PROGRAMMES.length - 1);
  });

  it("needs a subject with both kinds of sample", () => {
    const rows = [sheetRow("a", "a", "none"), sheetRow("b", "b", "RT")];
    expect(() =>
      crosstalk(
        scoredBy(rows, () => 0),
        rows,
        NO_TARGETS,
      ),
    ).toThrow(/both an untreated sample/);
  });
});

describe("the course", () => {
  it("gives the shift at each day and dose over the subjects sampled there", () => {
    const rows = [
      sheetRow("a0", "a", "none", { day: 0, dose: 0 }),
      sheetRow("a1", "a", "RT", { day: 1, dose: 2 }),
      sheetRow("a7", "a", "RT", { day: 7, dose: 2 }),
      sheetRow("b0", "b", "none", { day: 0, dose: 0 }),
      sheetRow("b1", "b", "RT", { day: 1, dose: 5 }),
    ];
    const scores = [1, 3, 2, 0, 4];
    const [course] = crosstalk(
      scoredBy(rows, (_, __, sample) => scores[sample]),
      rows,
      NO_TARGETS,
    ).courses;
    expect(course.days).toEqual([
      { at: 1, subjects: 2, samples: 2, shift: 3 },
      { at: 7, subjects: 1, samples: 1, shift: 1 },
    ]);
    expect(course.doses).toEqual([
      { at: 2, subjects: 1, samples: 2, shift: 1.5 },
      { at: 5, subjects: 1, samples: 1, shift: 4 },
    ]);
  });
});

describe("calibration", () => {
  it("reads at most 5% of cohorts without any shift as shifted", () => {
    const rows = design(4, 1, 5);
    let shifted = 0;
    for (let cohort = 0; cohort < 400; cohort++) {
      const { reading } = crosstalk(scoredBy(rows, raising({}, cohort)), rows, NO_TARGETS);
      if (reading.class !== "no-shift") shifted++;
    }
    expect(shifted).toBeLessThanOrEqual(20);
  });
});
