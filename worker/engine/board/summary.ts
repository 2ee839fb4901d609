/** What a result says of a signature: how much of it the matrix holds, and why there are no scores where there are none. */
import type { PanelSet } from "../panel.ts";
import type { RefusedMethod, SignatureSummary } from "../scored.ts";
import type { CoverageFloor, MethodName, Signature } from "../signature.ts";

/** Present genes below this share of a signature are flagged, and scored all the same. */
const LOW_COVERAGE = 0.7;

/** A signature in a matrix. */
export interface LaidSignature {
  readonly set: PanelSet;
  readonly isPresent: (symbol: string) => boolean;
  readonly methods: readonly MethodName[];
  readonly refused: readonly RefusedMethod[];
}

/** What a result says of a signature: its coverage, and the reason where it has no scores. */
export function summarise(signature: Signature, { set, isPresent, methods, refused }: LaidSignature): SignatureSummary {
  const { id, version, genes, coverage, mended = [], fault } = signature;
  return {
    id,
    version,
    methods,
    refused,
    present: set.genes.length,
    total: set.total,
    presentUp: set.up.length,
    presentDown: set.down.length,
    missing: genes.map(({ symbol }) => symbol).filter((symbol) => !isPresent(symbol)),
    lowCoverage: set.genes.length < LOW_COVERAGE * set.total,
    ...(mended.length > 0 ? { mended } : {}),
    reason: fault ?? (holdsEnough(set, coverage) ? null : lack(set, coverage)),
  };
}

/** Whether the matrix holds as many of the set's genes as the signature needs. */
function holdsEnough(set: PanelSet, floor: CoverageFloor): boolean {
  return set.genes.length >= floor.total && set.up.length >= (floor.up ?? 0) && set.down.length >= (floor.down ?? 0);
}

function lack(set: PanelSet, { total, up, down }: CoverageFloor): string {
  const needed = [
    `${total} genes`,
    ...(up === undefined ? [] : [`${up} up`]),
    ...(down === undefined ? [] : [`${down} down`]),
  ];
  return `the matrix holds ${set.genes.length} of ${set.total} genes, and ${needed.join(", ")} are needed`;
}
