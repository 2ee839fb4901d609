/** Gene sets of the bench: 50 genes each, named by what `nameOf` makes of a gene's place in the matrix. */
import type { MethodName, Signature } from "../../worker/engine/signature.ts";

const SET_GENES = 50;

function setOf(
  number: number,
  members: readonly number[],
  methods: readonly MethodName[],
  nameOf: (gene: number) => string,
) {
  return {
    id: `set${number + 1}`,
    version: 1,
    genes: members.map((gene) => ({ symbol: nameOf(gene), direction: 1 as const })),
    methods,
    coverage: { total: 1 },
  };
}

/** No gene is in two sets, and they are spread evenly over all genes. */
export function evenSets(
  genes: number,
  count: number,
  methods: readonly MethodName[],
  nameOf: (gene: number) => string,
): Signature[] {
  const members = (set: number) =>
    Array.from({ length: SET_GENES }, (_, at) => Math.floor(((at * count + set) * genes) / (SET_GENES * count)));
  return Array.from({ length: count }, (_, set) => setOf(set, members(set), methods, nameOf));
}

/** Each set drawn from all genes, so that some genes are in several; the same draw each time (Park and Miller's generator). */
export function drawnSets(
  genes: number,
  count: number,
  methods: readonly MethodName[],
  nameOf: (gene: number) => string,
): Signature[] {
  let state = 1;
  const draw = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state % genes;
  };
  return Array.from({ length: count }, (_, set) => {
    const members = new Set<number>();
    while (members.size < SET_GENES) members.add(draw());
    return setOf(set, [...members], methods, nameOf);
  });
}

/** As a GMT file, which peers read too. */
export function gmtOf(sets: readonly Signature[]): string {
  return sets.map(({ id, genes }) => `${[id, "", ...genes.map(({ symbol }) => symbol)].join("\t")}\n`).join("");
}
