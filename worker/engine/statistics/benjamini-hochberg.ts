/**
 * False discovery rates of a family of p-values (Benjamini & Hochberg 1995, JRSS B 57:289), as R's `p.adjust(p, "BH")`.
 *
 * @returns q in the order of `p`
 */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const order = p.map((_, index) => index).sort((a, b) => p[b] - p[a] || b - a);
  const q = new Array<number>(p.length);
  let smallest = 1;
  order.forEach((index, position) => {
    smallest = Math.min(smallest, (p[index] * p.length) / (p.length - position));
    q[index] = smallest;
  });
  return q;
}
