/** Reasons for which whole families of methods cannot score a signature. */
import type { MethodName, Signature } from "../signature.ts";

export function refuseEmpty(signature: Signature): string | null {
  return signature.genes.length === 0 ? "the genes of the signature are not available" : null;
}

/** A set whose directions are not known must never pass as an up set; only singscore has a formula for it. */
export function refuseUndirected(signature: Signature, method: MethodName): string | null {
  const undirected = signature.genes.every((gene) => gene.direction === 0);
  const words = `the direction of the genes is not known, and ${method} would score them as up`;
  return refuseEmpty(signature) ?? (undirected ? words : null);
}

export function refuseUnweighted(signature: Signature, method: MethodName): string | null {
  const unweighted = signature.genes.some((gene) => gene.weight === undefined);
  return refuseEmpty(signature) ?? (unweighted ? `${method} needs a weight for every gene` : null);
}
