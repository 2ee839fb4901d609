/** A made-up course of radiotherapy for the examples: four subjects, before and twice after, in a quarter of each programme's genes. */
import { findSignature } from "../../worker/catalogue/index.ts";
import { CORE_PROGRAMMES } from "../../worker/engine/crosstalk/programmes.ts";

/** Every so manieth gene of a programme is measured: more than the fifth that a score needs. */
const STEP = 4;
/** What radiotherapy adds to the genes of a programme. */
const RISE: Readonly<Record<string, number>> = {
  msigdb_hallmark_p53_pathway: 2.5,
  msigdb_hallmark_apoptosis: 1.5,
  msigdb_hallmark_g2m_checkpoint: -2,
};
const SUBJECTS = ["A", "B", "C", "D"];
const DAYS = [0, 1, 7];

const samples = SUBJECTS.flatMap((subject) => DAYS.map((day) => ({ id: `${subject}${day}`, subject, day })));

const tabbed = (rows: readonly (readonly (string | number)[])[]) => rows.map((row) => `${row.join("\t")}\n`).join("");

/** Numbers from 0 to 1 that are the same in every run. */
function* scattered(): Generator<number> {
  for (let state = 1; ; state = (Math.imul(state, 1664525) + 1013904223) >>> 0) yield (state >>> 8) / 2 ** 24;
}

/** The matrix, genes in rows. */
export function treatedMatrix(): string {
  const rises = new Map<string, number>();
  for (const programme of CORE_PROGRAMMES) {
    for (const [at, { symbol }] of findSignature(programme).genes.entries()) {
      if (at % STEP === 0) rises.set(symbol, (rises.get(symbol) ?? 0) + (RISE[programme] ?? 0));
    }
  }
  const numbers = scattered();
  const next = () => numbers.next().value as number;
  const rows = [...rises].map(([gene, rise]) => {
    const untreated = 4 + 6 * next();
    return [gene, ...samples.map(({ day }) => (untreated + (day === 0 ? 0 : rise) + next()).toFixed(2))];
  });
  return tabbed([["gene", ...samples.map(({ id }) => id)], ...rows]);
}

/** Its sample sheet. */
export function treatedSheet(): string {
  const rows = samples.map(({ id, subject, day }) => [id, subject, day === 0 ? "none" : "RT", day]);
  return tabbed([["sample", "subject", "treatment", "day"], ...rows]);
}
