/** Numbers in words and figures that people read. */

/** "3.2 MB". */
export function bytesText(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

/** "12,345". */
export function countText(count: number): string {
  return count.toLocaleString("en");
}

/** "about 3 min". */
export function durationText(seconds: number): string {
  if (seconds < 1.5) return "about a second";
  if (seconds < 90) return `about ${Math.round(seconds)} s`;
  return `about ${Math.round(seconds / 60)} min`;
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
