/** Scores, counts and classes as people read them: on the page and in the report. */

/** "12,345". */
export function countText(count: number): string {
  return count.toLocaleString("en");
}

/** A score to three decimals, or a dash. */
export function scoreText(score: number): string {
  return Number.isNaN(score) ? "–" : score.toFixed(3).replace("-", "\u2212");
}

/** A percentile of 0 to 1 as "73rd", or a dash. */
export function percentileText(percentile: number): string {
  if (Number.isNaN(percentile)) return "–";
  const rank = Math.round(100 * percentile);
  const teen = rank % 100 > 10 && rank % 100 < 14;
  const ending = teen ? "th" : (["th", "st", "nd", "rd"][rank % 10] ?? "th");
  return `${rank}${ending}`;
}

const CLASS_TEXT: Readonly<Record<string, string>> = {
  "not-classifiable": "not classifiable",
  "radiation-only": "radiation only",
  "chemo-only": "chemo only",
};

/** A class as a person reads it. */
export function classText(name: string): string {
  return CLASS_TEXT[name] ?? name;
}

/** "RSI" of "Radiosensitivity index (RSI)": the abbreviation that a signature's name ends with, where there is one. */
export function shortName(name: string): string {
  return /\(([^\s,)]{2,10})\)$/.exec(name)?.[1] ?? name;
}
