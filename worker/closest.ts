/** Suggestions for a name that is not there. */

/** Nobody mistypes a name this long; comparing takes time by the square of the length. */
const LONGEST = 200;

/**
 * The names nearest to `wanted`: those that hold it, or that it holds, before those a few letters away.
 *
 * @returns at most `count` names, nearest first; empty where nothing is near
 * @example closest("rsi", ["rsi_eschrich2009", "ces_zhang2016"]) // ["rsi_eschrich2009"]
 */
export function closest(wanted: string, names: readonly string[], count = 3): string[] {
  const key = wanted.toLowerCase();
  if (key === "" || key.length > LONGEST) return [];
  const tolerance = Math.ceil(key.length / 3);
  return names
    .map((name) => ({ name, distance: distanceTo(key, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= tolerance)
    .sort((a, b) => a.distance - b.distance || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    .slice(0, count)
    .map(({ name }) => name);
}

/** " Did you mean …?" to follow a sentence; nothing where no name is near. @param prefix that all names are shown with */
export function didYouMean(wanted: string, names: readonly string[], prefix = ""): string {
  const near = closest(wanted, names).map((name) => prefix + name);
  return near.length === 0 ? "" : ` Did you mean ${near.join(", ")}?`;
}

function distanceTo(wanted: string, name: string): number {
  return name.includes(wanted) || wanted.includes(name) ? 0 : editDistance(wanted, name);
}

/**
 * Fewest insertions, deletions, substitutions and swaps of neighbours, no letter touched twice, that turn `a` into `b` (optimal
 * string alignment: Damerau, Commun ACM 1964;7:171).
 */
function editDistance(a: string, b: string): number {
  let beforeThat: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? beforeThat[j - 2] + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(substituted, previous[j] + 1, current[j - 1] + 1, swapped));
    }
    beforeThat = previous;
    previous = current;
  }
  return previous[b.length];
}
