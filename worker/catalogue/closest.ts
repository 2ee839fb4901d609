/** Suggestions for a name that is not there. */

/**
 * The names nearest to `wanted`: those that hold it, or that it holds, before those a few letters away.
 *
 * @returns at most `count` names, nearest first; empty where nothing is near
 * @example closest("rsi", ["rsi_eschrich2009", "ces_zhang2016"]) // ["rsi_eschrich2009"]
 */
export function closest(wanted: string, names: readonly string[], count = 3): string[] {
  const key = wanted.toLowerCase();
  if (key === "") return [];
  const tolerance = Math.ceil(key.length / 3);
  return names
    .map((name) => ({ name, distance: name.includes(key) || key.includes(name) ? 0 : editDistance(key, name) }))
    .filter(({ distance }) => distance <= tolerance)
    .sort((a, b) => a.distance - b.distance || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    .slice(0, count)
    .map(({ name }) => name);
}

/** Levenshtein distance: fewest insertions, deletions and substitutions of one letter that turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substituted, previous[j] + 1, current[j - 1] + 1));
    }
    previous = current;
  }
  return previous[b.length];
}
