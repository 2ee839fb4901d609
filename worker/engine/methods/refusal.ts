/** Reasons for which whole families of methods cannot score a signature. */
import type { MethodName, Signature } from "../signature.ts";

/** A set whose directions are not known must never pass as an up set; only singscore has a formula for it. */
export function refuseUndirected(signature: Signature, method: MethodName): string | null {
  return signature.genes.every((gene) => gene.direction === 0)
    ? `the direction of the genes is not known, and ${method} would score them as up`
    : null;
}

export function refuseUnweighted(signature: Signature, method: MethodName): string | null {
  return signature.genes.some((gene) => gene.weight === undefined) ? `${method} needs a weight for every gene` : null;
}
